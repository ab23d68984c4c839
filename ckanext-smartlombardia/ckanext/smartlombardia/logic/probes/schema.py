"""What the actions on looks take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def probes_check(default: Validator, natural_number_validator: Validator) -> Schema:
    """How many APIs at most."""
    return {"limit": [default(100), natural_number_validator]}
