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
from ckanext.smartlombardia.logic.interop.values import Stated
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


def keep(
    said: Iterable[Stated], at: datetime, within: Collection[str] | None = None, without: Collection[str] = ()
) -> Counter[str]:
    """Write what changed. What stood and is not said again is over: of the subjects `within`, or of all but `without`.

    Returns counts: judged, changed, ended, found, returned, closed, open.
    """
    new = {(one.rule, one.subject): one for one in said}
    counts: Counter[str] = Counter(judged=len(new))
    counts += _verdicts(new, at, within, without)
    counts += _findings(new, at, within, without)
    return counts


def _verdicts(
    new: dict[Key, Stated], at: datetime, within: Collection[str] | None, without: Collection[str]
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
        one = new.get((rule, subject))
        if one and one.content == (version, verdict, canonical(saw), tuple(facts)):
            same.add((rule, subject))
        else:
            ended.append({"id": id, "until": at})
    added = [_columns(one, at) for key, one in new.items() if key not in same]
    if ended:
        core.Session.execute(sa.update(row), ended)
    if added:
        core.Session.execute(sa.insert(row), added)
    return Counter(changed=len(added), ended=max(0, len(ended) - len(added)))


def _columns(one: Stated, at: datetime) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "rule": one.rule,
        "rule_version": one.version,
        "verdict": one.verdict,
        "saw": one.saw,
        "facts": list(one.facts),
        "since": at,
    }


def _findings(
    new: dict[Key, Stated], at: datetime, within: Collection[str] | None, without: Collection[str]
) -> Counter[str]:
    query = sa.select(FindingRow)
    if within is not None:
        query = query.where(FindingRow.subject_key.in_(list(within)))
    if without:
        query = query.where(FindingRow.subject_key.not_in(list(without)))
    counts: Counter[str] = Counter()
    known: set[Key] = set()
    for row in core.Session.scalars(query):
        known.add((row.rule, row.subject_key))
        counts[_again(row, new.get((row.rule, row.subject_key)), at)] += 1
    added = [_finding(one, at) for key, one in new.items() if one.finding and key not in known]
    if added:
        core.Session.execute(sa.insert(FindingRow), added)
    counts["found"] = len(added)
    counts["open"] += len(added) + counts["returned"]
    return counts


def _again(row: FindingRow, one: Stated | None, at: datetime) -> str:
    """Bring a known finding up to date; what became of it."""
    observed = OBSERVED[one.verdict] if one else "gone"
    if one and one.finding:
        row.handling = _handling(row, one)
        returned = row.observed in OVER
        detail = _detail(one)
        if (
            returned
            or row.observed != observed
            or row.public != one.public
            or canonical(row.detail) != canonical(detail)
        ):
            row.observed, row.until, row.last_seen = observed, None, at
            row.detail, row.public, row.bodies = detail, one.public, list(one.finding.bodies)
        return "returned" if returned else "open"
    if one:
        row.handling = _handling(row, one)
    if row.observed != observed and not (observed == "unknown" and row.observed in OVER):
        row.observed = observed
        if observed in OVER:
            row.until = at
            return "closed"
    return "over" if row.observed in OVER else "open"


def _handling(row: FindingRow, one: Stated) -> str:
    """An approved exception holds as long as the engine finds it; when it ends the finding is new again."""
    if one.verdict == "excepted":
        return "excepted"
    return "new" if row.handling == "excepted" and one.verdict == "fail" else row.handling


def _finding(one: Stated, at: datetime) -> dict[str, Any]:
    assert one.finding is not None  # noqa: S101  asked for by the caller
    return {
        "rule": one.rule,
        "subject_key": one.subject,
        "observed": OBSERVED[one.verdict],
        "public": one.public,
        "bodies": list(one.finding.bodies),
        "detail": _detail(one),
        "first_seen": at,
        "last_seen": at,
    }


def _detail(one: Stated) -> dict[str, Any]:
    assert one.finding is not None  # noqa: S101  asked for by the caller
    return {**asdict(one.finding), "public": one.public}
