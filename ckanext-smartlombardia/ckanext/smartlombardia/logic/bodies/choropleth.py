"""The values of a choropleth of the municipalities: a number for each town, in five classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.bodies.answer_undo import NOT_USED
from ckanext.smartlombardia.model import Body, FactRow
from ckanext.smartlombardia.registry import readable

Values = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend: from `lo` to `hi`, None where it is open; `count` towns are in it."""

    lo: int
    hi: int | None
    count: int

    def holds(self, value: int) -> bool:
        return self.lo <= value and (self.hi is None or value <= self.hi)


def values(theme: str) -> Values:
    """The number of each town that has one, by IPA code. Raises KeyError for a theme that there is not."""
    listed = {town.ipa for town in vocabularies.bodies("municipality")}
    return {ipa: number for ipa, number in THEMES[theme]().items() if ipa in listed and number}


def classes(theme: str, numbers: Values) -> list[Class]:
    """Classify numbers by IPA code in the classes of a theme, the lightest first, each with its count of towns."""
    concept = vocabularies.concept("map_themes", theme)
    assert concept is not None  # noqa: S101  values() has refused it
    shades = []
    for part in concept.extra["classes"].split("|"):
        lo, dash, hi = part.partition("-")
        bounds = Class(int(lo), int(hi) if hi else None if dash else int(lo), 0)
        shades.append(Class(bounds.lo, bounds.hi, sum(map(bounds.holds, numbers.values()))))
    return shades


def _services() -> Values:
    """Services that were funded and not renounced, out of nine; each counts once, however often it was funded."""
    service, state = FactRow.value["service"].astext, FactRow.value["state"].astext
    query = (
        sa.select(FactRow.subject, sa.func.count(sa.distinct(service)))
        .where(FactRow.name == "funded_service", FactRow.until.is_(None), state != "R", service != "other")
        .group_by(FactRow.subject)
    )
    return dict(core.Session.execute(query).tuples().all())


def _records(kind: str, *which: sa.ColumnElement[bool]) -> Values:
    """Public records of a kind that each body has, those of which all of `which` holds."""
    query = (
        sa.select(Body.ipa, sa.func.count())
        .join(core.Package, core.Package.owner_org == Body.org_id)
        .where(core.Package.type == kind, readable.is_public(), *which)
        .group_by(Body.ipa)
    )
    return Counter(dict(core.Session.execute(query).tuples().all()))


THEMES: Mapping[str, Callable[[], Values]] = {
    "services": _services,
    "apis": lambda: _records("dataservice", core.Package.extras["pdnd_eservice_id"].astext.is_not(None)),
    "platforms": lambda: _records("platform", core.Package.extras["status"].astext.is_distinct_from(NOT_USED)),
}
