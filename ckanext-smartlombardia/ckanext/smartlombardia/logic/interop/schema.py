"""What the actions of the audit take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def finding_list(
    ignore_missing: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator
) -> Schema:
    """Filters, all optional, and a page."""
    filters = {name: [ignore_missing, unicode_safe] for name in FILTERS}
    return {
        **filters,
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


FILTERS = ("province", "domain", "function", "rule", "label", "severity", "body", "subject", "observed", "handling")


@validator_args
def matrix(
    ignore_missing: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator
) -> Schema:
    """What the matrix is narrowed to, how its rows are made and ordered, and a page."""
    return {
        "rows": [default("municipality"), unicode_safe],
        "province": [ignore_missing, unicode_safe],
        "size": [ignore_missing, unicode_safe],
        "order": [default("known"), unicode_safe],
        "limit": [default(25), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def function_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A code of the scheme of functions."""
    return {"function": [not_empty, unicode_safe]}


@validator_args
def finding_show(not_empty: Validator, natural_number_validator: Validator) -> Schema:
    """The number of a finding."""
    return {"id": [not_empty, natural_number_validator]}


@validator_args
def judged_on(
    not_empty: Validator,
    unicode_safe: Validator,
    smartlombardia_day: Validator,
    boolean_validator: Validator,
    ignore_missing: Validator,
) -> Schema:
    """A record, a day, and how."""
    return {
        "id": [not_empty, unicode_safe],
        "day": [not_empty, unicode_safe, smartlombardia_day],
        "again": [ignore_missing, boolean_validator],
    }


@validator_args
def letter(
    ignore_missing: Validator, unicode_safe: Validator, natural_number_validator: Validator, one_of: ValidatorFactory
) -> Schema:
    """To whom, and what about: one finding, or all of a body or a vendor."""
    return {
        "to": [one_of(["body", "vendor"])],
        "finding": [ignore_missing, natural_number_validator],
        "body": [ignore_missing, unicode_safe],
        "vendor": [ignore_missing, unicode_safe],
        "lang": [ignore_missing, one_of(["it", "en"])],
    }


@validator_args
def trend_show(ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """A body, a function, or neither."""
    return {"body": [ignore_missing, unicode_safe], "function": [ignore_missing, unicode_safe]}
