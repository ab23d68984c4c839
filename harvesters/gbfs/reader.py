"""Shared mobility in GBFS: the world's list of systems, or a gbfs.json -> a data service for each system of Lombardy.

https://github.com/MobilityData/gbfs/blob/master/systems.csv. Of each system here its gbfs.json and its system
information are read too; where they cannot be had, what the list says stands alone. Systems of other regions are
passed on with their place, for identity to leave out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.formats import gbfs
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import feeds, services
from ckanext.smartlombardia.harvesters.documents import Get, each, with_content
from ckanext.smartlombardia.harvesters.licences import to_licence_fields
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused

FUNCTION = "shared-mobility"
NO_SYSTEM = (
    "La risposta non è un elenco di sistemi GBFS, né un documento gbfs.json.",
    "Indicate l’indirizzo di systems.csv o di un gbfs.json.",
)


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each address as one document: `systems`, each with its `row` of the list, `discovery` and `information`."""
    for document in each(get, addresses):
        if isinstance(document, Refused):
            yield document
        elif gbfs.is_list(document.content):
            systems = gbfs.parse_systems(document.content)
            yield _bundle(document, [_fetch_system(get, system) for system in systems])
        elif recognises(document):
            discovery = parsed(document.content)
            yield _bundle(document, [{"discovery": discovery, "information": _fetch_information(get, discovery)}])
        else:
            yield document


def recognises(document: Document) -> bool:
    """Whether a document is a list of systems or a gbfs.json."""
    return gbfs.is_list(document.content) or _discovery(parsed(document.content)) is not None


def read(document: Document) -> Iterator[Record | Refused]:
    """The data service of each system; those of other regions with their place alone."""
    systems = mappings(mapping(parsed(document.content)).get("systems"))
    if not systems:
        yield Refused(document.url, *NO_SYSTEM)
    for part in systems:
        row = gbfs.System(**part["row"]) if part.get("row") else None
        if row and feeds.resolve_place(row.place) is None:
            yield Record("dataservice", row.id, {"title": row.name}, BodyRef(name=row.place), url=document.url)
        else:
            yield _service(document, row, _discovery(part.get("discovery")), part.get("information"))


def _bundle(document: Document, systems: Sequence[Mapping[str, Any]]) -> Document:
    content = json.dumps({"systems": systems}, ensure_ascii=False, sort_keys=True).encode()
    return with_content(document, content)


def _fetch_system(get: Get, system: gbfs.System) -> dict[str, Any]:
    """What is published of a system, and fetched only of those of Lombardy."""
    discovery = _fetch(get, system.discovery_url) if feeds.resolve_place(system.place) else None
    return {"row": asdict(system), "discovery": discovery, "information": _fetch_information(get, discovery)}


def _fetch_information(get: Get, tree: Any) -> Any:
    discovery = _discovery(tree)
    address = discovery.feeds.get("system_information") if discovery else None
    return _fetch(get, address) if address else None


def _fetch(get: Get, address: str) -> Any:
    """The JSON at an address; None where it cannot be had: the record says what the list does, and the probes look."""
    try:
        return parsed(get(address).content)
    except FetchError:
        return None


def _discovery(tree: Any) -> gbfs.Discovery | None:
    try:
        return gbfs.parse_discovery(tree)
    except NotReadable:
        return None


def _service(document: Document, row: gbfs.System | None, discovery: gbfs.Discovery | None, tree: Any) -> Record:
    information = gbfs.parse_information(tree)
    address = row.discovery_url if row else document.url
    name = (row and row.name) or information.name or str(urlsplit(address).hostname)
    place = feeds.resolve_place(row.place) if row else None
    versions = (discovery.version,) if discovery else row.versions if row else ()
    open_to_all = row is None or not row.needs_key
    fields = {
        "title": f"{name}: veicoli in condivisione (GBFS)",
        "notes": _notes(place.name if place else "", discovery),
        "function": FUNCTION,
        "endpoint_url": address,
        "endpoint_description": None,
        "example_url": address if open_to_all else None,
        "protocol": "rest",
        "access": "open" if open_to_all else "on_request",
        "standards": [{"standard": "gbfs", "version": version, "role": "provider"} for version in versions],
        "provider": information.operator,
        "modified": discovery.updated.date().isoformat() if discovery and discovery.updated else None,
        "documentation": [row.url] if row and row.url else None,
        "tag_string": services.tags(["GBFS", *([place.name] if place else [])]),
        **to_licence_fields(information.licence, information.terms_url),
    }
    operator = feeds.resolve_operator(information.operator)
    return services.service(document, row.id if row else address, fields, operator)


def _notes(place: str, discovery: gbfs.Discovery | None) -> str:
    where = f" a {place}" if place else ""
    text = f"Dove sono e quanti sono i veicoli in condivisione{where}, in formato GBFS."
    return f"{text} Feed: {', '.join(sorted(discovery.feeds))}." if discovery and discovery.feeds else text
