"""PDND, e-services in the national catalogue -> data services of bodies.

https://github.com/italia/pdnd-opendata: one CSV of the whole country; the producer is named by its IPA code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.tables import read_csv
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused, Repair

ADDRESSES = ("https://raw.githubusercontent.com/italia/pdnd-opendata/main/data/eservice_a_catalogo.csv",)
NEEDS = (
    *("id", "name", "description", "technology", "producerName", "producerIpaCode"),
    *("activeDescriptorState", "activeDescriptorVersion"),
)
PROTOCOLS = {"REST": "rest", "SOAP": "soap"}


def pages(get: Get, addresses: Sequence[str] = ADDRESSES) -> Iterator[Document | Refused]:
    """The catalogue, or why it cannot be had."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is such a table."""
    try:
        return bool(read_csv(document.content, NEEDS))
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Record | Refused]:
    """One data service a row. Which producers are of Lombardy is for identity to say."""
    try:
        for row in read_csv(document.content, NEEDS).rows():
            where = f"{document.url}, riga {row.number}"
            if row.wrong_width:
                yield Refused(
                    where, "La riga non ha tante celle quante l’intestazione.", "Correggete la riga nel file."
                )
            else:
                yield _service(row.values, where, document.url)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


def _service(row: Mapping[str, str], where: str, url: str) -> Record | Refused:
    if not (row["id"] and row["name"]):
        return Refused(where, "Manca l’identificativo o il nome dell’e-service.", "Completate la riga nel file.")
    if not (row["producerIpaCode"] or row["producerName"]):
        return Refused(where, "Manca l’ente che eroga l’e-service.", "Indicate il codice IPA dell’ente.")
    name = " ".join(row["name"].split())
    fields = {
        "title": name,
        "notes": row["description"],
        "protocol": PROTOCOLS.get(row["technology"].upper(), "other" if row["technology"] else None),
        "access": "bodies_only",
        "channel": "pdnd",
        "pdnd_eservice_id": row["id"],
        "pdnd_state": row["activeDescriptorState"],
        "version": row["activeDescriptorVersion"],
        "lifecycle": _lifecycle(row["activeDescriptorState"]),
        "source_url": url,
    }
    return Record(
        kind="dataservice",
        guid=row["id"],
        fields={field: value for field, value in fields.items() if value},
        body=BodyRef(ipa=row["producerIpaCode"].lower() or None, name=row["producerName"] or None),
        grade="E4",
        url=url,
        repairs=[Repair("title", row["name"], name, "Spazi di troppo tolti.")] if name != row["name"] else [],
    )


def _lifecycle(state: str) -> str | None:
    """Our code for a state of the platform, by the column `pdnd_state` of the scheme."""
    matching = (concept.code for concept in vocabularies.concepts("lifecycles") if concept.extra["pdnd_state"] == state)
    return next(matching, None)
