"""Inventories of software that offices keep as CSV, XLSX or ODS -> platforms in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters.columns import code_of
from ckanext.smartlombardia.harvesters.office_tables import OfficeTable, body_of, guid_of, right
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

LETTERS = re.compile(r"[^\W\d_]{2}")


class Inventory(OfficeTable):
    """A reader whose columns a person may have said."""

    kind = "inventory"
    no_header = (
        "Nella tabella non si trova la riga con i nomi delle colonne.",
        "Servono almeno due colonne riconoscibili, per esempio «Applicativo» e «Fornitore».",
    )

    def record(self, said: Mapping[str, str], where: str, document: Document) -> Record | Refused:
        """One platform a row."""
        title = said.get("product_name") or said.get("function")
        if not title or not LETTERS.search(title):  # a number is a total
            return Refused(
                where, "La riga non dice quale programma è.", "Scrivete il nome del programma, o a che cosa serve."
            )
        repairs: list[Repair] = []
        function = _functions().get(fold(said.get("function", "")))
        area = f"Area: {said['function']}" if said.get("function") and not function else ""
        fields: dict[str, Any] = {
            "title": title,
            "product_name": said.get("product_name"),
            "vendor_name": said.get("vendor_name"),
            "vendor_vat": right("vendor_vat", said, codes.vat(said.get("vendor_vat", "")), repairs),
            "version": said.get("version"),
            "function": function,
            "notes": "\n\n".join(filter(None, (said.get("notes"), area))),
            "status": right("status", said, code_of("status", said.get("status", "")), repairs),
            "status_since": right("start", said, codes.day(said.get("start", "")), repairs),
            "delivery": right("delivery", said, code_of("delivery", said.get("delivery", "")), repairs),
            "source_url": document.url,
        }
        return Record(
            kind="platform",
            guid=guid_of(said.get("ipa") or said.get("istat") or said.get("body", ""), title, said.get("function", "")),
            fields={name: value for name, value in fields.items() if value},
            body=body_of(said),
            url=document.url,
            repairs=repairs,
        )


pages = Inventory.pages


def recognises(document: Document) -> bool:
    """Whether a document is a table in which there is a product."""
    return "product_name" in Inventory.fields(document.content)


def read(document: Document) -> Iterator[Record | Refused]:
    """One platform a row, by the columns that the table of words knows."""
    return Inventory({}).read(document)


@lru_cache
def _functions() -> dict[str, str]:
    """Codes of functions by their labels and other names."""
    found = {}
    for one in vocabularies.concepts("functions"):
        names = (one.code, *one.label.values(), *one.extra.get("also_called", "").split("|"))
        found.update({fold(name): one.code for name in names if name})
    return found
