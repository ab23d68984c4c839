"""Tables that an office keeps: what may stand in them, and what a spreadsheet would change.

    changes, wrong = office.compare("admitted", rows, whole=False)

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
def kept() -> tuple[str, ...]:
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


def compare(table: str, given: Sequence[Mapping[str, str]], whole: bool = False) -> tuple[list[Change], list[Wrong]]:
    """What rows would change in a table as it stands now, and what cannot stay.

    Columns that are not the table's are passed over; one that is not given stays as it is. `whole`: rows that are not
    given are taken out.
    """
    now = {key(table, row): row for row in rows(table)}
    after: dict[Key, Row] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(given, 2):
        named = tuple((row.get(one.name) or "").strip() for one in columns(table) if one.key)
        before = now.get(named, {})
        said = {one.name: (row.get(one.name, before.get(one.name, "")) or "").strip() for one in columns(table)}
        faults = [Wrong(number, *fault) for fault in _faults(table, said)]
        if named in after:
            faults.append(Wrong(number, columns(table)[0].name, named[0], "twice"))
        wrong += faults
        after[named] = said
    changes = [Change(one, now.get(one), row) for one, row in after.items() if now.get(one) != row]
    if whole:
        changes += [Change(one, row, None) for one, row in now.items() if one not in after]
    return changes, wrong


def _faults(table: str, row: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    for one in columns(table):
        value = row[one.name]
        if not value:
            if one.needed:
                yield one.name, value, "missing"
        elif not _allowed(one.allowed, value):
            yield one.name, value, "not-allowed"


def _allowed(what: str, value: str) -> bool:
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
