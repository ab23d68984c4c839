"""Municipalities (or provinces) by domain: how far their systems open to others, and how much of it is known.

A cell is the lowest level that is proven over the systems that matter most in the domain (`core` of the scheme of
functions), or over the others where none of those is known. Systems of which nothing is known never lower it.
"""

from __future__ import annotations

import math
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
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.vocabularies.size_classes import class_bounds

NATIONAL = "N-"
OPEN_STATES = ("failing", "unknown")


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


def matrix(filters: Mapping[str, Any], user: core.User | None) -> dict[str, Any]:
    """Rows of the matrix: count, domains, rows (each with its cells), totals by domain and level."""
    towns = [town for town in v.bodies("municipality") if _in(town, filters)]
    systems = _systems(user)
    gaps = _gaps(user)
    national = _national()
    lines = [_line(town, systems.get(town.ipa, {}), gaps.get(town.ipa, Counter()), national) for town in towns]
    totals = {domain.code: Counter(line["cells"][domain.code]["state"] for line in lines) for domain in _domains()}
    if filters["rows"] == "province":
        lines = _provinces(lines)
    lines.sort(key=ORDERS.get(filters["order"], ORDERS["known"]))
    start, most = filters["offset"], min(filters["limit"], 2000)
    return {
        "count": len(lines),
        "domains": [domain.code for domain in _domains()],
        "rows": lines[start : start + most],
        "totals": {domain: dict(count) for domain, count in totals.items()},
    }


def _in(town: v.Body, filters: Mapping[str, Any]) -> bool:
    low, high = class_bounds().get(filters.get("size") or "", (0, math.inf))
    return (not filters.get("province") or town.province == filters["province"].upper()) and (
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
        .where(row.rule == LEVEL, row.until.is_(None), readable.readable_packages(user))
    )
    systems: dict[str, dict[str, list[System]]] = defaultdict(lambda: defaultdict(list))
    for verdict, saw in core.Session.execute(query).tuples():
        function = v.concept("functions", saw["function"] or "")
        if function and saw["body"]:
            domain = function.extra["domain"]
            proven = None if verdict == "unknown" else verdict
            score = (saw["lo"], saw["hi"], saw["coverage"])
            system = System(saw["body"], domain, bool(function.extra["core"]), proven, saw["possible"], *score)
            systems[system.body][domain].append(system)
    return systems


def _gaps(user: core.User | None) -> dict[str, Counter[str]]:
    """Body -> domain -> open findings that the viewer may see."""
    query = sa.select(FindingRow.bodies, FindingRow.detail["function"].astext).where(
        FindingRow.observed.in_(OPEN_STATES), finding_visibility.readable_findings(user)
    )
    gaps: dict[str, Counter[str]] = defaultdict(Counter)
    for bodies, code in core.Session.execute(query).tuples():
        function = v.concept("functions", code or "")
        for body in bodies if function else ():
            gaps[body][function.extra["domain"]] += 1  # type: ignore[union-attr]
    return gaps


def _national() -> dict[str, dict[str, str]]:
    """Body -> rule on national platforms -> verdict. What they rest on is public: registers, and public records."""
    row = AssessmentRow
    query = sa.select(row.subject, row.rule, row.verdict).where(row.rule.like(f"{NATIONAL}%"), row.until.is_(None))
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, rule, verdict in core.Session.execute(query).tuples():
        verdicts[subject][rule] = verdict
    return verdicts


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
        "known": sum(cell["level"] is not None for cell in cells.values()),
        "gaps": sum(gaps.values()),
        "national": dict(national.get(town.ipa, {})),
    }


def cell(systems: Sequence[System], gaps: int) -> dict[str, Any]:
    """A cell: state (a level, or `unknown`), level proven and possible, systems known and in all, open findings.

    `lo`, `hi` (0 to 100) and `coverage` (0 to 1) are the mean score of the systems that count, None without any.
    """
    weighty = [system for system in systems if system.core] or list(systems)
    proven = [system.proven for system in weighty if system.proven]
    level = min(proven, default=None)
    return {
        "state": level or "unknown",
        "level": level,
        "possible": max((system.possible for system in weighty), default="L4"),
        "systems": len(systems),
        "known": sum(system.proven is not None for system in systems),
        "levels": dict(Counter(system.proven or "unknown" for system in systems)),
        "gaps": gaps,
        **_score([(system.lo, system.hi, system.coverage) for system in weighty]),
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
            "cells": {
                domain.code: _join_cells([town["cells"][domain.code] for town in towns]) for domain in _domains()
            },
            "known": sum(town["known"] for town in towns),
            "gaps": sum(town["gaps"] for town in towns),
            "national": {},
        }
        for code, towns in groups.items()
    ]


def _join_cells(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    levels = Counter(cell["level"] for cell in cells if cell["level"])
    level = min(levels, key=lambda code: (-levels[code], code), default=None)
    return {
        "state": level or "unknown",
        "level": level,
        "possible": max(cell["possible"] for cell in cells),
        "systems": sum(cell["systems"] for cell in cells),
        "known": sum(levels.values()),
        "towns": len(cells),
        "levels": dict(levels),
        "gaps": sum(cell["gaps"] for cell in cells),
        **_score([(cell["lo"], cell["hi"], cell["coverage"]) for cell in cells if cell["systems"]]),
    }


ORDERS: dict[str, Any] = {
    "known": lambda line: (-line["known"], -(line["population"] or 0), line["name"]),
    "population": lambda line: (-(line["population"] or 0), line["name"]),
    "gaps": lambda line: (-line["gaps"], -(line["population"] or 0), line["name"]),
    "name": lambda line: line["name"],
}
"""How rows may be ordered. Never by level: towns of which more is known would look worse."""
