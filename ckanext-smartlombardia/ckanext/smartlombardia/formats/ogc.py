"""What an OGC service says of itself: GetCapabilities of WMS, WFS, WCS, WMTS, CSW, SOS, WPS -> values.

WMS 1.1.1 and 1.3.0 (OGC 01-068r3, 06-042), WFS 1.0 to 2.0 (02-058, 04-094, 09-025), and what
uses OWS Common (06-121).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import safe_xml
from .errors import NotReadable

HREF = "{http://www.w3.org/1999/xlink}href"
# operations by which a service is known, the one that gives its data
MAIN = ("GetMap", "GetFeature", "GetRecords", "GetCoverage", "GetTile", "GetObservation", "Execute", "GetCapabilities")
NONE = re.compile(r"\s*(none|nessun[oa]?)\s*\.?\s*", re.IGNORECASE)
ROOTS = {"WMS_Capabilities": "wms", "WMT_MS_Capabilities": "wms", "WFS_Capabilities": "wfs"}
REMEDY = "Indicate l’indirizzo completo della richiesta GetCapabilities, con SERVICE= e REQUEST=GetCapabilities."


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A service. `kind` is wms, wfs, csw …; `constraints` and `fees` are empty where nothing is said.

    `open` is True where it says that there are no constraints on access: the word is that of the standard.
    """

    kind: str
    version: str
    title: str
    notes: str
    keywords: tuple[str, ...]
    provider: str
    endpoint: str
    fees: str
    constraints: str
    open: bool
    layers: tuple[str, ...]


def read(content: bytes) -> Capabilities:
    """The service that a document describes. Raises NotReadable: no XML, an error of the service, no capabilities."""
    root = safe_xml.load(content)
    called = safe_xml.name(root)
    if called in ("ExceptionReport", "ServiceExceptionReport"):
        exception = safe_xml.text(root)[:200]
        raise NotReadable(f"Il servizio risponde con un errore: «{exception}».", REMEDY)
    if called not in ROOTS and called != "Capabilities":
        raise NotReadable("Il documento non è la risposta a una richiesta GetCapabilities.", REMEDY)
    identification = root.find("{*}ServiceIdentification")
    part = root.find("{*}Service") if identification is None else identification
    if part is None:
        raise NotReadable("Il documento non dice di quale servizio parla.", REMEDY)
    constraints = safe_xml.text(part, "{*}AccessConstraints")
    fees = safe_xml.text(part, "{*}Fees")
    return Capabilities(
        kind=ROOTS.get(called) or _kind(safe_xml.text(part, "{*}ServiceType")) or _kind_of(root),
        version=root.get("version", "").strip(),
        title=safe_xml.text(part, "{*}Title"),
        notes=safe_xml.text(part, "{*}Abstract"),
        keywords=tuple(_keywords(part)),
        provider=safe_xml.text(root, "{*}ServiceProvider/{*}ProviderName") or safe_xml.text(
            part, "{*}ContactInformation/{*}ContactPersonPrimary/{*}ContactOrganization"
        ),
        endpoint=_endpoint(root),
        fees="" if NONE.fullmatch(fees) else fees,
        constraints="" if NONE.fullmatch(constraints) else constraints,
        open=bool(NONE.fullmatch(constraints)),
        layers=tuple(_layers(root)),
    )  # fmt: skip


def _kind(text: str) -> str:
    """`OGC:CSW`, `urn:ogc:service:csw` and `CSW` are one."""
    return re.split(r"[:\s/]", text.strip())[-1].lower()


def _kind_of(root: safe_xml.Element) -> str:
    """The service whose namespace the document is in: `http://www.opengis.net/wmts/1.0` is WMTS."""
    match = re.match(r"https?://www\.opengis\.net/(wmts|wcs|wfs|wps|sos|wms)\b", safe_xml.namespace(root))
    return match[1] if match else ""


def _keywords(part: safe_xml.Element) -> Iterator[str]:
    for path in ("{*}KeywordList/{*}Keyword", "{*}Keywords/{*}Keyword"):
        yield from safe_xml.texts(part, path)
    plain = part.find("{*}Keywords")
    if plain is not None and len(plain) == 0:  # WFS 1.0
        yield from filter(None, (word.strip() for word in safe_xml.text(plain).split(",")))


def _endpoint(root: safe_xml.Element) -> str:
    """Where the main operation is asked with GET; as the document writes it."""
    by_operation = {}
    for operation in root.iterfind("{*}OperationsMetadata/{*}Operation"):
        by_operation[operation.get("name", "")] = [
            get.get(HREF, "") for get in operation.iterfind("{*}DCP/{*}HTTP/{*}Get")
        ]
    for operation in root.iterfind("{*}Capability/{*}Request/*"):
        gets = [*operation.iterfind("{*}DCPType/{*}HTTP/{*}Get")]
        inner = [link.get(HREF, "") for get in gets for link in get.iterfind("{*}OnlineResource")]
        by_operation[safe_xml.name(operation)] = inner + [get.get("onlineResource", "") for get in gets]
    addresses = (address.strip() for name in MAIN for address in by_operation.get(name, ()))
    return next(filter(None, addresses), "")


def _layers(root: safe_xml.Element) -> Iterator[str]:
    """Titles of what the service gives: layers, feature types, coverages."""
    paths = ("{*}Capability//{*}Layer[{*}Name]/{*}Title", "{*}FeatureTypeList/{*}FeatureType/{*}Title",
             "{*}Contents/{*}Layer/{*}Title")  # fmt: skip
    for path in paths:
        yield from safe_xml.texts(root, path)
