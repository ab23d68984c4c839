"""WSDL 1.1 documents, one an address -> a data service for each service in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.smartlombardia.formats import wsdl
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import Document, Record, Refused


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each document in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is a WSDL."""
    try:
        return bool(wsdl.read(document.content))
    except NotReadable:
        return False


def places(address: str) -> dict[str, str]:
    """Where the document may be, when an address answers with something else; each with the address of the source."""
    at = f"{services.without_query(address)}?wsdl"
    return {at: at}


def read(document: Document) -> Iterator[Record | Refused]:
    """One data service for each service of the document."""
    try:
        described = wsdl.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    for number, service in enumerate(described, 1):
        if not service.name:
            where = f"{document.url}, servizio {number}"
            yield Refused(where, "Il servizio non ha un nome.", "Scrivete l’attributo name dell’elemento <service>.")
            continue
        fields = {
            "title": service.name,
            "notes": service.notes,
            "endpoint_url": service.address,
            "protocol": "soap" if service.soap else "other",
            "standards": [{"standard": "soap", "version": service.soap, "role": "provider"}] if service.soap else [],
        }
        yield services.service(
            document, document.url if len(described) == 1 else f"{document.url}#{service.name}", fields
        )
