"""Tables that offices keep as CSV, XLSX or ODS: what every reader of one does.

Headers are messy: which column is which is proposed by the table `table_columns`, said better by a person once, and
remembered in the settings of the source (`columns`). What a cell says that no field can hold is logged.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from ckanext.smartlombardia.formats import sheets
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import columns
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused, Repair

UNKNOWN_WORD = "Non sappiamo a quale voce corrisponda: lasciato fuori."
EXAMPLE, EXAMPLES = 80, 19  # signs of an example, rows in which one is looked for


class OfficeTable(ABC):
    """A reader whose columns a person may have said: fields by the name of the column."""

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
            header = columns.header(cls.kind, sheets.read(content), {})
        except NotReadable:
            return set()
        return set(header[1].values()) if header else set()

    def read(self, document: Document) -> Iterator[Record | Refused]:
        """One record a row."""
        try:
            rows = sheets.read(document.content)
        except NotReadable as error:
            yield Refused(document.url, error.why, error.remedy)
            return
        header = columns.header(self.kind, rows, self._own_fields)
        if header is None:
            yield Refused(document.url, *self.no_header)
            return
        top, fields = header
        rows_by_guid: dict[str, int] = {}
        for number, row in enumerate(rows[top + 1 :], top + 2):
            cells = {field: row[at] for at, field in fields.items() if at < len(row) and row[at]}
            if cells:
                yield self._once(
                    self.record(cells, f"{document.url}, riga {number}", document), number, document, rows_by_guid
                )

    @abstractmethod
    def record(self, cells: Mapping[str, str], where: str, document: Document) -> Record | Refused:
        """What a row says, by field."""

    def proposed(self, document: Document) -> list[dict[str, str]]:
        """The columns of a table, each with its field and a value for example; empty where there is no header."""
        try:
            rows = sheets.read(document.content)
        except NotReadable:
            return []
        header = columns.header(self.kind, rows, self._own_fields)
        if header is None:
            return []
        top, fields = header
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
    """Whose a row is, None where it does not say."""
    body = BodyRef(
        ipa=cells["ipa"].lower() if "ipa" in cells else None, istat=cells.get("istat"), name=cells.get("body")
    )
    return body if body != BodyRef() else None


def guid_of(*parts: str) -> str:
    """An identifier of what a row says that does not move with it."""
    return "#".join(map(fold, parts))


def right(field: str, cells: Mapping[str, str], value: str | None, repairs: list[Repair]) -> str | None:
    """A value of a field, with an entry in the log where what stood there could not be one."""
    if cells.get(field) and value is None:
        repairs.append(Repair(field, cells[field], None, UNKNOWN_WORD))
    return value
