"""Tables as offices keep them -> rows of texts: the sheets of an XLSX or ODS, or a CSV.

Row n of a table stands at index n - 1, as people count rows. What a file says of its own size is not believed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import archives, ods, safe_xml, xlsx
from .errors import NotReadable
from .limits import (
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_CSV_CELLS,
    MAX_PART_BYTES,
    MAX_ROWS,
    MAX_TABLE_CHARACTERS,
    MEBIBYTE,
)
from .tables import choose_delimiter
from .text import decoded

SMALLER = "Dividete il file in più parti."
REMEDY = "Salvate di nuovo il file come XLSX, ODS o CSV e riprovate."
NO_TABLE = ("Il file non è una tabella XLSX, ODS o CSV.", REMEDY)
OLE = b"\xd0\xcf\x11\xe0"  # an XLS, or an XLSX that a password locks
OLD_FORMAT = (
    "Il file è nel vecchio formato XLS, o chiede una password.",
    "Apritelo e salvatelo come XLSX senza password.",
)
QUOTES_REMEDY = "Correggete le virgolette nella riga indicata, oppure salvate di nuovo il file come CSV o XLSX."
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t]*\r?(?:\n|$)')  # a first line by which Excel knows the delimiter
MAX_SHEETS = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the name that it has in its workbook; the name is empty for a CSV."""

    name: str
    rows: list[list[str]]


def read(content: bytes) -> list[list[str]]:
    """The rows of the first table, cells as texts without outer spaces. Raises NotReadable."""
    return read_sheets(content, 1)[0].rows


def read_sheets(content: bytes, most: int = MAX_SHEETS) -> list[Sheet]:
    """The tables of a file, at most so many, without those that are hidden. Raises NotReadable where there is none."""
    if content.startswith(OLE):
        raise NotReadable(*OLD_FORMAT)
    if not content.startswith(b"PK"):
        return [Sheet("", _csv(content))]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = list(_workbook(archive, most))
    except (*archives.BROKEN, ValueError, KeyError) as error:
        raise NotReadable("Il file è rovinato, o protetto da una password.", REMEDY) from error
    if not sheets:
        raise NotReadable("Nel file non c’è un foglio da leggere.", REMEDY)
    return sheets


def _workbook(archive: zipfile.ZipFile, most: int) -> Iterator[Sheet]:
    names = archive.namelist()
    left = MAX_CELLS
    if "xl/workbook.xml" in names:
        for (name, rows, complete), _ in zip(xlsx.read(archive, _unpacked), range(most), strict=False):
            sheet = Sheet(name, _bounded(rows, left))
            left -= sum(map(len, sheet.rows))
            complete(sheet.rows)
            yield sheet
    elif "content.xml" in names:
        tables = ods.read(safe_xml.load(_unpacked(archive, "content.xml")))
        for (name, rows), _ in zip(tables, range(most), strict=False):
            sheet = Sheet(name, _bounded(rows, left))
            left -= sum(map(len, sheet.rows))
            yield sheet
    else:
        raise NotReadable(*NO_TABLE)


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise NotReadable(f"Il foglio supera {MAX_PART_BYTES // MEBIBYTE} MB, una volta aperto.", SMALLER)
    return content


def _bounded(rows: Iterable[list[str]], limit: int = MAX_CELLS) -> list[list[str]]:
    """The rows of a table, until they hold more than a table may. Raises NotReadable."""
    table: list[list[str]] = []
    cells = characters = 0
    for row, _ in zip(rows, range(MAX_ROWS), strict=False):
        cells += len(row)
        characters += sum(map(len, row))
        if cells > limit or characters > MAX_TABLE_CHARACTERS:
            raise NotReadable("La tabella ha troppe celle, o testi smisurati.", SMALLER)
        table.append(row)
    return table


def _csv(content: bytes) -> list[list[str]]:
    text, _encoding = decoded(content)
    if "\0" in text or text.lstrip().startswith(("<", "{", "[")):
        raise NotReadable(*NO_TABLE)
    separator_line = SEPARATOR_LINE.match(text)
    delimiter = separator_line[1] if separator_line else choose_delimiter(text)
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    rows, fault = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    if fault:  # a quotation mark that nothing closes: perhaps they are only signs
        rows, other_fault = _parse(text, delimiter, csv.QUOTE_NONE)
        if other_fault or len({len(row) for row in rows if any(row)}) > 1:
            raise NotReadable(f"Alla riga {fault} le virgolette non sono al loro posto.", QUOTES_REMEDY)
        rows = [[cell.strip('"').strip() for cell in row] for row in rows]
    return [[], *rows[1:]] if separator_line else rows


def _parse(text: str, delimiter: str, quoting: int) -> tuple[list[list[str]], int | None]:
    """The rows, and the number of a row at which the quotation marks go wrong; None where they do not.

    A row of several lines is followed by empty ones, so that numbers are those of the lines.
    """
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
    starts = [1]  # the line at which the next row starts, after those that are read
    broken: list[int] = []  # lines at which a row of several lines starts

    def numbered() -> Iterator[list[str]]:
        for row in lines:
            yield [cell.strip() for cell in row[:MAX_COLUMNS]]
            start, following = starts[-1], lines.line_num + 1
            if following > start + 1:
                broken.append(start)
            yield from ([] for _ in range(start + 1, following))
            starts[-1] = following

    try:
        rows = _bounded(numbered(), MAX_CSV_CELLS)
    except csv.Error:
        return [], starts[-1]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    usual = max(widths, key=lambda width: widths[width], default=0)
    odd = (number for number in broken if number <= len(rows) and len(rows[number - 1]) != usual)
    return rows, next(odd, None)
