"""Sheets of an XLSX workbook (ECMA-376, SpreadsheetML) -> rows of texts, as somebody sees them who opens it.

Formulas count by their last result. Hidden sheets, rows and columns are left out: who hid them did not mean to publish
them. The value of cells that are merged over several rows counts for each of these rows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from . import safe_xml
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from .numbers import whole_number

DAYS = {*range(14, 18), 22, *range(27, 37), *range(45, 48), *range(50, 59)}  # number formats that are dates
DATE = re.compile(r"[dy]", re.IGNORECASE)
NO_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOLEANS = {"1": "VERO", "0": "FALSO"}
RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
Complete = Callable[[list[list[str]]], None]
Unpack = Callable[[zipfile.ZipFile, str], bytes]


@dataclass(slots=True)
class _Workbook:
    """What the sheets of a workbook share: its texts, the styles that show a date, the day from which it counts."""

    texts: Sequence[str]
    date_styles: set[int]
    first_day: datetime


@dataclass(slots=True)
class _Layout:
    """What is hidden in a sheet, and the last row of each merged cell by its first row and column (all from 0)."""

    hidden_columns: set[int] = field(default_factory=set)
    merged_down: dict[tuple[int, int], int] = field(default_factory=dict)

    def learn(self, element: safe_xml.Element) -> None:
        """Take in a column (`col`) or a merged cell (`mergeCell`)."""
        if safe_xml.is_named(element, "col") and element.get("hidden") in ("1", "true"):
            first, last = (whole_number(element.get(name, "")) or 0 for name in ("min", "max"))
            self.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
        corners = RANGE.fullmatch(element.get("ref", ""))
        if corners and int(corners[4]) > int(corners[2]) and _column(corners[1], 0) < MAX_COLUMNS:
            self.merged_down[int(corners[2]) - 1, _column(corners[1], 0)] = int(corners[4]) - 1


def read(archive: zipfile.ZipFile, unpack: Unpack) -> Iterator[tuple[str, Iterator[list[str]], Complete]]:
    """The name and the rows of each sheet that is shown, in the order of the workbook.

    The first row is row 1: rows that the file leaves out, or hides, are empty. `unpack` gives a part of the archive.
    The third part is to be called with all rows: it fills in what only the end of a sheet tells.
    """
    names = set(archive.namelist())
    workbook = safe_xml.load(unpack(archive, "xl/workbook.xml"))
    relations = safe_xml.load(unpack(archive, "xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    shared = _load_shared(archive, names, unpack, workbook)
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(RELATION), "worksheets/sheet1.xml").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        if sheet.get("state", "visible") == "visible" and path in names:
            layout = _Layout()
            rows = _rows(unpack(archive, path), shared, layout)
            yield sheet.get("name", ""), rows, partial(_fill_merged, layout)


def _load_shared(archive: zipfile.ZipFile, names: set[str], unpack: Unpack, workbook: safe_xml.Element) -> _Workbook:
    texts = []
    if "xl/sharedStrings.xml" in names:
        for entry in safe_xml.load(unpack(archive, "xl/sharedStrings.xml")).iterfind("{*}si"):
            texts.append("".join(part.text or "" for part in entry.iter("{*}t")).strip())
    styles = safe_xml.load(unpack(archive, "xl/styles.xml")) if "xl/styles.xml" in names else None
    properties = workbook.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    first_day = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    return _Workbook(texts, set() if styles is None else _date_styles(styles), first_day)


def _rows(content: bytes, workbook: _Workbook, layout: _Layout) -> Iterator[list[str]]:
    """The rows with what the sheet hides left empty; `layout` learns of merged cells, which stand after the rows."""
    number = 0
    for element in safe_xml.stream(content, "col", "row", "mergeCell"):
        if safe_xml.is_named(element, "row"):
            start = whole_number(element.get("r", "")) or number + 1
            while number + 1 < min(start, MAX_ROWS):
                number += 1
                yield []
            number += 1
            cells = {} if element.get("hidden") in ("1", "true") else _cells(element, workbook)
            visible_cells = {at: text for at, text in cells.items() if at not in layout.hidden_columns}
            yield [visible_cells.get(at, "") for at in range(max(visible_cells, default=-1) + 1)]
        else:
            layout.learn(element)


def _fill_merged(layout: _Layout, rows: list[list[str]]) -> None:
    """Give the value of a cell that is merged downwards to each of its rows that says anything itself."""
    left = MAX_CELLS
    for (first, column), last in layout.merged_down.items():
        text = rows[first][column] if first < len(rows) and column < len(rows[first]) else ""
        for row in rows[first + 1 : last + 1] if text else ():
            left -= 1
            if left > 0 and any(row):
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or text


def _cells(row: safe_xml.Element, workbook: _Workbook) -> dict[int, str]:
    cells: dict[int, str] = {}
    for cell in row:
        column = _column(cell.get("r", ""), len(cells))
        if column < MAX_COLUMNS and safe_xml.is_named(cell, "c"):
            cells[column] = _cell(cell, workbook)
    return cells


def _cell(cell: safe_xml.Element, workbook: _Workbook) -> str:
    kind = cell.get("t", "n")
    value = safe_xml.child_text(cell, "v")
    if kind == "s":
        index = whole_number(value)
        return workbook.texts[index] if index is not None and index < len(workbook.texts) else ""
    if kind == "inlineStr":
        return safe_xml.text(cell, "{*}is")
    if kind == "b":
        return BOOLEANS.get(value, value)
    if kind != "n" or not value:
        return value
    style = cell.get("s", "")
    if style and whole_number(style) in workbook.date_styles:
        return _date(value, workbook.first_day)
    return number_text(value)


def _date(value: str, first_day: datetime) -> str:
    try:
        return (first_day + timedelta(days=float(value))).date().isoformat()
    except (ValueError, OverflowError):
        return value


def number_text(value: str) -> str:
    """A number as a spreadsheet shows it: fifteen digits at most, `5.0999999999999996` is 5.1, no exponent."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not abs(number) < 1e15:  # also what is no number
        return value
    return str(int(number)) if number.is_integer() else f"{number:.15g}"


def _date_styles(styles: safe_xml.Element) -> set[int]:
    """Numbers of the cell styles that show a date."""
    own: Mapping[str | None, str] = {
        entry.get("numFmtId"): entry.get("formatCode", "") for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    dates = set()
    for number, entry in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        code = entry.get("numFmtId", "0")
        if whole_number(code) in DAYS or DATE.search(NO_DATE.sub("", own.get(code, ""))):
            dates.add(number)
    return dates


def _column(reference: str, otherwise: int) -> int:
    """`C5` is in the third column, of which the number is 2."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return otherwise
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
