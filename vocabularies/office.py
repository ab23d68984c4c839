"""Tables that an office keeps: what may stand in them, and what a spreadsheet would change.

    changes, wrong = office.compare("admitted", rows, replace_all=False)

The shipped table is the default; a row of the office with the same key takes its place (`tables.put`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .tables import Key, Row, concept, key, rows, shipped

CHECKS = ("", "bodies", "tax_code", "luhn")
LONGEST_PATTERN = 200
NESTED = re.compile(r"\([^()]*[+*][^()]*\)[+*{]")
"""A repetition inside a repetition, on which an engine may hang."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: whether it tells rows apart, whether it must be filled, what may stand in it."""

    name: str
    key: bool
    needed: bool
    allowed: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after; None where there was none, or is none any more."""

    key: Key
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row (as people count them in the file, the header is 1) and a column that cannot stay; `code` says why."""

    row: int
    column: str
    value: str
    code: str


@cache
def editable_tables() -> tuple[str, ...]:
    """Names of the tables that an office may change."""
    return tuple(dict.fromkeys(row["table"] for row in shipped("office_columns")))


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in their order."""
    return tuple(
        Column(row["column"], bool(row["key"]), bool(row["needed"]), row["allowed"])
        for row in shipped("office_columns")
        if row["table"] == table
    )


def compare(
    table: str, new_rows: Sequence[Mapping[str, str]], replace_all: bool = False
) -> tuple[list[Change], list[Wrong]]:
    """Compare new rows with a table as it stands now: the changes they make, and the values it cannot hold.

    Args:
        table: name of the table.
        new_rows: texts by column; columns that are not the table's are passed over, a column left out keeps its value.
        replace_all: whether rows that are not among `new_rows` are removed.
    """
    names = [column.name for column in columns(table)]
    now = {key(table, row): {name: row.get(name, "") for name in names} for row in rows(table)}
    after: dict[Key, Row] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(new_rows, 2):
        row_key = tuple((row.get(column.name) or "").strip() for column in columns(table) if column.key)
        before = now.get(row_key, {})
        values = {
            column.name: (row.get(column.name, before.get(column.name, "")) or "").strip() for column in columns(table)
        }
        faults = [Wrong(number, *fault) for fault in _faults(table, values)]
        if row_key in after:
            faults.append(Wrong(number, columns(table)[0].name, row_key[0], "twice"))
        wrong += faults
        after[row_key] = values
    changes = [Change(row_key, now.get(row_key), row) for row_key, row in after.items() if now.get(row_key) != row]
    if replace_all:
        changes += [Change(row_key, row, None) for row_key, row in now.items() if row_key not in after]
    return changes, wrong


def _faults(table: str, row: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    for column in columns(table):
        value = row[column.name]
        if not value:
            if column.needed:
                yield column.name, value, "missing"
        elif not _allowed(column.allowed, value):
            yield column.name, value, "not-allowed"


def _allowed(what: str, value: str) -> bool:
    """Whether a column may hold a value; a scheme with `*` allows several of its codes, divided by `|`."""
    if what.endswith("*"):
        return all(_allowed(what[:-1], code) for code in value.split("|"))
    if what == "flag":
        return value == "1"
    if what == "number":
        return value.isdigit() and int(value) <= 1000
    if what == "check":
        return value in CHECKS
    if what == "scope":
        return any(row["scope"] == value for row in rows("exchange_reaches"))
    if what == "pattern":
        return _pattern(value)
    return not what or concept(what, value) is not None


def _pattern(value: str) -> bool:
    """An expression that can be read, and that no value can make hang."""
    if len(value) > LONGEST_PATTERN or NESTED.search(value):
        return False
    try:
        re.compile(value)
    except re.error:
        return False
    return True
