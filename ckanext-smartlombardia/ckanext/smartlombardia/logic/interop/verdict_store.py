"""Verdicts and findings in the database: a row only on change. No commit here.

A finding is named by its rule and its subject for good: one that returns keeps its number, and what is not known any
more never closes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import canonical
from ckanext.smartlombardia.logic.interop.values import VerdictEntry
from ckanext.smartlombardia.model import AssessmentRow, FindingRow

OBSERVED = {
    "fail": "failing",
    "excepted": "failing",
    "unknown": "unknown",
    "pass": "passing",
    "not_applicable": "passing",
}
OVER = ("passing", "gone")
Key = tuple[str, str]


def write_verdicts(
    entries: Iterable[VerdictEntry], at: datetime, within: Collection[str] | None = None, without: Collection[str] = ()
) -> Counter[str]:
    """Write what changed. A stored verdict that `entries` lack ends: of the subjects `within`, or of all but `without`.

    Returns counts: judged, changed, ended, found, returned, closed, open.
    """
    new = {(entry.rule, entry.subject): entry for entry in entries}
    counts: Counter[str] = Counter(judged=len(new))
    counts += _verdicts(new, at, within, without)
    counts += _findings(new, at, within, without)
    return counts


def _verdicts(
    new: dict[Key, VerdictEntry], at: datetime, within: Collection[str] | None, without: Collection[str]
) -> Counter[str]:
    row = AssessmentRow
    query = sa.select(row.id, row.rule, row.subject, row.rule_version, row.verdict, row.saw, row.facts)
    query = query.where(row.until.is_(None))
    if within is not None:
        query = query.where(row.subject.in_(list(within)))
    if without:
        query = query.where(row.subject.not_in(list(without)))
    ended, same = [], set()
    for id, rule, subject, version, verdict, saw, facts in core.Session.execute(query).tuples():
        entry = new.get((rule, subject))
        if entry and entry.content == (version, verdict, canonical(saw), tuple(facts)):
            same.add((rule, subject))
        else:
            ended.append({"id": id, "until": at})
    added = [_columns(entry, at) for key, entry in new.items() if key not in same]
    if ended:
        core.Session.execute(sa.update(row), ended)
    if added:
        core.Session.execute(sa.insert(row), added)
    return Counter(changed=len(added), ended=max(0, len(ended) - len(added)))


def _columns(entry: VerdictEntry, at: datetime) -> dict[str, Any]:
    return {
        "subject": entry.subject,
        "rule": entry.rule,
        "rule_version": entry.version,
        "verdict": entry.verdict,
        "saw": entry.saw,
        "facts": list(entry.facts),
        "since": at,
    }


def _findings(
    new: dict[Key, VerdictEntry], at: datetime, within: Collection[str] | None, without: Collection[str]
) -> Counter[str]:
    query = sa.select(FindingRow)
    if within is not None:
        query = query.where(FindingRow.subject_key.in_(list(within)))
    if without:
        query = query.where(FindingRow.subject_key.not_in(list(without)))
    counts: Counter[str] = Counter()
    stored: set[Key] = set()
    for row in core.Session.scalars(query):
        stored.add((row.rule, row.subject_key))
        counts[_update_finding(row, new.get((row.rule, row.subject_key)), at)] += 1
    added = [_finding(entry, at) for key, entry in new.items() if entry.finding and key not in stored]
    if added:
        core.Session.execute(sa.insert(FindingRow), added)
    counts["found"] = len(added)
    counts["open"] += len(added) + counts["returned"]
    return counts


def _update_finding(row: FindingRow, entry: VerdictEntry | None, at: datetime) -> str:
    """Update a stored finding; returns what became of it: open, returned, closed or over."""
    observed = OBSERVED[entry.verdict] if entry else "gone"
    if entry and entry.finding:
        row.handling = _handling(row, entry)
        returned = row.observed in OVER
        detail = _detail(entry)
        if (
            returned
            or row.observed != observed
            or row.public != entry.public
            or canonical(row.detail) != canonical(detail)
        ):
            row.observed, row.until, row.last_seen = observed, None, at
            row.detail, row.public, row.bodies = detail, entry.public, list(entry.finding.bodies)
        return "returned" if returned else "open"
    if entry:
        row.handling = _handling(row, entry)
    if row.observed != observed and not (observed == "unknown" and row.observed in OVER):
        row.observed = observed
        if observed in OVER:
            row.until = at
            return "closed"
    return "over" if row.observed in OVER else "open"


def _handling(row: FindingRow, entry: VerdictEntry) -> str:
    """An approved exception holds as long as the engine finds it; when it ends the finding is new again."""
    if entry.verdict == "excepted":
        return "excepted"
    return "new" if row.handling == "excepted" and entry.verdict == "fail" else row.handling


def _finding(entry: VerdictEntry, at: datetime) -> dict[str, Any]:
    assert entry.finding is not None  # noqa: S101  asked for by the caller
    return {
        "rule": entry.rule,
        "subject_key": entry.subject,
        "observed": OBSERVED[entry.verdict],
        "public": entry.public,
        "bodies": list(entry.finding.bodies),
        "detail": _detail(entry),
        "first_seen": at,
        "last_seen": at,
    }


def _detail(entry: VerdictEntry) -> dict[str, Any]:
    assert entry.finding is not None  # noqa: S101  asked for by the caller
    return {**asdict(entry.finding), "public": entry.public}
