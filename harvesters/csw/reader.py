"""Geographical catalogues and sheets (CSW 2.0.2; ISO 19139, ISO 19115-3, Dublin Core; such as RNDT) -> datasets and
data services.

A catalogue is asked with GetRecords in pages; an address that has a request of its own (`REQUEST=GetRecordById`, a
file) is read as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.smartlombardia.formats import iso19139, ogc
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.geo_metadata import Link, Metadata
from ckanext.smartlombardia.harvesters import datasets, services
from ckanext.smartlombardia.harvesters.documents import Get, paged
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused

PAGE_SIZE = 50
MAX_PAGES = 2000
GMD = "http://www.isotc211.org/2005/gmd"
PARAMETERS = {
    "service": "CSW", "version": "2.0.2", "request": "GetRecords", "typeNames": "gmd:MD_Metadata",
    "namespace": f"xmlns(gmd={GMD})", "outputSchema": GMD, "resultType": "results", "elementSetName": "full",
    "maxRecords": str(PAGE_SIZE),
}  # fmt: skip
CSW = "http://www.opengis.net/cat/csw/2.0.2"
DUBLIN_CORE = {"typeNames": "csw:Record", "namespace": f"xmlns(csw={CSW})", "outputSchema": CSW}
OGC = re.compile(r"\b(wms|wfs|wcs|wmts|csw|sos)\b", re.IGNORECASE)
LICENCES_BASE = "https://w3id.org/italia/controlled-vocabulary/licences/"


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every page of each catalogue. A page that cannot be had ends that catalogue and is named."""
    for address in addresses:
        for page in paged(get, page_address(address), partial(_following, address), MAX_PAGES):
            if isinstance(page, Refused) or not _refuses_iso(page):
                yield page


def _following(address: str, page: Document, number: int) -> str | None:
    """The next page. A catalogue that gives no ISO 19139 is asked for Dublin Core, which each must give."""
    dublin_core = DUBLIN_CORE["typeNames"] in parse_qs(urlsplit(page.url).query).get("typeNames", ())
    if _refuses_iso(page):
        return page_address(address, dublin_core=True)
    try:
        start = iso19139.read(page.content)[1]
    except NotReadable:
        return None
    return page_address(address, start, dublin_core) if start else None


def _refuses_iso(page: Document) -> bool:
    """Whether a catalogue was asked for ISO 19139 and answers with an exception."""
    return PARAMETERS["typeNames"] in parse_qs(urlsplit(page.url).query).get("typeNames", ()) and iso19139.is_exception(
        page.content
    )


def page_address(address: str, start: int = 1, dublin_core: bool = False) -> str:
    """The address of a page of a catalogue; what asks for something itself stays as it is."""
    parts = urlsplit(address)
    query_fields = {name.lower(): value for name, value in parse_qsl(parts.query)}
    if parts.path.lower().endswith(".xml") or query_fields.get("request", "").lower() not in (
        "",
        "getcapabilities",
        "getrecords",
    ):
        return address
    own = {
        name: value
        for name, value in parse_qsl(parts.query)
        if name.lower() not in {parameter.lower() for parameter in PARAMETERS}
    }
    form = DUBLIN_CORE if dublin_core else {}
    query = urlencode({**PARAMETERS, **form, **own, "startPosition": str(start)})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def recognises(document: Document) -> bool:
    """Whether a document is a sheet, a page of a catalogue, or what a catalogue says of itself."""
    try:
        return ogc.read(document.content).kind == "csw"
    except NotReadable:
        pass
    try:
        return bool(iso19139.read(document.content))
    except NotReadable:
        return False


def places(address: str) -> dict[str, str]:
    """What to ask to see whether an address is a catalogue; each with the address of the source."""
    base = services.endpoint(address)
    return {services.with_query(base, "SERVICE=CSW&REQUEST=GetCapabilities"): base}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets and services of a page."""
    try:
        sheets, _next = iso19139.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    for number, sheet in enumerate(sheets, 1):
        guid = sheet.identifier or sheet.code
        if guid and sheet.title:
            yield _service(sheet, guid, document) if sheet.level == "service" else _dataset(sheet, guid, document)
        else:
            missing = "un identificativo (fileIdentifier)" if sheet.title else "un titolo"
            yield Refused(
                f"{document.url}, scheda {number}" + (f" ({guid or sheet.title})" if guid or sheet.title else ""),
                f"La scheda non ha {missing}.",
                "Completatela nel catalogo.",
            )


def _body_of(metadata: Metadata) -> BodyRef | None:
    return BodyRef(name=metadata.holder.name) if metadata.holder else None


def _dataset(metadata: Metadata, guid: str, document: Document) -> Record:
    holder = metadata.holder
    fields = {
        "title": metadata.title,
        "notes": metadata.notes,
        "identifier": metadata.code or guid,
        "issued": metadata.dates.get("publication"),
        "modified": metadata.dates.get("revision") or metadata.stamp,
        "language": [metadata.language.upper()] if metadata.language else [],
        "license_id": _licence(metadata),
        "access_rights": "PUBLIC" if metadata.open else None,
        "provenance": metadata.lineage,
        "rights_holder": datasets.agent(holder.name, email=holder.email) if holder else [],
        "source_url": document.url,
    }
    one_format = metadata.formats[0] if len(metadata.formats) == 1 else None  # of several we do not know which is where
    files = [_file(link, one_format) for link in metadata.links]
    return datasets.dataset(document, guid, fields, files, metadata.keywords, _body_of(metadata))


def _file(link: Link, one_format: str | None) -> dict[str, str | None]:
    service = OGC.search(link.protocol) or OGC.search(link.url)
    return {
        "url": link.url,
        "name": link.name or link.protocol,
        "format": service[1].upper() if service else one_format,
        "access_url": link.url,
    }


def _licence(metadata: Metadata) -> str | None:
    """The first of the limits of use that is a licence of the vocabulary."""
    licences = (datasets.licence(limit, []) for limit in metadata.limits)
    return next((licence for licence in licences if licence.startswith(LICENCES_BASE)), None)


def _service(metadata: Metadata, guid: str, document: Document) -> Record:
    link = metadata.links[0].url if metadata.links else ""
    fields = {
        "title": metadata.title,
        "notes": metadata.notes,
        "endpoint_url": services.endpoint(link) if link else None,
        "endpoint_description": link if "getcapabilities" in link.lower() else None,
        "protocol": "ogc",
        "access": "open" if metadata.open else None,
        "tag_string": services.tags(metadata.keywords),
    }
    return services.service(document, guid, fields, _body_of(metadata))
