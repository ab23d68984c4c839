"""JSON documents by which a service shows its protocol: OGC API, SensorThings, NGSI-LD, NGSI v2, CKAN, GBFS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import NotReadable

THINGS = {"Things", "Sensors", "Datastreams", "Observations"}
MOST_NAMES = 500
REMEDY = "Indicate l’indirizzo di /conformance, o della radice del servizio."


@dataclass(frozen=True, slots=True)
class Landing:
    """A service as it shows itself. `kind` is `ogc-api`, `sensorthings`, `ngsi-ld`, `ngsi-v2`, `ckan` or `gbfs`.

    `conformance` are addresses of the classes that it names.
    """

    kind: str
    version: str
    conformance: tuple[str, ...] = ()


def read(content: bytes) -> Landing:
    """A JSON document by which a service shows what it is. Raises NotReadable when it shows nothing known."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise NotReadable("La risposta non è JSON.", REMEDY) from None
    service = _landing(document) if isinstance(document, dict | list) else None
    if service is None:
        raise NotReadable("La risposta non è di un protocollo che conosciamo.", REMEDY)
    return service


def _landing(document: Any) -> Landing | None:
    if isinstance(document, list):
        ngsi = [entry for entry in document if isinstance(entry, dict) and {"id", "type"} <= set(entry)]
        return Landing("ngsi-v2", "2") if ngsi and any("metadata" in str(entry) for entry in ngsi) else None
    if isinstance(conformance := document.get("conformsTo"), list):
        classes = tuple(str(entry) for entry in conformance[:MOST_NAMES])
        return Landing("ogc-api", "1.0", conformance=classes)
    if _things(document):
        return Landing("sensorthings", "1.1", conformance=_conformance(document))
    if _ngsi(document):
        return Landing("ngsi-ld", "1")
    result = document.get("result")
    if document.get("success") is True and isinstance(result, dict) and result.get("ckan_version"):
        return Landing("ckan", str(result["ckan_version"]))
    if "entities_url" in document and "types_url" in document:
        return Landing("ngsi-v2", "2")
    if "last_updated" in document and "ttl" in document and isinstance(document.get("data"), dict):
        return Landing("gbfs", str(document.get("version") or ""))
    return None


def _things(document: Mapping[str, Any]) -> bool:
    sets = document.get("value")
    return isinstance(sets, list) and {str(entry.get("name")) for entry in sets if isinstance(entry, dict)} >= THINGS


def _conformance(document: Mapping[str, Any]) -> tuple[str, ...]:
    settings = document.get("serverSettings")
    classes = settings.get("conformance") if isinstance(settings, dict) else None
    return tuple(str(name) for name in classes[:MOST_NAMES]) if isinstance(classes, list) else ()


def _ngsi(document: Mapping[str, Any]) -> bool:
    """A list of types, or an error of the protocol's own: also a closed door shows what stands behind it."""
    if str(document.get("type", "")).startswith("https://uri.etsi.org/ngsi-ld/errors/"):
        return True
    return document.get("type") == "EntityTypeList" or ("typeList" in document and "id" in document)
