"""`data.json` catalogues -> datasets.

https://resources.data.gov/resources/dcat-us/ (Project Open Data metadata 1.1): one JSON document for a whole site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.harvesters.documents import Get, each, record
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed, words
from ckanext.smartlombardia.types import Document, Record, Refused

LEVELS = {"public": "PUBLIC", "restricted public": "RESTRICTED", "non-public": "NON_PUBLIC"}


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """The catalogue of each site: a site without a path has it at /data.json."""
    return each(get, [one if urlsplit(one).path.strip("/") else f"{one.rstrip('/')}/data.json" for one in addresses])


def recognises(document: Document) -> bool:
    """Whether a document is such a catalogue."""
    found = _datasets(document) or []
    return bool(found) and all(isinstance(one, dict) and "title" in one for one in found[:5])


def places(address: str) -> dict[str, str]:
    """Where the catalogue of a site is; with the address of the source."""
    parts = urlsplit(address)
    at = f"{parts.scheme}://{parts.netloc}/data.json"
    return {at: at}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of a catalogue."""
    found = _datasets(document)
    if found is None:
        yield Refused(
            document.url,
            "Il documento non è un catalogo data.json.",
            "Indicate l’indirizzo che finisce con /data.json.",
        )
        return
    for number, one in enumerate(found, 1):
        where = f"{document.url}, dataset {number}"
        if not isinstance(one, dict) or not one.get("title"):
            yield Refused(where, "Il dataset non ha un titolo (title).", "Completatelo nel catalogo.")
        elif not one.get("identifier"):
            yield Refused(
                where,
                f"Il dataset «{one['title']}» non ha un identificativo (identifier).",
                "Dategli un identificativo che non cambi: senza, a ogni lettura sembrerebbe nuovo.",
            )
        else:
            yield record(where, partial(_dataset, one, document))


def _datasets(document: Document) -> list[Any] | None:
    said = parsed(document.content)
    found = said.get("dataset") if isinstance(said, dict) else said
    return found if isinstance(found, list) else None


def _dataset(said: Mapping[str, Any], document: Document) -> Record:
    publisher = mapping(said.get("publisher"))
    start, _, end = str(said.get("temporal") or "").partition("/")
    fields = {
        "title": said["title"],
        "notes": said.get("description"),
        "identifier": said["identifier"],
        "url": said.get("landingPage"),
        "issued": said.get("issued"),
        "modified": said.get("modified"),
        "frequency": _frequency(said.get("accrualPeriodicity")),
        "license_id": said.get("license"),
        "access_rights": LEVELS.get(str(said.get("accessLevel"))),
        "theme": words(said.get("theme")),
        "language": words(said.get("language")),
        "publisher": datasets.agent(publisher.get("name")),
        "temporal_coverage": [{"start": start, "end": end}] if start and end else [],
        "spatial_coverage": [{"text": said["spatial"]}] if isinstance(said.get("spatial"), str) else [],
        "source_url": document.url,
    }
    files = [_file(one) for one in mappings(said.get("distribution"))]
    guid = str(said["identifier"])
    return datasets.dataset(
        document, guid, fields, files, words(said.get("keyword")), datasets.whose(fields["publisher"])
    )


def _file(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": said.get("downloadURL") or said.get("accessURL"),
        "download_url": said.get("downloadURL"),
        "access_url": said.get("accessURL"),
        "name": said.get("title"),
        "description": said.get("description"),
        "format": said.get("format"),
        "mimetype": said.get("mediaType"),
    }


def _frequency(said: Any) -> str:
    """`R/P1D` is every day (table `frequency_periods`); other words stay as they are."""
    known = {row["period"]: row["frequency"] for row in vocabularies.rows("frequency_periods")}
    return known.get(str(said or "").strip(), str(said or ""))
