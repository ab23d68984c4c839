"""What the actions on quality take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.smartlombardia.logic.quality.quality_summary import ORDERS


@validator_args
def quality_list(
    ignore_missing: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """A body, an order and a page."""
    return {
        "body": [ignore_missing, unicode_safe],
        "order": [default("worst"), one_of(list(ORDERS))],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def links_check(default: ValidatorFactory, natural_number_validator: Validator) -> Schema:
    """How many addresses at most."""
    return {"limit": [default(200), natural_number_validator]}
