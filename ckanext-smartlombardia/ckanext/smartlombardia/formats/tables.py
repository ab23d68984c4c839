"""Tables read by their header: CSV with any usual delimiter and encoding -> rows by column name."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .errors import NotReadable
from .limits import MAX_CELL_CHARACTERS, MAX_CSV_COLUMNS
from .text import decoded

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS, SAMPLE_CHARACTERS = 100, 50_000  # in which the delimiter shows


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the file as people count it (the header is 1), values by name without outer spaces.

    `wrong_width` says that it has more or fewer cells than the header, so its values cannot be trusted.
    """

    number: int
    values: Mapping[str, str]
    wrong_width: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns in their order, under the names that were asked for where they differ only in case or spaces."""

    columns: Sequence[str]
    encoding: str
    delimiter: str
    text: str

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, in order. Raises NotReadable at a cell without end."""
        lines = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        try:
            next(lines)
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    values = dict(zip(self.columns, (cell.strip() for cell in cells), strict=False))
                    yield Row(lines.line_num, values, len(cells) != len(self.columns))
        except csv.Error as error:
            raise NotReadable(
                f"Alla riga {lines.line_num} una cella non finisce più.",
                "Correggete le virgolette nella riga indicata.",
            ) from error


def read_csv(content: bytes, needs: Sequence[str]) -> Table:
    """A table that has at least the columns `needs`. Raises NotReadable, which names the columns that are missing."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    text, encoding = decoded(content)
    text = text.lstrip("\r\n")
    header = text.partition("\n")[0]
    if "\0" in text or not header.strip():
        raise NotReadable(
            "Il file non è una tabella CSV.", "Controllate che l’indirizzo porti al file CSV e non a una pagina."
        )
    delimiter = choose_delimiter(text)
    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise NotReadable(
            "La prima riga non è quella dei nomi delle colonne.", "Controllate le virgolette nella prima riga."
        ) from error
    if len(first) > MAX_CSV_COLUMNS:
        raise NotReadable(f"La tabella ha più di {MAX_CSV_COLUMNS} colonne.", "Controllate il file alla fonte.")
    names = [name.strip() for name in first]
    names_by_key = {column_key(name): name for name in needs}
    columns = [names_by_key.get(column_key(name), name) for name in names]
    missing = [name for name in needs if name not in columns]
    if missing:
        raise NotReadable(
            _missing(missing, [name for name in columns if name not in needs]),
            "Chiedete alla fonte che cosa è cambiato nelle colonne.",
        )
    return Table(columns, encoding, delimiter, text)


def choose_delimiter(text: str) -> str:
    """The delimiter that gives most of the first rows the same number of cells, two at least."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of the first rows that have the usual number of cells, and that number."""
    lines = csv.reader(io.StringIO(text[:SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    try:
        rows = [row for row, _ in zip(lines, range(SAMPLE_ROWS), strict=False) if any(cell.strip() for cell in row)]
    except csv.Error:
        return 0.0, 0
    if len(rows) > 1 and len(text) > SAMPLE_CHARACTERS:
        rows.pop()  # it may be cut
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = max(widths.items(), key=lambda entry: (entry[1], entry[0]), default=(0, 0))
    return (count / len(rows), width) if rows else (0.0, 0)


def column_key(name: str) -> str:
    """The name of a column without case, spaces and signs: by it columns are compared."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _missing(missing: Sequence[str], columns: Sequence[str]) -> str:
    """Names the columns that are missing, each with the one that it may have become."""
    parts = []
    for name in missing:
        near = get_close_matches(name, columns, 1, 0.6)
        parts.append(f"«{name}»" + (f" (forse ora si chiama «{near[0]}»)" if near else ""))
    word = "Manca la colonna" if len(parts) == 1 else "Mancano le colonne"
    return f"{word} {', '.join(parts)}."
