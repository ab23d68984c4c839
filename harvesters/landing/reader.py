"""Landing pages of SensorThings (OGC 18-088), NGSI-LD (ETSI GS CIM 009) and NGSI v2 -> a data service each.

None of the three carries a title: the record is called by its protocol and host until a person writes a better one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ckanext.smartlombardia.formats import landing
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import Document, Record, Refused


@dataclass(frozen=True, slots=True)
class Interface:
    """A kind of API: its name for people, codes of `protocols` and `standards`, path and call below its root."""

    label: str
    protocol: str
    standard: str
    path: str
    example: str
    gives: str


INTERFACES = {
    "sensorthings": Interface(
        "SensorThings", "sensorthings", "sensorthings-1.1", "", "/Things?%24top=1", "Sensori, misure e luoghi"
    ),
    "ngsi-ld": Interface("NGSI-LD", "ngsi_ld", "ngsi-ld", "/ngsi-ld/v1", "/types?limit=1", "Entità di contesto"),
    "ngsi-v2": Interface("NGSI v2", "ngsi_ld", "ngsi-v2", "/v2", "/entities?limit=1", "Entità di contesto"),
}


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each landing page in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is the landing page of such an API."""
    try:
        return landing.read(document.content).kind in INTERFACES
    except NotReadable:
        return False


def places(address: str) -> dict[str, str]:
    """Where the landing page may be, when an address answers with something else; each with the source's address."""
    base = services.without_query(address).rstrip("/")
    paths = ("/v1.1", "/FROST-Server/v1.1", "/ngsi-ld/v1/types", "/v2")
    return {base + path: base + path for path in paths}


def read(document: Document) -> Iterator[Record | Refused]:
    """The data service that a landing page presents."""
    try:
        page = landing.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    interface = INTERFACES.get(page.kind)
    if interface is None:
        yield Refused(document.url, "La risposta non è di un’API SensorThings o NGSI.", landing.REMEDY)
        return
    root = _root(document.url, interface)
    fields = {
        "title": f"{interface.label} di {urlsplit(document.url).hostname}",
        "notes": f"{interface.gives}, con l’interfaccia {interface.label}.",
        "endpoint_url": root,
        "endpoint_description": None,
        "example_url": root + interface.example,
        "protocol": interface.protocol,
        "access": "open",  # it has just answered without a credential
        "standards": [{"standard": interface.standard, "version": page.version, "role": "provider"}],
        "tag_string": services.tags([interface.label]),
    }
    yield services.service(document, document.url, fields)


def _root(address: str, interface: Interface) -> str:
    """The address below which every call stands: up to the version of the interface where its path has one."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if interface.path and interface.path in path:
        path = path[: path.index(interface.path) + len(interface.path)]
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
