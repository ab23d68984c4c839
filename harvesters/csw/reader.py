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

ROWS = 50
MOST_PAGES = 2000
GMD = "http://www.isotc211.org/2005/gmd"
ASKED = {
    "service": "CSW", "version": "2.0.2", "request": "GetRecords", "typeNames": "gmd:MD_Metadata",
    "namespace": f"xmlns(gmd={GMD})", "outputSchema": GMD, "resultType": "results", "elementSetName": "full",
    "maxRecords": str(ROWS),
}  # fmt: skip
CSW = "http://www.opengis.net/cat/csw/2.0.2"
DUBLIN_CORE = {"typeNames": "csw:Record", "namespace": f"xmlns(csw={CSW})", "outputSchema": CSW}
OGC = re.compile(r"\b(wms|wfs|wcs|wmts|csw|sos)\b", re.IGNORECASE)
KNOWN_LICENCE = "https://w3id.org/italia/controlled-vocabulary/licences/"


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every page of each catalogue. A page that cannot be had ends that catalogue and is named."""
    for address in addresses:
        for page in paged(get, page_address(address), partial(_following, address), MOST_PAGES):
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
    return ASKED["typeNames"] in parse_qs(urlsplit(page.url).query).get("typeNames", ()) and iso19139.is_exception(
        page.content
    )


def page_address(address: str, start: int = 1, dublin_core: bool = False) -> str:
    """The address of a page of a catalogue; what asks for something itself stays as it is."""
    parts = urlsplit(address)
    asked = {name.lower(): value for name, value in parse_qsl(parts.query)}
    if parts.path.lower().endswith(".xml") or asked.get("request", "").lower() not in (
        "",
        "getcapabilities",
        "getrecords",
    ):
        return address
    own = {name: value for name, value in parse_qsl(parts.query) if name.lower() not in {one.lower() for one in ASKED}}
    form = DUBLIN_CORE if dublin_core else {}
    query = urlencode({**ASKED, **form, **own, "startPosition": str(start)})
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
    for number, one in enumerate(sheets, 1):
        guid = one.identifier or one.code
        if guid and one.title:
            yield _service(one, guid, document) if one.level == "service" else _dataset(one, guid, document)
        else:
            missing = "un identificativo (fileIdentifier)" if one.title else "un titolo"
            yield Refused(
                f"{document.url}, scheda {number}" + (f" ({guid or one.title})" if guid or one.title else ""),
                f"La scheda non ha {missing}.",
                "Completatela nel catalogo.",
            )


def _whose(said: Metadata) -> BodyRef | None:
    return BodyRef(name=said.holder.name) if said.holder else None


def _dataset(said: Metadata, guid: str, document: Document) -> Record:
    holder = said.holder
    fields = {
        "title": said.title,
        "notes": said.notes,
        "identifier": said.code or guid,
        "issued": said.dates.get("publication"),
        "modified": said.dates.get("revision") or said.stamp,
        "language": [said.language.upper()] if said.language else [],
        "license_id": _licence(said),
        "access_rights": "PUBLIC" if said.open else None,
        "provenance": said.lineage,
        "rights_holder": datasets.agent(holder.name, email=holder.email) if holder else [],
        "source_url": document.url,
    }
    one_format = said.formats[0] if len(said.formats) == 1 else None  # of several we do not know which is where
    files = [_file(link, one_format) for link in said.links]
    return datasets.dataset(document, guid, fields, files, said.keywords, _whose(said))


def _file(link: Link, one_format: str | None) -> dict[str, str | None]:
    service = OGC.search(link.protocol) or OGC.search(link.url)
    return {
        "url": link.url,
        "name": link.name or link.protocol,
        "format": service[1].upper() if service else one_format,
        "access_url": link.url,
    }


def _licence(said: Metadata) -> str | None:
    """The first of the limits of use that is a licence of the vocabulary."""
    found = (datasets.licence(one, []) for one in said.limits)
    return next((one for one in found if one.startswith(KNOWN_LICENCE)), None)


def _service(said: Metadata, guid: str, document: Document) -> Record:
    link = said.links[0].url if said.links else ""
    fields = {
        "title": said.title,
        "notes": said.notes,
        "endpoint_url": services.endpoint(link) if link else None,
        "endpoint_description": link if "getcapabilities" in link.lower() else None,
        "protocol": "ogc",
        "access": "open" if said.open else None,
        "tag_string": services.tags(said.keywords),
    }
    return services.service(document, guid, fields, _whose(said))
