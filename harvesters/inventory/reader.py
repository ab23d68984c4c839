"""Inventories of software that offices keep as CSV, XLSX or ODS -> platforms in use.

Headers are messy: which column is which is proposed by the table `inventory_columns`, said better by a person once, and
remembered in the settings of the source (`columns`). What a cell says that no field can hold is logged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats import sheets
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.inventory import columns
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused, Repair

UNKNOWN_WORD = "Non sappiamo a quale voce corrisponda: lasciato fuori."
NO_HEADER = (
    "Nella tabella non si trova la riga con i nomi delle colonne.",
    "Servono almeno due colonne riconoscibili, per esempio «Applicativo» e «Fornitore».",
)


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each table in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is a table in which there is a product, or a system by what it is for."""
    try:
        found = columns.header(sheets.read(document.content), {})
    except NotReadable:
        return False
    return found is not None and "product_name" in found[1].values()


def read(document: Document) -> Iterator[Record | Refused]:
    """One platform a row, by the columns that the table of words knows."""
    return Inventory({}).read(document)


class Inventory:
    """A reader whose columns a person has said: fields by the name of the column."""

    def __init__(self, known: Mapping[str, str]):
        self._known = known

    pages = staticmethod(pages)

    def read(self, document: Document) -> Iterator[Record | Refused]:
        """One platform a row."""
        try:
            rows = sheets.read(document.content)
        except NotReadable as error:
            yield Refused(document.url, error.why, error.remedy)
            return
        found = columns.header(rows, self._known)
        if found is None:
            yield Refused(document.url, *NO_HEADER)
            return
        top, fields = found
        seen: dict[str, int] = {}
        for number, row in enumerate(rows[top + 1 :], top + 2):
            said = {field: row[at] for at, field in fields.items() if at < len(row) and row[at]}
            if said:
                yield _platform(said, number, document, seen)

    def proposed(self, document: Document) -> list[dict[str, str]]:
        """The columns of a table, each with its field and a value for example; empty where there is no header."""
        try:
            rows = sheets.read(document.content)
        except NotReadable:
            return []
        found = columns.header(rows, self._known)
        if found is None:
            return []
        top, fields = found
        below = rows[top + 1 : top + 20]
        examples = [next((row[at] for row in below if at < len(row) and row[at]), "") for at in range(len(rows[top]))]
        named = ((at, name) for at, name in enumerate(rows[top]) if name)
        return [{"column": name, "field": fields.get(at, ""), "example": examples[at][:80]} for at, name in named]


def _platform(said: Mapping[str, str], number: int, document: Document, seen: dict[str, int]) -> Record | Refused:
    where = f"{document.url}, riga {number}"
    title = said.get("product_name") or said.get("function")
    if not title:
        return Refused(
            where, "La riga non dice quale programma è.", "Scrivete il nome del programma, o a che cosa serve."
        )
    parts = (said.get("ipa") or said.get("istat") or said.get("body", ""), title, said.get("function", ""))
    guid = "#".join(map(fold, parts))
    if guid in seen:
        return Refused(
            where, f"La riga ripete la {seen[guid]}.", "Lasciatene una sola, o dite in che cosa differiscono."
        )
    seen[guid] = number
    repairs: list[Repair] = []
    function = _functions().get(fold(said.get("function", "")))
    area = f"Area: {said['function']}" if said.get("function") and not function else ""
    fields: dict[str, Any] = {
        "title": title,
        "product_name": said.get("product_name"),
        "vendor_name": said.get("vendor_name"),
        "vendor_vat": _right("vendor_vat", said, codes.vat(said.get("vendor_vat", "")), repairs),
        "version": said.get("version"),
        "function": function,
        "notes": "\n\n".join(filter(None, (said.get("notes"), area))),
        "status": _right("status", said, columns.code_of("status", said.get("status", "")), repairs),
        "status_since": _right("start", said, codes.day(said.get("start", "")), repairs),
        "delivery": _right("delivery", said, columns.code_of("delivery", said.get("delivery", "")), repairs),
        "source_url": document.url,
    }
    body = BodyRef(ipa=said["ipa"].lower() if "ipa" in said else None, istat=said.get("istat"), name=said.get("body"))
    return Record(
        kind="platform",
        guid=guid,
        fields={name: value for name, value in fields.items() if value},
        body=body if body != BodyRef() else None,
        url=document.url,
        repairs=repairs,
    )


def _right(field: str, said: Mapping[str, str], value: str | None, repairs: list[Repair]) -> str | None:
    """A value of a field, with an entry in the log where what stood there could not be one."""
    if said.get(field) and value is None:
        repairs.append(Repair(field, said[field], None, UNKNOWN_WORD))
    return value


@lru_cache
def _functions() -> dict[str, str]:
    """Codes of functions by their labels and other names."""
    found = {}
    for one in vocabularies.concepts("functions"):
        names = (one.code, *one.label.values(), *one.extra.get("also_called", "").split("|"))
        found.update({fold(name): one.code for name in names if name})
    return found
