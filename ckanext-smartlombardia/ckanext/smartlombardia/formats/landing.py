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
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise NotReadable("La risposta non è JSON.", REMEDY) from None
    service = _landing(said) if isinstance(said, dict | list) else None
    if service is None:
        raise NotReadable("La risposta non è di un protocollo che conosciamo.", REMEDY)
    return service


def _landing(said: Any) -> Landing | None:
    if isinstance(said, list):
        ngsi = [one for one in said if isinstance(one, dict) and {"id", "type"} <= set(one)]
        return Landing("ngsi-v2", "2") if ngsi and any("metadata" in str(one) for one in ngsi) else None
    if isinstance(found := said.get("conformsTo"), list):
        classes = tuple(str(one) for one in found[:MOST_NAMES])
        return Landing("ogc-api", "1.0", conformance=classes)
    if _things(said):
        return Landing("sensorthings", "1.1", conformance=_conformance(said))
    if _ngsi(said):
        return Landing("ngsi-ld", "1")
    result = said.get("result")
    if said.get("success") is True and isinstance(result, dict) and result.get("ckan_version"):
        return Landing("ckan", str(result["ckan_version"]))
    if "entities_url" in said and "types_url" in said:
        return Landing("ngsi-v2", "2")
    if "last_updated" in said and "ttl" in said and isinstance(said.get("data"), dict):
        return Landing("gbfs", str(said.get("version") or ""))
    return None


def _things(said: Mapping[str, Any]) -> bool:
    sets = said.get("value")
    return isinstance(sets, list) and {one.get("name") for one in sets if isinstance(one, dict)} >= THINGS


def _conformance(said: Mapping[str, Any]) -> tuple[str, ...]:
    settings = said.get("serverSettings")
    classes = settings.get("conformance") if isinstance(settings, dict) else None
    return tuple(str(one) for one in classes[:MOST_NAMES]) if isinstance(classes, list) else ()


def _ngsi(said: Mapping[str, Any]) -> bool:
    """A list of types, or an error of the protocol's own: also a closed door shows what stands behind it."""
    if str(said.get("type", "")).startswith("https://uri.etsi.org/ngsi-ld/errors/"):
        return True
    return said.get("type") == "EntityTypeList" or ("typeList" in said and "id" in said)
