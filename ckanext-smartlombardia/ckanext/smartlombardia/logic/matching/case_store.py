"""Matches and cases in the database: only what differs is written. A case keeps its number. No commit here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.matching import case_builder
from ckanext.smartlombardia.logic.matching.case_builder import Found
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.matching import Result
from ckanext.smartlombardia.model import Case, MatchRow

OPEN, ASKED, GONE = "open", "asked", "gone"
WAITING = (OPEN, ASKED)

Key = tuple[str, str, str]


def matches(result: Result) -> Counter[str]:
    """Write the pairs that the matcher gave; returns how many were added, changed and taken away."""
    wanted: dict[Key, dict[str, Any]] = {}
    for pair in result.pairs:  # the surest first
        reasons = [{**asdict(reason), "text": dict(reason.text)} for reason in pair.reasons]
        said = {"score": pair.score, "band": pair.band, "reasons": reasons, "model": result.model}
        wanted.setdefault((pair.left, pair.right, pair.relation), said)
    counts: Counter[str] = Counter()
    for row in core.Session.scalars(sa.select(MatchRow)):
        said = wanted.pop((row.left, row.right, row.relation), None)  # type: ignore[arg-type]
        if said is None:
            core.Session.delete(row)
            counts["gone"] += 1
        elif any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            counts["changed"] += 1
    core.Session.flush()
    for (left, right, relation), said in wanted.items():
        core.Session.add(MatchRow(left=left, right=right, relation=relation, **said))
    counts["added"] = len(wanted)
    core.Session.flush()
    return counts


def cases(wanted: Sequence[Found], records: Mapping[str, Registered]) -> Counter[str]:
    """Write the cases that wait; one that was there before keeps its number, by the largest overlap of members."""
    kept = {row.id: row for row in core.Session.scalars(sa.select(Case).where(Case.state.in_((*WAITING, GONE))))}
    counts: Counter[str] = Counter()
    for case, number in _numbered(wanted, kept.values()):
        row = kept.pop(number) if number else Case(state=OPEN)
        if number is None:
            core.Session.add(row)
        before = (row.title, row.members, row.detail, row.state)
        row.relation, row.title, row.members = case.relation, case.title, case.members
        row.bodies, row.score, row.detail = len(case.bodies), case.score, _detail(case, row, records)
        row.state = OPEN if row.state == GONE else row.state
        changed = before != (row.title, row.members, row.detail, row.state)
        counts["added" if number is None else "changed" if changed else "as before"] += 1
    for row in kept.values():
        counts["gone"] += row.state != GONE
        row.state = GONE
    core.Session.flush()
    return counts


def _detail(case: Found, row: Case, records: Mapping[str, Registered]) -> dict[str, Any]:
    """Whether a case is in the random stream is settled when it is opened."""
    before = (row.detail or {}).get("random")
    said = case_builder.detail(case, records)
    return said if before is None else {**said, "random": before}


def _numbered(wanted: Sequence[Found], kept: Any) -> list[tuple[Found, int | None]]:
    """Each case with the number it had, the largest overlap first."""
    holding: dict[tuple[str, str], list[int]] = {}
    sizes: dict[int, int] = {}
    for row in kept:
        sizes[row.id] = len(row.members)
        for member in row.members:
            holding.setdefault((row.relation, member), []).append(row.id)
    overlaps = []
    for place, case in enumerate(wanted):
        shared = Counter(number for one in case.members for number in holding.get((case.relation, one), ()))
        for number, common in shared.items():
            overlaps.append((common / (len(case.members) + sizes[number] - common), -number, place))
    numbers: dict[int, int] = {}
    for _, minus, place in sorted(overlaps, reverse=True):
        if place not in numbers and -minus not in numbers.values():
            numbers[place] = -minus
    return [(case, numbers.get(place)) for place, case in enumerate(wanted)]
