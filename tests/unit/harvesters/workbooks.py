"""Small XLSX and ODS files, made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
Rows = Sequence[Sequence[Any] | None]


def workbook(
    sheets: Mapping[str, Rows],
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    last_row: int = 0,
) -> bytes:
    """An XLSX of sheets by name. A row that is None is not in the file; numbers count from 1."""
    names = list(sheets)
    listed = "".join(f'<sheet name="{name}" r:id="r{at}"/>' for at, name in enumerate(names))
    targets = "".join(f'<Relationship Id="r{at}" Target="worksheets/s{at}.xml"/>' for at in range(len(names)))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{targets}</Relationships>",
    }
    for at, name in enumerate(names):
        rows = [
            _row(number, row, number in hidden_rows) for number, row in enumerate(sheets[name], 1) if row is not None
        ]
        rows += [f'<row r="{last_row}"><c r="A{last_row}"><v>1</v></c></row>'] if last_row else []
        columns = "".join(f'<col min="{column}" max="{column}" hidden="1"/>' for column in hidden_columns)
        merges = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
        parts[f"xl/worksheets/s{at}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
            f"<mergeCells>{merges}</mergeCells></worksheet>"
        )
    return _packed(parts)


def ods(
    rows: Rows,
    spans: Mapping[tuple[int, int], int] | None = None,
    hidden_rows: Sequence[int] = (),
    hidden_sheet: Rows = (),
) -> bytes:
    """An ODS of one sheet, after a hidden one if there is any. `spans` are rows by row and column, all from 0."""
    hidden = f'<table:table table:style-name="h">{_table(hidden_sheet, {}, ())}</table:table>' if hidden_sheet else ""
    return _packed(
        {
            "content.xml": f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" '
            f'xmlns:text="{ODF}:text:1.0" xmlns:style="{ODF}:style:1.0"><style:style style:name="h">'
            f'<style:table-properties table:display="false"/></style:style>{hidden}'
            f"<table:table>{_table(rows, spans or {}, hidden_rows)}</table:table></office:document-content>"
        }
    )


def _row(number: int, row: Sequence[Any], is_hidden: bool) -> str:
    cells = "".join(_cell(f"{chr(ord('A') + at)}{number}", value) for at, value in enumerate(row) if value != "")
    return f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if is_hidden else ""}>{cells}</row>'


def _cell(reference: str, value: Any) -> str:
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _table(rows: Rows, spans: Mapping[tuple[int, int], int], hidden_rows: Sequence[int]) -> str:
    parts = []
    for number, row in enumerate(rows):
        visibility = ' table:visibility="collapse"' if number in hidden_rows else ""
        cells = "".join(
            f'<table:table-cell table:number-rows-spanned="{spans.get((number, at), 1)}">'
            f"<text:p>{escape(text)}</text:p></table:table-cell>"
            for at, text in enumerate(row or [])
        )
        parts.append(f"<table:table-row{visibility}>{cells}</table:table-row>")
    return "".join(parts)


def _packed(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()
