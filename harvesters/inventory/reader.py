"""Inventories of software that offices keep as CSV, XLSX or ODS -> platforms in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.numbers import whole_number
from ckanext.smartlombardia.harvesters.columns import code_of
from ckanext.smartlombardia.harvesters.office_tables import OfficeTable, body_of, guid_of, right
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

FIRST_COUNTED_DAY, LAST_COUNTED_DAY = 29221, 73050  # 1980 and 2099; a year alone is a smaller number
TOTAL = re.compile(r"total[ei]( |$)")
LETTERS = re.compile(r"[^\W\d_]{2}")


class Inventory(OfficeTable):
    """Read an inventory of platforms, with the columns that a person may have assigned."""

    kind = "inventory"
    no_header = (
        "Nella tabella non si trova la riga con i nomi delle colonne.",
        "Servono almeno due colonne riconoscibili, per esempio «Applicativo» e «Fornitore».",
    )

    def record(self, cells: Mapping[str, str], where: str, document: Document) -> Record | Refused:
        """One platform a row."""
        title = cells.get("product_name") or cells.get("function")
        if not title or not LETTERS.search(title) or TOTAL.match(fold(title)):
            return Refused(
                where, "La riga non dice quale programma è.", "Scrivete il nome del programma, o a che cosa serve."
            )
        repairs: list[Repair] = []
        function = _functions().get(fold(cells.get("function", "")))
        area = f"Area: {cells['function']}" if cells.get("function") and not function else ""
        fields: dict[str, Any] = {
            "title": title,
            "product_name": cells.get("product_name"),
            "vendor_name": cells.get("vendor_name"),
            "vendor_vat": right("vendor_vat", cells, codes.vat_of_cell(cells.get("vendor_vat", "")), repairs),
            "version": cells.get("version"),
            "function": function,
            "notes": "\n\n".join(filter(None, (cells.get("notes"), area))),
            "status": right("status", cells, code_of("status", cells.get("status", "")), repairs),
            "status_since": right("start", cells, _day(cells.get("start", ""), repairs), repairs),
            "delivery": right("delivery", cells, code_of("delivery", cells.get("delivery", "")), repairs),
            "source_url": document.url,
        }
        return Record(
            kind="platform",
            guid=guid_of(
                cells.get("ipa") or cells.get("istat") or cells.get("body", ""), title, cells.get("function", "")
            ),
            fields={name: value for name, value in fields.items() if value},
            body=body_of(cells),
            url=document.url,
            repairs=repairs,
            apart=True,  # each row is a system, also where several are modules of one product
        )


pages = Inventory.pages


def recognises(document: Document) -> bool:
    """Whether a document is a table in which there is a product."""
    return "product_name" in Inventory.fields(document.content)


def read(document: Document) -> Iterator[Record | Refused]:
    """One platform a row, by the columns that the table of words knows."""
    return Inventory({}).read(document)


def _day(text: str, repairs: list[Repair]) -> str | None:
    """A date; also the number by which a spreadsheet keeps one that it does not show as such (44197 is 2021-01-01)."""
    days = whole_number(text)
    if days is not None and FIRST_COUNTED_DAY <= days <= LAST_COUNTED_DAY:
        date = (datetime(1899, 12, 30) + timedelta(days=days)).date().isoformat()
        repairs.append(Repair("start", text, date, "È una data scritta come numero di giorni."))
        return date
    return codes.day(text)


@lru_cache
def _functions() -> dict[str, str]:
    """Codes of functions by their labels and other names."""
    codes_by_name = {}
    for concept in vocabularies.concepts("functions"):
        names = (concept.code, *concept.label.values(), *concept.extra.get("also_called", "").split("|"))
        codes_by_name.update({fold(name): concept.code for name in names if name})
    return codes_by_name
