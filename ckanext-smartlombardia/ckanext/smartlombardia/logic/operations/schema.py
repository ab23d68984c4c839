"""What the actions on operations take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def index_mend(ignore_missing: Validator, natural_number_validator: Validator) -> Schema:
    """The seconds after which a difference counts."""
    return {"settled": [ignore_missing, natural_number_validator]}


@validator_args
def quarantine_retry(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A record that was set aside, and by which step."""
    return {"step": [not_empty, unicode_safe], "subject": [not_empty, unicode_safe]}
