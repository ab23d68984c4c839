"""`data.json` catalogues -> datasets.

https://resources.data.gov/resources/dcat-us/ (Project Open Data metadata 1.1): one JSON document for a whole site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.harvesters.documents import Get, each, record
from ckanext.smartlombardia.harvesters.plain import (
    json_fault,
    mapping,
    mappings,
    parsed,
    text,
    title_in_languages,
    words,
)
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

PERIOD = "È un periodo e non una data: dice ogni quanto si aggiorna."
NO_PERIOD = "Non è un periodo (inizio/fine): lasciato fuori."
STANDARD = "project-open-data.cio.gov/v1"
LEVELS = {"public": "PUBLIC", "restricted public": "RESTRICTED", "non-public": "NON_PUBLIC"}


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """The catalogue of each site: a site without a path has it at /data.json."""
    return each(
        get,
        [address if urlsplit(address).path.strip("/") else f"{address.rstrip('/')}/data.json" for address in addresses],
    )


def recognises(document: Document) -> bool:
    """Whether a document is such a catalogue."""
    first = (_datasets(document) or [])[:5]
    described = [entry for entry in first if isinstance(entry, dict) and title_in_languages(entry.get("title"))[0]]
    says_so = STANDARD in text(mapping(parsed(document.content)).get("conformsTo"))
    return len(described) * 2 > len(first) or (says_so and bool(described))


def places(address: str) -> dict[str, str]:
    """Where the catalogue of a site is; with the address of the source."""
    parts = urlsplit(address)
    at = f"{parts.scheme}://{parts.netloc}/data.json"
    return {at: at}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of a catalogue."""
    entries = _datasets(document)
    if entries is None:
        yield Refused(
            document.url,
            json_fault(document.content) or "Il documento non è un catalogo data.json.",
            "Correggete il documento, oppure indicate l’indirizzo che finisce con /data.json.",
        )
        return
    for number, entry in enumerate(entries, 1):
        where = f"{document.url}, dataset {number}"
        if not isinstance(entry, dict) or not title_in_languages(entry.get("title"))[0]:
            yield Refused(where, "Il dataset non ha un titolo (title).", "Completatelo nel catalogo.")
        elif not text(entry.get("identifier")):
            yield Refused(
                where,
                f"Il dataset «{entry['title']}» non ha un identificativo (identifier).",
                "Dategli un identificativo che non cambi: senza, a ogni lettura sembrerebbe nuovo.",
            )
        else:
            yield record(where, partial(_dataset, entry, document))


def _datasets(document: Document) -> list[Any] | None:
    catalogue = parsed(document.content)
    entries = catalogue.get("dataset") if isinstance(catalogue, dict) else catalogue
    return entries if isinstance(entries, list) else None


def _dataset(entry: Mapping[str, Any], document: Document) -> Record:
    publisher = entry.get("publisher")
    title, titles = title_in_languages(entry["title"])
    notes, descriptions = title_in_languages(entry.get("description"))
    modified, frequency = entry.get("modified"), entry.get("accrualPeriodicity")
    repairs: list[Repair] = []
    if text(modified) in _periods():  # Project Open Data allows a period in place of a date
        repairs.append(Repair("modified", modified, None, PERIOD))
        modified, frequency = None, frequency or modified
    agents = datasets.agent(text(publisher) or text(mapping(publisher).get("name")))
    fields = {
        "title": title,
        "title_translated": titles,
        "notes": notes,
        "notes_translated": descriptions,
        "identifier": text(entry["identifier"]),
        "url": entry.get("landingPage"),
        "issued": entry.get("issued"),
        "modified": modified,
        "frequency": _periods().get(text(frequency), text(frequency)),
        "license_id": entry.get("license"),
        "access_rights": LEVELS.get(str(entry.get("accessLevel"))),
        "theme": words(entry.get("theme")),
        "language": words(entry.get("language")),
        "publisher": agents,
        "temporal_coverage": _periods_covered(entry.get("temporal"), repairs),
        "spatial_coverage": _places_covered(entry.get("spatial")),
        "source_url": document.url,
    }
    files = [_file(distribution) for distribution in mappings(entry.get("distribution"))]
    dataset = datasets.dataset(
        document,
        text(entry["identifier"]),
        fields,
        files,
        words(entry.get("keyword")),
        datasets.find_body(agents),
    )
    dataset.repairs += repairs
    return dataset


def _file(distribution: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": distribution.get("downloadURL") or distribution.get("accessURL"),
        "download_url": distribution.get("downloadURL"),
        "access_url": distribution.get("accessURL"),
        "name": distribution.get("title"),
        "description": distribution.get("description"),
        "format": distribution.get("format"),
        "mimetype": distribution.get("mediaType"),
    }


def _periods_covered(temporal: Any, repairs: list[Repair]) -> list[dict[str, str]]:
    """The period of `2019-01-01/2019-12-31`, or of a year alone; another text is left out with an entry in the log."""
    start, _, end = text(temporal).partition("/")
    if start and end:
        return [{"start": start, "end": end}]
    if re.fullmatch(r"\d{4}", start):
        return [{"start": f"{start}-01-01", "end": f"{start}-12-31"}]
    if temporal:
        repairs.append(Repair("temporal_coverage", str(temporal)[:200], None, NO_PERIOD))
    return []


def _places_covered(spatial: Any) -> list[dict[str, str]]:
    """A place by its name, or by its geometry (GeoJSON)."""
    if isinstance(spatial, dict) and isinstance(spatial.get("type"), str):
        return [{"geom": json.dumps(spatial)}]
    return [{"text": text(spatial)}] if text(spatial) else []


def _periods() -> dict[str, str]:
    """Frequencies by period: `R/P1D` is every day (table `frequency_periods`)."""
    return {row["period"]: row["frequency"] for row in vocabularies.rows("frequency_periods")}
