"""Public bodies of Lombardy: municipalities, those that ended, and every other body of IndicePA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from .tables import Row, rows


@dataclass(frozen=True, slots=True)
class Body:
    """A public body, keyed by its IPA code in lower case.

    `name` is what people call it (a town's name without "Comune di"), `official_name` what IndicePA writes.
    `kind` is a code of the scheme `body_kinds`. Only municipalities have the codes of ISTAT and of the land registry,
    `population` (2011 census), coordinates (WGS 84), `area` (km²) and post codes. `valid_until` is the last day of a
    body that ended and `successor` the IPA code of the one that took its place.
    """

    ipa: str
    name: str
    kind: str
    istat: str | None = None
    cadastral: str | None = None
    province: str | None = None
    population: int | None = None
    lat: float | None = None
    lon: float | None = None
    area: float | None = None
    postcode: str | None = None
    nuts3: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str | None = None
    capital: bool = False
    official_name: str = ""


@cache
def bodies(kind: str | None = None) -> tuple[Body, ...]:
    """All bodies, or those of one kind that are in being: `bodies("municipality")` gives the 1,502 towns of today."""
    if kind is None:
        return tuple(_by_ipa().values())
    return tuple(one for one in bodies() if one.kind == kind and one.valid_until is None)


def body(ipa: str) -> Body | None:
    """The body of an IPA code in either case, None when there is none in Lombardy."""
    return _by_ipa().get(ipa.lower())


@cache
def _by_ipa() -> dict[str, Body]:
    return {one.ipa: one for one in _read()}


def _read() -> Iterator[Body]:
    yield from map(_municipality, rows("bodies"))
    yield from map(_municipality, rows("ended_bodies"))
    for row in rows("other_bodies"):
        yield Body(row["ipa"], row["name"], row["kind"], province=row["province"] or None, official_name=row["name"])


def _municipality(row: Row) -> Body:
    return Body(
        ipa=row["ipa"],
        name=row["name"],
        kind="municipality",
        istat=row["istat"],
        cadastral=row["cadastral"],
        province=row["province"],
        population=int(row["population"]) if row.get("population") else None,
        lat=float(row["lat"]) if row.get("lat") else None,
        lon=float(row["lon"]) if row.get("lon") else None,
        area=float(row["area"]) if row.get("area") else None,
        postcode=row.get("postcode") or None,
        nuts3=row.get("nuts3") or None,
        valid_from=_day(row.get("valid_from")),
        valid_until=_day(row.get("valid_until")),
        successor=row.get("successor") or None,
        capital=row.get("capital") == "1",
        official_name=row["official_name"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
