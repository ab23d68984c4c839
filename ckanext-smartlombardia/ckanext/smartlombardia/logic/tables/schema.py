"""What the actions on tables take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator

from ckanext.smartlombardia.vocabularies import office

MAX_ROWS = 5000


@validator_args
def table_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """The name of a table that the office keeps."""
    return {"name": [not_empty, unicode_safe, _editable]}


@validator_args
def table_change(
    not_empty: Validator,
    unicode_safe: Validator,
    smartlombardia_day: Validator,
    ignore_missing: Validator,
    boolean_validator: Validator,
) -> Schema:
    """Rows, where they come from, and whether to make the change or only to try it."""
    return {
        "name": [not_empty, unicode_safe, _editable],
        "rows": [_rows],
        "whole": [ignore_missing, boolean_validator],
        "source": [not_empty, unicode_safe],
        "date": [not_empty, unicode_safe, smartlombardia_day],
        "reason": [ignore_missing, unicode_safe],
        "dry_run": [ignore_missing, boolean_validator],
    }


@validator_args
def table_undo(not_empty: Validator, natural_number_validator: Validator) -> Schema:
    """The number of a change."""
    return {"id": [not_empty, natural_number_validator]}


def _editable(value: str) -> str:
    if value not in office.editable_tables():
        raise tk.Invalid(tk._("The office does not keep such a table"))
    return value


def _rows(value: Any) -> Any:
    if not isinstance(value, list) or not value or len(value) > MAX_ROWS:
        raise tk.Invalid(tk._("Give between 1 and {n} rows").format(n=MAX_ROWS))
    if not all(isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values()) for row in value):
        raise tk.Invalid(tk._("Each row names columns and gives their text"))
    return value
