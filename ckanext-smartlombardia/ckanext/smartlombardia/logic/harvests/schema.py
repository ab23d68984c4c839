"""What the actions on harvests take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def source_name(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """The name of a source."""
    return {"source": [not_empty, unicode_safe]}
