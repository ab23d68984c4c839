"""Tables as offices keep them -> rows of texts: the first sheet of an XLSX or ODS, or a CSV.

ECMA-376 (SpreadsheetML) and OASIS OpenDocument 1.3, as much of them as a list needs: texts, numbers, dates. Formulas
count by their last result. What a file says of its own size is not believed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from . import safe_xml
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
from .numbers import whole_number
from .tables import DELIMITERS
from .text import decoded

DAYS = {*range(14, 18), 22, *range(27, 37), *range(45, 48), *range(50, 59)}  # number formats that are dates
DATE = re.compile(r"[dy]", re.IGNORECASE)
NO_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
SMALLER = "Dividete il file in più parti."
REMEDY = "Salvate di nuovo il file come XLSX, ODS o CSV e riprovate."
ODF = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, KeyError,
)  # fmt: skip
"""What opening an archive raises where it is broken, or says of itself what cannot be."""
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(content: bytes) -> list[list[str]]:
    """The rows of a table, cells as texts without outer spaces. Raises NotReadable."""
    if not content.startswith(b"PK"):
        return _csv(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return _bounded(_xlsx(archive, names))
            if "content.xml" in names:
                return _bounded(_ods(_part(archive, "content.xml")))
    except BROKEN as error:
        raise NotReadable("Il file è rovinato, o protetto da una password.", REMEDY) from error
    raise NotReadable("Il file non è una tabella XLSX, ODS o CSV.", REMEDY)


def _part(archive: zipfile.ZipFile, name: str) -> safe_xml.Element:
    return safe_xml.load(_unpacked(archive, name))


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
        raise NotReadable("Il file non è una tabella XLSX, ODS o CSV.", REMEDY)
    start = text[:20_000]
    delimiter = max(DELIMITERS, key=start.count)
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return _bounded(([cell.strip() for cell in row[:MAX_COLUMNS]] for row in rows), MAX_CSV_CELLS)
    except csv.Error as error:
        raise NotReadable("Il file non è una tabella XLSX, ODS o CSV.", REMEDY) from error


def _xlsx(archive: zipfile.ZipFile, names: set[str]) -> Iterator[list[str]]:
    workbook = _part(archive, "xl/workbook.xml")
    shown = [one for one in workbook.iterfind("{*}sheets/{*}sheet") if one.get("state", "visible") == "visible"]
    targets = {one.get("Id"): one.get("Target", "") for one in _part(archive, "xl/_rels/workbook.xml.rels")}
    target = targets.get(shown[0].get(RELATION) if shown else None, "worksheets/sheet1.xml").lstrip("/")
    path = target if target.startswith("xl/") else f"xl/{target}"
    if path not in names:
        raise NotReadable("Nel file non c’è un foglio da leggere.", REMEDY)
    shared = []
    if "xl/sharedStrings.xml" in names:
        for one in _part(archive, "xl/sharedStrings.xml").iterfind("{*}si"):
            shared.append("".join(part.text or "" for part in one.iter("{*}t")).strip())
    dates = _date_styles(archive, names)
    properties = workbook.find("{*}workbookPr")
    start = datetime(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else None
    for row in safe_xml.stream(_unpacked(archive, path), "row"):
        cells: dict[int, str] = {}
        for cell in row:
            column = _column(cell.get("r", ""), len(cells))
            if column < MAX_COLUMNS and safe_xml.is_named(cell, "c"):
                cells[column] = _cell(cell, shared, dates, start or datetime(1899, 12, 30))
        yield [cells.get(at, "") for at in range(max(cells, default=-1) + 1)]


def _cell(cell: safe_xml.Element, shared: Sequence[str], dates: set[int], start: datetime) -> str:
    kind = cell.get("t", "n")
    value = safe_xml.child_text(cell, "v")
    if kind == "s":
        index = whole_number(value)
        return shared[index] if index is not None and index < len(shared) else ""
    if kind == "inlineStr":
        return safe_xml.text(cell, "{*}is")
    style = cell.get("s", "")
    if kind == "n" and value and style and whole_number(style) in dates:
        try:
            return (start + timedelta(days=float(value))).date().isoformat()
        except (ValueError, OverflowError):
            return value
    return value.removesuffix(".0") if kind == "n" else value


def _date_styles(archive: zipfile.ZipFile, names: set[str]) -> set[int]:
    """Numbers of the cell styles that show a date."""
    if "xl/styles.xml" not in names:
        return set()
    styles = _part(archive, "xl/styles.xml")
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    found = set()
    for number, one in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        code = one.get("numFmtId", "0")
        if whole_number(code) in DAYS or DATE.search(NO_DATE.sub("", own.get(code, ""))):
            found.add(number)
    return found


def _column(reference: str, otherwise: int) -> int:
    """`C5` is in the third column."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return otherwise
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _ods(root: safe_xml.Element) -> Iterator[list[str]]:
    table = root.find(f".//{ODF}table")
    if table is None:
        raise NotReadable("Nel file non c’è un foglio da leggere.", REMEDY)
    for row in table.iter(f"{ODF}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in (f"{ODF}table-cell", f"{ODF}covered-table-cell"):
                continue
            value = cell.get(f"{OFFICE}date-value", "")[:10] or "\n".join(
                safe_xml.text(one) for one in cell.iterfind(f"{TEXT}p")
            )
            times = whole_number(cell.get(f"{ODF}number-columns-repeated", "1"))
            cells += [value] * min(1 if times is None else times, MAX_COLUMNS - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        yield cells  # a row that is repeated is an empty one, or one that a list holds once
