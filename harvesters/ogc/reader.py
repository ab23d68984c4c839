"""GetCapabilities documents of map and data services (WMS, WFS, CSW …), one an address -> a data service each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.smartlombardia.formats import ogc
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused

MAX_LAYERS = 20


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each document in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is the answer to a GetCapabilities."""
    try:
        return bool(ogc.read(document.content))
    except NotReadable:
        return False


def places(address: str) -> dict[str, str]:
    """Where the document may be, when an address answers with something else; each with the address of the source."""
    base = services.endpoint(address)
    requests = [services.with_query(base, f"SERVICE={kind}&REQUEST=GetCapabilities") for kind in ("WMS", "WFS")]
    return {request: request for request in requests}


def read(document: Document) -> Iterator[Record | Refused]:
    """The data service that a document describes."""
    try:
        capabilities = ogc.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    if not capabilities.title:
        yield Refused(document.url, "Il servizio non ha un titolo.", "Scrivete il titolo (Title) nel servizio.")
        return
    fields = {
        "title": capabilities.title,
        "notes": capabilities.notes or _gives(capabilities.layers),
        "endpoint_url": services.endpoint(capabilities.endpoint or document.url),
        "protocol": "ogc",
        "version": capabilities.version,
        "access": "open" if capabilities.open else None,
        "limits": capabilities.constraints,
        "standards": services.standards(capabilities.kind, capabilities.version),
        "tag_string": services.tags([capabilities.kind.upper(), *capabilities.keywords]),
    }
    yield services.service(
        document, document.url, fields, BodyRef(name=capabilities.provider) if capabilities.provider else None
    )


def _gives(layers: Sequence[str]) -> str:
    """What a service without a description gives, by the titles of its layers."""
    more = f" e altri {len(layers) - MAX_LAYERS}" if len(layers) > MAX_LAYERS else ""
    return "; ".join(layers[:MAX_LAYERS]) + more
