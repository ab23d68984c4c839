"""E015, the digital ecosystem of Lombardy: a table of its APIs as CSV, XLSX or ODS -> data services.

Its catalogue is a site for people (https://www.e015.regione.lombardia.it) and gives no file, so offices keep one. An
API that is described by a document of its own is known by its host (table `channel_hosts`), whichever source brings it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.columns import code_of
from ckanext.smartlombardia.harvesters.office_tables import OfficeTable, body_of, guid_of, right
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

NAME = b"e015"


class E015(OfficeTable):
    """Read the table of APIs of E015, with the columns that a person may have assigned."""

    kind = "e015"
    no_header = (
        "Nella tabella non si trova la riga con i nomi delle colonne.",
        "Servono almeno due colonne riconoscibili, per esempio «Nome API» e «Fornitore».",
    )

    def record(self, cells: Mapping[str, str], where: str, document: Document) -> Record | Refused:
        """One data service a row."""
        title = " ".join(cells.get("title", "").split())
        if not title:
            return Refused(where, "La riga non dice il nome della API.", "Scrivete il nome nella prima colonna.")
        if body_of(cells) is None:
            return Refused(where, "La riga non dice di chi è la API.", "Scrivete l’ente che la fornisce.")
        repairs: list[Repair] = []
        fields: dict[str, Any] = {
            "title": title,
            "notes": cells.get("notes"),
            "endpoint_url": cells.get("endpoint_url"),
            "endpoint_description": None,  # the table describes nothing for programs
            "terms_url": cells.get("terms_url"),
            "documentation": [page] if (page := codes.url(cells.get("page", ""))) else None,
            "protocol": right("protocol", cells, code_of("protocol", cells.get("protocol", "")), repairs),
            "access": right("access", cells, code_of("access", cells.get("access", "")), repairs),
            "channel": "e015",
            "version": cells.get("version"),
            "tag_string": services.tags(cells.get("keywords", "").replace(";", ",").split(",")),
        }
        guid = cells.get("guid") or guid_of(cells.get("ipa") or cells.get("body", ""), title)
        service = services.service(document, guid, fields, body_of(cells))
        service.grade = "E1"
        service.repairs = [*repairs, *service.repairs]
        return service


pages = E015.pages


def recognises(document: Document) -> bool:
    """Whether a document is a table of APIs in which E015 is named."""
    names_e015 = NAME in document.url.lower().encode() or NAME in document.content[: 1024 * 1024].lower()
    return names_e015 and {"title", "body"} <= E015.fields(document.content)


def read(document: Document) -> Iterator[Record | Refused]:
    """One data service a row, by the columns that the table of words knows."""
    return E015({}).read(document)
