"""Public bodies of Lombardy: municipalities, those that ended, and every other body of IndicePA."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from . import changes
from .changes import Row
from .tables import rows, table

PLAIN = ("ipa", "name", "official_name", "kind", "istat", "cadastral", "province", "tax_code", "successor")
DATES = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Body:
    """A public body, keyed by its IPA code in lower case.

    `name` is what people call it (a town's name without "Comune di"), `official_name` what IndicePA writes.
    `kind` is a code of the scheme `body_kinds`. Only municipalities have the codes of ISTAT and of the land registry,
    `population` (2011 census), coordinates (WGS 84), `area` (km²) and post codes. `valid_until` is the last day of a
    body that ended and `successor` the IPA code of the one that took its place. `tax_code` is known once IndicePA was
    asked. What is not in the tables comes from the changes that this portal keeps (`changes`).
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
    tax_code: str | None = None
    former_names: tuple[str, ...] = ()


def bodies(kind: str | None = None) -> tuple[Body, ...]:
    """All bodies that have an IPA code, ended ones too; or those of one kind that are in the reference list.

    `bodies("municipality")` gives the 1,502 towns of ISTAT's list of 1 January 2026, the date of the table, or those of
    the last change that is known since.
    """
    return _bodies(kind, changes.version())


def body(ipa: str) -> Body | None:
    """The body of an IPA code in either case, None when there is none in Lombardy."""
    return _by_ipa(changes.version()).get(ipa.lower())


@lru_cache(32)
def _bodies(kind: str | None, version: int) -> tuple[Body, ...]:
    every = tuple(_by_ipa(version).values())
    if kind is None:
        return every
    last = max((row["date"] for row in changes.read().values()), default="")
    day = date.fromisoformat(max(table("bodies").date, min(last, date.today().isoformat())))
    return tuple(body for body in every if body.kind == kind and (body.valid_until or date.max) >= day)


@lru_cache(2)
def _by_ipa(_version: int) -> dict[str, Body]:
    by_ipa = {body.ipa: body for body in (*_towns(), *_others())}
    for ipa, row in changes.read().items():
        by_ipa[ipa] = _changed(by_ipa.get(ipa), row)
    return by_ipa


def _changed(before: Body | None, row: Row) -> Body:
    """A body as a row of changes has it: what the row does not say stays."""
    values: dict[str, Any] = {name: row[name] for name in PLAIN if row[name]}
    values |= {name: date.fromisoformat(row[name]) for name in DATES if row[name]}
    if row["former_names"]:
        values["former_names"] = tuple(row["former_names"].split("|"))
    if before:
        return replace(before, **values)
    return Body(**{"official_name": row["name"], **values})


def _towns() -> Iterator[Body]:
    """Municipalities, each with its end where it ended and, where it was born of a merger, its beginning."""
    ends = {row["ipa"]: row for row in rows("ended_bodies") if row["ipa"]}
    mergers = {row["successor"]: row for row in rows("ended_bodies") if row["event"] == "merger"}
    former: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows("former_names"):
        former[row["ipa"]] += (row["name"],)
    for row in rows("bodies"):
        born, ended = mergers.get(row["ipa"]), ends.pop(row["ipa"], None)
        yield Body(
            ipa=row["ipa"],
            name=row["name"],
            kind="municipality",
            istat=row["istat"],
            cadastral=row["cadastral"],
            province=row["province"],
            population=int(row["population"]) if row["population"] else None,
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            area=float(row["area"]),
            postcode=row["postcode"] or None,
            nuts3=row["nuts3"],
            valid_from=date.fromisoformat(born["valid_until"]) + timedelta(days=1) if born else None,
            valid_until=date.fromisoformat(ended["valid_until"]) if ended else None,
            successor=ended["successor"] if ended else None,
            capital=row["capital"] == "1",
            official_name=row["official_name"] or f"Comune di {row['name']}",
            former_names=former[row["ipa"]],
        )
    for row in ends.values():
        yield Body(
            ipa=row["ipa"],
            name=row["name"],
            kind="municipality",
            istat=row["istat"],
            cadastral=row["cadastral"],
            province=row["province"],
            valid_until=date.fromisoformat(row["valid_until"]),
            successor=row["successor"],
            official_name=row["official_name"],
        )


def _others() -> Iterator[Body]:
    for row in rows("other_bodies"):
        yield Body(row["ipa"], row["name"], row["kind"], province=row["province"] or None, official_name=row["name"])
