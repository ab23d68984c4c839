"""Matches and cases in the database: only what differs is written. A case keeps its number. No commit here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.matching import case_builder
from ckanext.smartlombardia.logic.matching.case_builder import CaseDraft
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.matching import Result
from ckanext.smartlombardia.model import Case, MatchRow

OPEN_STATE, ASKED_STATE, GONE_STATE = "open", "asked", "gone"
WAITING_STATES = (OPEN_STATE, ASKED_STATE)

Key = tuple[str, str, str]


def write_matches(result: Result) -> Counter[str]:
    """Write the pairs of the matcher; returns counts: added, changed, gone."""
    pending: dict[Key, dict[str, Any]] = {}
    for pair in result.pairs:  # the surest first
        reasons = [{**asdict(reason), "text": dict(reason.text)} for reason in pair.reasons]
        columns = {"score": pair.score, "band": pair.band, "reasons": reasons, "model": result.model}
        pending.setdefault((pair.left, pair.right, pair.relation), columns)
    counts: Counter[str] = Counter()
    for row in core.Session.scalars(sa.select(MatchRow)):
        columns = pending.pop((row.left, row.right, row.relation), None)  # type: ignore[arg-type]
        if columns is None:
            core.Session.delete(row)
            counts["gone"] += 1
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            counts["changed"] += 1
    core.Session.flush()
    for (left, right, relation), columns in pending.items():
        core.Session.add(MatchRow(left=left, right=right, relation=relation, **columns))
    counts["added"] = len(pending)
    core.Session.flush()
    return counts


def write_cases(drafts: Sequence[CaseDraft], records: Mapping[str, Registered]) -> Counter[str]:
    """Write open cases; returns counts: added, changed, as before, gone.

    A case that is stored already keeps its number, by the largest overlap of members.
    """
    stored = {
        row.id: row
        for row in core.Session.scalars(sa.select(Case).where(Case.state.in_((*WAITING_STATES, GONE_STATE))))
    }
    counts: Counter[str] = Counter()
    for case, number in _assign_numbers(drafts, stored.values()):
        row = stored.pop(number) if number else Case(state=OPEN_STATE)
        if number is None:
            core.Session.add(row)
        before = (row.title, row.members, row.detail, row.state)
        row.relation, row.title, row.members = case.relation, case.title, case.members
        row.bodies, row.score, row.detail = len(case.bodies), case.score, _detail(case, row, records)
        row.state = OPEN_STATE if row.state == GONE_STATE else row.state
        changed = before != (row.title, row.members, row.detail, row.state)
        counts["added" if number is None else "changed" if changed else "as before"] += 1
    for row in stored.values():
        counts["gone"] += row.state != GONE_STATE
        row.state = GONE_STATE
    core.Session.flush()
    return counts


def _detail(case: CaseDraft, row: Case, records: Mapping[str, Registered]) -> dict[str, Any]:
    """The JSON column of a case. Whether it is in the random stream is settled when it is opened."""
    before = (row.detail or {}).get("random")
    detail = case_builder.detail(case, records)
    return detail if before is None else {**detail, "random": before}


def _assign_numbers(drafts: Sequence[CaseDraft], stored: Any) -> list[tuple[CaseDraft, int | None]]:
    """Pair each case with the number of the stored one that shares most members; None for a new case."""
    holding: dict[tuple[str, str], list[int]] = {}
    sizes: dict[int, int] = {}
    for row in stored:
        sizes[row.id] = len(row.members)
        for member in row.members:
            holding.setdefault((row.relation, member), []).append(row.id)
    overlaps = []
    for place, case in enumerate(drafts):
        shared = Counter(number for member in case.members for number in holding.get((case.relation, member), ()))
        for number, common in shared.items():
            overlaps.append((common / (len(case.members) + sizes[number] - common), -number, place))
    numbers: dict[int, int] = {}
    for _, minus, place in sorted(overlaps, reverse=True):
        if place not in numbers and -minus not in numbers.values():
            numbers[place] = -minus
    return [(case, numbers.get(place)) for place, case in enumerate(drafts)]
