"""Sheets of an ODS document (OASIS OpenDocument 1.3) -> rows of texts, as somebody sees them who opens it.

Hidden sheets, rows and columns are left out; a cell that spans several rows counts for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import safe_xml
from .limits import MAX_COLUMNS, MAX_ROWS
from .numbers import whole_number

ODF = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{ODF}table-cell", f"{ODF}covered-table-cell")
HIDDEN = ("collapse", "filter")


def read(root: safe_xml.Element) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each sheet that is shown, in the order of the document; hidden rows are empty."""
    hidden_styles = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iterfind(f"{STYLE}table-properties")
        if properties.get(f"{ODF}display") == "false"
    }
    for table in root.iter(f"{ODF}table"):
        if table.get(f"{ODF}style-name") not in hidden_styles:
            yield table.get(f"{ODF}name", ""), _rows(table)


def _rows(table: safe_xml.Element) -> Iterator[list[str]]:
    hidden = _hidden_columns(table)
    spans: dict[int, tuple[int, str]] = {}  # column -> rows that follow and value of the cell that spans them
    waiting = 0  # empty rows, which count only where another follows
    for row in table.iter(f"{ODF}table-row"):
        cells = _cells(row, spans)
        visible_cells = [] if row.get(f"{ODF}visibility") in HIDDEN else cells
        plain = ["" if at in hidden else text for at, text in enumerate(visible_cells)]
        while plain and not plain[-1]:
            plain.pop()
        if not plain:
            waiting = min(waiting + _times(row, "rows"), MAX_ROWS)
            continue
        yield from ([] for _ in range(waiting))
        waiting = _times(row, "rows") - 1  # a list holds a row once
        yield plain


def _cells(row: safe_xml.Element, spans: dict[int, tuple[int, str]]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in CELLS:
            continue
        value = cell.get(f"{OFFICE}date-value", "")[:10] or "\n".join(
            safe_xml.text(paragraph) for paragraph in cell.iterfind(f"{TEXT}p")
        )
        rows_below = (whole_number(cell.get(f"{ODF}number-rows-spanned", "1")) or 1) - 1
        if rows_below and value:
            spans[len(cells)] = (rows_below + 1, value)
        cells += [value] * min(_times(cell, "columns"), MAX_COLUMNS - len(cells))
    is_filled = any(cells)
    for column, (rows, value) in list(spans.items()):
        if is_filled and column < len(cells) and not cells[column]:
            cells[column] = value
        spans[column] = (rows - 1, value)
        if rows <= 1:
            del spans[column]
    return cells


def _hidden_columns(table: safe_xml.Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(f"{ODF}table-column"):
        end = min(at + _times(column, "columns"), MAX_COLUMNS)
        if column.get(f"{ODF}visibility") in HIDDEN:
            hidden.update(range(at, end))
        at = end
    return hidden


def _times(element: safe_xml.Element, what: str) -> int:
    times = whole_number(element.get(f"{ODF}number-{what}-repeated", "1"))
    return 1 if times is None else times
