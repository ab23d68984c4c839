"""Municipalities (or provinces) by domain: how far their systems open to others, and how much of it is known.

A cell is the lowest level that is proven over the systems that matter most in the domain (`core` of the scheme of
functions), or over the others where none of those is known. Systems of which nothing is known never lower it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.logic.interop import finding_visibility
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.model import AssessmentRow, FindingRow

SIZES = {"0-2000": (0, 2000), "2000-5000": (2000, 5000), "5000-20000": (5000, 20000), "20000-": (20000, 10**9)}
"""Classes of inhabitants: from, up to but not including."""

NATIONAL = "N-"
OPEN = ("failing", "unknown")


@dataclass(frozen=True, slots=True)
class System:
    """A system with its level, proven (None when not even the first gate is known) and possible, and its score."""

    body: str
    domain: str
    core: bool
    proven: str | None
    possible: str
    lo: float
    hi: float
    coverage: float


def matrix(asked: Mapping[str, Any], user: core.User | None) -> dict[str, Any]:
    """Rows of the matrix: count, domains, rows (each with its cells), totals by domain and level."""
    towns = [town for town in v.bodies("municipality") if _in(town, asked)]
    known = _systems(user)
    gaps = _gaps(user)
    national = _national()
    lines = [_line(town, known.get(town.ipa, {}), gaps.get(town.ipa, Counter()), national) for town in towns]
    totals = {domain.code: Counter(line["cells"][domain.code]["state"] for line in lines) for domain in _domains()}
    if asked["rows"] == "province":
        lines = _provinces(lines)
    lines.sort(key=ORDERS.get(asked["order"], ORDERS["known"]))
    start, most = asked["offset"], min(asked["limit"], 2000)
    return {
        "count": len(lines),
        "domains": [domain.code for domain in _domains()],
        "rows": lines[start : start + most],
        "totals": {domain: dict(count) for domain, count in totals.items()},
    }


def _in(town: v.Body, asked: Mapping[str, Any]) -> bool:
    low, high = SIZES.get(asked.get("size") or "", (0, 10**9))
    return (not asked.get("province") or town.province == asked["province"].upper()) and (
        low <= (town.population or 0) < high
    )


def _domains() -> tuple[v.Concept, ...]:
    return v.concepts("domains")


def _systems(user: core.User | None) -> dict[str, dict[str, list[System]]]:
    """Body -> domain -> systems on records that the viewer may see."""
    row, package = AssessmentRow, core.Package
    query = (
        sa.select(row.verdict, row.saw)
        .join(package, package.id == row.subject)
        .where(row.rule == LEVEL, row.until.is_(None), finding_visibility.records(user))
    )
    found: dict[str, dict[str, list[System]]] = defaultdict(lambda: defaultdict(list))
    for verdict, saw in core.Session.execute(query).tuples():
        function = v.concept("functions", saw["function"] or "")
        if function and saw["body"]:
            domain = function.extra["domain"]
            proven = None if verdict == "unknown" else verdict
            score = (saw["lo"], saw["hi"], saw["coverage"])
            one = System(saw["body"], domain, bool(function.extra["core"]), proven, saw["possible"], *score)
            found[one.body][domain].append(one)
    return found


def _gaps(user: core.User | None) -> dict[str, Counter[str]]:
    """Body -> domain -> open findings that the viewer may see."""
    query = sa.select(FindingRow.bodies, FindingRow.detail["function"].astext).where(
        FindingRow.observed.in_(OPEN), finding_visibility.findings(user)
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for bodies, code in core.Session.execute(query).tuples():
        function = v.concept("functions", code or "")
        for body in bodies if function else ():
            found[body][function.extra["domain"]] += 1  # type: ignore[union-attr]
    return found


def _national() -> dict[str, dict[str, str]]:
    """Body -> rule on national platforms -> verdict. What they rest on is public: registers, and public records."""
    row = AssessmentRow
    query = sa.select(row.subject, row.rule, row.verdict).where(row.rule.like(f"{NATIONAL}%"), row.until.is_(None))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, rule, verdict in core.Session.execute(query).tuples():
        found[subject][rule] = verdict
    return found


def _line(
    town: v.Body, systems: Mapping[str, Sequence[System]], gaps: Counter[str], national: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    cells = {domain.code: cell(systems.get(domain.code, ()), gaps[domain.code]) for domain in _domains()}
    return {
        "key": town.ipa,
        "name": town.name,
        "province": town.province,
        "population": town.population,
        "cells": cells,
        "known": sum(one["level"] is not None for one in cells.values()),
        "gaps": sum(gaps.values()),
        "national": dict(national.get(town.ipa, {})),
    }


def cell(systems: Sequence[System], gaps: int) -> dict[str, Any]:
    """A cell: state (a level, or `unknown`), level proven and possible, systems known and in all, open findings.

    `lo`, `hi` (0 to 100) and `coverage` (0 to 1) are the mean score of the systems that count, None without any.
    """
    weighty = [one for one in systems if one.core] or list(systems)
    proven = [one.proven for one in weighty if one.proven]
    level = min(proven, default=None)
    return {
        "state": level or "unknown",
        "level": level,
        "possible": max((one.possible for one in weighty), default="L4"),
        "systems": len(systems),
        "known": sum(one.proven is not None for one in systems),
        "levels": dict(Counter(one.proven or "unknown" for one in systems)),
        "gaps": gaps,
        **_score([(one.lo, one.hi, one.coverage) for one in weighty]),
    }


def _score(scores: Sequence[tuple[float, float, float]]) -> dict[str, float | None]:
    """The mean of intervals and of what is known of them."""
    if not scores:
        return {"lo": None, "hi": None, "coverage": None}
    lo, hi, coverage = (sum(part) / len(scores) for part in zip(*scores, strict=True))
    return {"lo": round(lo, 1), "hi": round(hi, 1), "coverage": round(coverage, 3)}


def _provinces(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Towns joined by province: the most frequent level of those known, and how many are."""
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        groups[line["province"]].append(line)
    return [
        {
            "key": code,
            "name": v.label("provinces", code),
            "province": code,
            "population": sum(town["population"] or 0 for town in towns),
            "towns": len(towns),
            "cells": {domain.code: _joined([town["cells"][domain.code] for town in towns]) for domain in _domains()},
            "known": sum(town["known"] for town in towns),
            "gaps": sum(town["gaps"] for town in towns),
            "national": {},
        }
        for code, towns in groups.items()
    ]


def _joined(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    levels = Counter(one["level"] for one in cells if one["level"])
    level = min(levels, key=lambda code: (-levels[code], code), default=None)
    return {
        "state": level or "unknown",
        "level": level,
        "possible": max(one["possible"] for one in cells),
        "systems": sum(one["systems"] for one in cells),
        "known": sum(levels.values()),
        "towns": len(cells),
        "levels": dict(levels),
        "gaps": sum(one["gaps"] for one in cells),
        **_score([(one["lo"], one["hi"], one["coverage"]) for one in cells if one["systems"]]),
    }


ORDERS: dict[str, Any] = {
    "known": lambda line: (-line["known"], -(line["population"] or 0), line["name"]),
    "population": lambda line: (-(line["population"] or 0), line["name"]),
    "gaps": lambda line: (-line["gaps"], -(line["population"] or 0), line["name"]),
    "name": lambda line: line["name"],
}
"""How rows may be ordered. Never by level: towns of which more is known would look worse."""
