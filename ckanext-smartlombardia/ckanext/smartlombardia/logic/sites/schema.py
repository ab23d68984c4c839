"""What the actions on sites take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def sites_check(default: Validator, natural_number_validator: Validator) -> Schema:
    """How many sites at most."""
    return {"limit": [default(50), natural_number_validator]}
