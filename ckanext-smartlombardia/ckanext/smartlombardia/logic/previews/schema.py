"""What the actions on new sources take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def trial_request(
    not_empty: Validator, ignore_missing: Validator, unicode_safe: Validator, smartlombardia_url: Validator
) -> Schema:
    """An address, whose source it would be, and what is known of it."""
    return {
        "address": [not_empty, unicode_safe, smartlombardia_url],
        "body": [ignore_missing, unicode_safe],
        "type": [ignore_missing, unicode_safe],
        "config": [ignore_missing, unicode_safe],
    }


@validator_args
def new_source(
    not_empty: Validator, ignore_missing: Validator, unicode_safe: Validator, smartlombardia_url: Validator
) -> Schema:
    """A source that is to be made."""
    return {
        "address": [not_empty, unicode_safe, smartlombardia_url],
        "type": [not_empty, unicode_safe],
        "title": [not_empty, unicode_safe],
        "body": [ignore_missing, unicode_safe],
        "frequency": [ignore_missing, unicode_safe],
        "config": [ignore_missing, unicode_safe],
    }


@validator_args
def numbered(not_empty: Validator, int_validator: Validator) -> Schema:
    """The number of a trial."""
    return {"id": [not_empty, int_validator]}
