"""The columns of a table as some office wrote them -> the fields that they mean (table `table_columns`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.spelling import fold

HEADER_ROWS = 25  # rows among which the header is: titles and logos stand above it
MIN_COLUMNS = 2  # columns by which a header is known
BRACKETS = re.compile(r"\(.*?\)|\*")


def header(
    kind: str, rows: Sequence[Sequence[str]], own_fields: Mapping[str, str]
) -> tuple[int, dict[int, str]] | None:
    """Find the header among the rows: its number and the field of each column; None where there is none.

    `kind` is the type of source. `own_fields` are fields by column as a person gave them; they win over the table. An
    empty field leaves a column out.
    """
    best: tuple[int, dict[int, str]] | None = None
    above: dict[int, str] = {}
    for number, row in enumerate(rows[:HEADER_ROWS]):
        fields = match_columns(kind, row, own_fields)
        for candidate in (fields, _with_row_above(fields, above)):
            if len(candidate) >= MIN_COLUMNS and (best is None or len(candidate) > len(best[1])):
                best = (number, candidate)
        above = fields
    return best


def _with_row_above(fields: Mapping[int, str], above: Mapping[int, str]) -> dict[int, str]:
    """The fields of a header of two rows: groups above, columns below; what only the group tells is its own."""
    own = set(fields.values())
    groups = {at: field for at, field in above.items() if at not in fields and field not in own}
    return {**fields, **groups} if fields else {}


def match_columns(kind: str, row: Sequence[str], own_fields: Mapping[str, str]) -> dict[int, str]:
    """Match columns with fields, each field once: exact words first, then words that begin alike."""
    own = {fold(column): field for column, field in own_fields.items()}
    fields: dict[int, str] = {}
    names = [fold(BRACKETS.sub(" ", cell)) for cell in row]
    for at, (cell, name) in enumerate(zip(row, names, strict=True)):
        field = own.get(fold(cell), _words(kind).get(name))
        if field and field not in fields.values():
            fields[at] = field
    for at, (cell, name) in enumerate(zip(row, names, strict=True)):
        if at in fields or fold(cell) in own or not name:
            continue
        longest_first = sorted(_words(kind).items(), key=lambda entry: -len(entry[0]))
        near = (field for words, field in longest_first if len(words) > 3 and name.startswith(f"{words} "))
        field = next((candidate for candidate in near if candidate not in fields.values()), None)
        if field:
            fields[at] = field
    return fields


def code_of(field: str, cell: str) -> str | None:
    """The code that a cell means (table `table_values`), None where none is known."""
    return _values().get((field, fold(cell)))


@cache
def _words(kind: str) -> dict[str, str]:
    rows = [row for row in vocabularies.rows("table_columns") if row["type"] == kind]
    return {fold(words): row["field"] for row in rows for words in row["words"].split("|")}


@cache
def _values() -> dict[tuple[str, str], str]:
    rows = vocabularies.rows("table_values")
    return {(row["field"], fold(words)): row["code"] for row in rows for words in row["words"].split("|")}
