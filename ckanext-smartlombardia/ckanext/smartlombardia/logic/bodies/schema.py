"""What the actions on bodies take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def body_find(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator
) -> Schema:
    """A text, and how many answers at the most."""
    return {"q": [not_empty, unicode_safe], "limit": [default(10), natural_number_validator]}


@validator_args
def body_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """An IPA code."""
    return {"ipa": [not_empty, unicode_safe]}
