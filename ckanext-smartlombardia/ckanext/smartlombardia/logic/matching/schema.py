"""What the actions on cases take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

RELATIONS = ("same_product", "derived", "same_record", "same_function")
STATES = ("waiting", "decided")


@validator_args
def case_list(
    ignore_missing: Validator,
    unicode_safe: Validator,
    one_of: ValidatorFactory,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    boolean_validator: Validator,
) -> Schema:
    """What the queue is narrowed by, and which part of it is wanted."""
    text = [ignore_missing, unicode_safe]
    return {
        "relation": [ignore_missing, one_of(RELATIONS)],
        "state": [default("waiting"), one_of(STATES)],
        "body": text,
        "province": text,
        "function": text,
        "vendor": text,
        "assigned_to": text,
        "random": [ignore_missing, boolean_validator],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def case_show(not_empty: Validator, natural_number_validator: Validator) -> Schema:
    """A number."""
    return {"id": [not_empty, natural_number_validator]}
