"""Tables that offices keep as CSV, XLSX or ODS: what every reader of one does.

Headers are messy: which column is which is proposed by the table `table_columns`, said better by a person once, and
remembered in the settings of the source (`columns`). What a cell says that no field can hold is logged.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ckanext.smartlombardia.formats import sheets
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import columns
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused, Repair

UNKNOWN_WORD = "Non sappiamo a quale voce corrisponda: lasciato fuori."
AN_ERROR = "È un errore del foglio di calcolo: vale come una cella vuota."
TITLE_ROW = "La riga ha una cella sola: sembra un titolo, un totale o una nota."
TITLE_ROW_REMEDY = "Se è un programma, scrivete anche un’altra colonna, per esempio il fornitore o lo stato."
CELL_ERROR = re.compile(
    r"#(RIF!|REF!|NOME\?|NAME\?|DIV/0!|N/D|N/A|VALORE!|VALUE!|NUM!|NULLO!|NULL!|SPILL!|CALC!)|Err:\d{3}", re.IGNORECASE
)
EXAMPLE, EXAMPLES = 80, 19  # signs of an example, rows in which one is looked for


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet with the number of the row that names its columns (from 0), and the field of each column."""

    sheet: sheets.Sheet
    top: int
    fields: Mapping[int, str]

    def cells(self, row: Sequence[str]) -> tuple[dict[str, str], list[Repair]]:
        """The cells of a row by field; an error of the spreadsheet is left out, with an entry in the log."""
        cells = {field: row[at] for at, field in self.fields.items() if at < len(row) and row[at]}
        errors = [field for field, text in cells.items() if CELL_ERROR.fullmatch(text)]
        return cells, [Repair(field, cells.pop(field), None, AN_ERROR) for field in errors]


def _first_with_header(kind: str, workbook: Sequence[sheets.Sheet], own_fields: Mapping[str, str]) -> _Table | None:
    """The first sheet in which columns are named."""
    headers = ((sheet, columns.header(kind, sheet.rows, own_fields)) for sheet in workbook)
    return next((_Table(sheet, *header) for sheet, header in headers if header), None)


class OfficeTable(ABC):
    """A reader of a table, with the fields of columns that a person may have assigned by name."""

    kind: ClassVar[str]  # the type of source, by which `table_columns` knows its columns
    no_header: ClassVar[tuple[str, str]]  # what is wrong, and what to do, where no columns are found

    def __init__(self, own_fields: Mapping[str, str]):
        self._own_fields = own_fields

    @staticmethod
    def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
        """Each table in turn. One that cannot be had is named; the others are read."""
        return each(get, addresses)

    @classmethod
    def fields(cls, content: bytes) -> set[str]:
        """The fields that the columns of a table mean; empty where it is none."""
        try:
            table = _first_with_header(cls.kind, sheets.read_sheets(content), {})
        except NotReadable:
            return set()
        return set(table.fields.values()) if table else set()

    def read(self, document: Document) -> Iterator[Record | Refused]:
        """One record a row."""
        try:
            workbook = sheets.read_sheets(document.content)
        except NotReadable as error:
            yield Refused(document.url, error.why, error.remedy)
            return
        table = _first_with_header(self.kind, workbook, self._own_fields)
        if table is None:
            names = ", ".join(f"«{sheet.name}»" for sheet in workbook)
            listed = f" I fogli visibili sono: {names}." if len(workbook) > 1 else ""
            yield Refused(document.url, self.no_header[0] + listed, self.no_header[1])
            return
        yield from self._records(table, document)
        for sheet in workbook:
            if sheet is not table.sheet and any(map(any, sheet.rows)):
                yield Refused(
                    f"{document.url}, foglio «{sheet.name}»",
                    f"Il foglio non è stato letto: si legge «{table.sheet.name}», il primo con i nomi delle colonne.",
                    "Se serve anche questo, salvatelo in un file a parte.",
                )

    def _records(self, table: _Table, document: Document) -> Iterator[Record | Refused]:
        rows = table.sheet.rows
        below = rows[table.top + 1 :]
        widths = [sum(map(bool, row)) for row in below if any(row)]
        lists_names_only = widths.count(1) * 2 > len(widths)
        header = {fold(cell) for cell in rows[table.top] if cell}
        rows_by_guid: dict[str, int] = {}
        for number, row in enumerate(below, table.top + 2):
            cells, repairs = table.cells(row)
            if not cells or (len(header) > 1 and {fold(cell) for cell in row if cell} == header):
                continue
            where = f"{document.url}, riga {number}"
            record = self.record(cells, where, document)
            if isinstance(record, Record):
                record.repairs += repairs
                if sum(map(bool, row)) == 1 and not lists_names_only:
                    record = Refused(where, TITLE_ROW, TITLE_ROW_REMEDY)
            yield self._once(record, number, document, rows_by_guid)

    @abstractmethod
    def record(self, cells: Mapping[str, str], where: str, document: Document) -> Record | Refused:
        """Convert the cells of a row, by field, to a record."""

    def proposed(self, document: Document) -> list[dict[str, str]]:
        """The columns of a table, each with its field and a value for example; empty where there is no header."""
        try:
            table = _first_with_header(self.kind, sheets.read_sheets(document.content), self._own_fields)
        except NotReadable:
            return []
        if table is None:
            return []
        rows, top, fields = table.sheet.rows, table.top, table.fields
        below = rows[top + 1 : top + 1 + EXAMPLES]
        examples = [next((row[at] for row in below if at < len(row) and row[at]), "") for at in range(len(rows[top]))]
        headings = ((at, name) for at, name in enumerate(rows[top]) if name)
        return [
            {"column": name, "field": fields.get(at, ""), "example": examples[at][:EXAMPLE]} for at, name in headings
        ]

    @staticmethod
    def _once(
        record: Record | Refused, number: int, document: Document, rows_by_guid: dict[str, int]
    ) -> Record | Refused:
        if isinstance(record, Refused):
            return record
        if record.guid in rows_by_guid:
            return Refused(
                f"{document.url}, riga {number}",
                f"La riga ripete la {rows_by_guid[record.guid]}.",
                "Lasciatene una sola, o dite in che cosa differiscono.",
            )
        rows_by_guid[record.guid] = number
        return record


def body_of(cells: Mapping[str, str]) -> BodyRef | None:
    """The body that a row names, None where it names none."""
    body = BodyRef(
        ipa=cells["ipa"].lower() if "ipa" in cells else None, istat=cells.get("istat"), name=cells.get("body")
    )
    return body if body != BodyRef() else None


def guid_of(*parts: str) -> str:
    """An identifier of what a row says that does not move with it."""
    return "#".join(map(fold, parts))


def right(field: str, cells: Mapping[str, str], value: str | None, repairs: list[Repair]) -> str | None:
    """Return a value of a field; where the cell has text and no value, log the repair."""
    if cells.get(field) and value is None:
        repairs.append(Repair(field, cells[field], None, UNKNOWN_WORD))
    return value
