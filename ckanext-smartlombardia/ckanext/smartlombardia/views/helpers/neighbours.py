"""Records and bodies around a record: what it links to, what links to it, who uses the same product."""

from __future__ import annotations

import json
from math import asin, cos, radians, sin, sqrt
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import claims
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.vocabularies import Body

__all__ = [
    "sl_body",
    "sl_body_name",
    "sl_claims",
    "sl_confirmed_bodies",
    "sl_linked",
    "sl_linking",
    "sl_same_function",
    "sl_users",
]

Record = dict[str, Any]
EARTH = 6371.0  # km


def sl_body(ipa: str | None) -> Body | None:
    """The body of an IPA code."""
    return vocabularies.body(ipa) if ipa else None


def sl_body_name(ipa: str) -> str:
    """Name of a body as it stands on its door, or the code where we do not know it."""
    body = vocabularies.body(ipa)
    return (body.official_name or body.name) if body else ipa


def sl_confirmed_bodies(record: Record) -> list[str]:
    """IPA codes of the bodies that a record names beside its owner, and that count."""
    return claims.list_confirmed_bodies(record)


def sl_claims(record: Record) -> list[dict[str, str]]:
    """Bodies that a record names and that have not confirmed it: `body` (name) and `state` (waiting, denied)."""
    if not record.get(claims.UNCONFIRMED):
        return []
    states = claims.load_claims(record).items()
    return [{"body": sl_body_name(ipa), "state": state} for ipa, state in states if state != "confirmed"]


def sl_linked(ids: list[str] | str | None) -> list[Record]:
    """Records with these UUIDs that the reader may see, in the order of the UUIDs."""
    record_ids = [ids] if isinstance(ids, str) else list(ids or ())
    if not record_ids:
        return []
    clause = " OR ".join(json.dumps(record_id) for record_id in record_ids)
    records = {record["id"]: record for record in api_calls.search(f"+id:({clause})", rows=len(record_ids))["results"]}
    return [records[record_id] for record_id in record_ids if record_id in records]


def sl_linking(record_id: str, kind: str, rows: int = 50) -> dict[str, Any]:
    """Records of a kind that link to this one and that the reader may see: `count`, `results`."""
    return api_calls.search(f'+sl_link:"{record_id}" +sl_type:{kind}', rows=rows, sort="sl_body_sort asc")


def sl_same_function(record: Record, rows: int = 6) -> dict[str, Any]:
    """Other records of the same kind and function: `count`, `results`."""
    if not record.get("function"):
        return {"count": 0, "results": []}
    filters = f'+sl_function:"{record["function"]}" +sl_type:{record["type"]} -id:"{record["id"]}"'
    return api_calls.search(filters, rows=rows, sort="sl_body_sort asc")


def sl_users(product: str | None, ipa: str | None = None, most: int = 6) -> dict[str, Any]:
    """Who else uses a product: `count` of bodies other than `ipa`, `near` of them in its province, `places`.

    `places` are the nearest, or the first by name where there is no body to measure from: ipa, name, km.
    """
    if not product:
        return {"count": 0, "near": 0, "places": []}
    filters = f'+sl_link:"{product}" +sl_type:platform -sl_status:(planned OR retired OR not_used)'
    counts = api_calls.search(filters, rows=0, **{"facet.field": ["sl_body"], "facet.limit": -1})["facets"]["sl_body"]
    home, bodies = sl_body(ipa), {code: sl_body(code) for code in counts if code != ipa}
    places = [{"ipa": code, "name": sl_body_name(code), "km": distance(home, body)} for code, body in bodies.items()]
    places.sort(key=lambda place: (place["km"] is None, place["km"] or 0, place["name"]))
    near = [body for body in bodies.values() if body and home and body.province == home.province]
    return {"count": len(places), "near": len(near), "places": places[:most]}


def distance(start: Body | None, end: Body | None) -> float | None:
    """Kilometres between two bodies, as the crow flies; None where a place is not known."""
    if start is None or end is None or None in (start.lat, start.lon, end.lat, end.lon):
        return None
    lat1, lon1, lat2, lon2 = (radians(value or 0) for value in (start.lat, start.lon, end.lat, end.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
