"""What the audit says of one record: its level, its score, each verdict with what it rests on."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.interop import all_rules, on_groups
from ckanext.smartlombardia.logic.interop import finding_visibility
from ckanext.smartlombardia.logic.interop.values import LEVEL, LOCK_IN
from ckanext.smartlombardia.logic.records import fact_view, store
from ckanext.smartlombardia.model import AssessmentRow, FindingRow

ORDER = ("fail", "excepted", "pass", "unknown", "not_applicable")

Row = dict[str, Any]


def judged(record: core.Package, user: core.User | None, insider: bool) -> Row:
    """Level (None before the first judgement), verdicts, and how many of them this viewer may not see.

    Whether a rule fails on what was declared or probed is for the body and the office (`insider`).
    """
    row = AssessmentRow
    rows = list(core.Session.scalars(sa.select(row).where(row.subject == record.id, row.until.is_(None))))
    level = next((one for one in rows if one.rule == LEVEL), None)
    lock_in = next((one for one in rows if one.rule == LOCK_IN), None)
    rules = [one for one in rows if one.rule in all_rules()]
    told = findings(record.id, user)
    shown_ = [one for one in rules if insider or for_all(one, told)]
    facts = _facts({number for one in shown_ for number in one.facts})
    verdicts = [_verdict(one, facts, told.get(one.rule)) for one in shown_]
    verdicts.sort(key=lambda one: (ORDER.index(one["verdict"]), one["rule"]))
    return {
        "level": level and {**level.saw, "proven": None if level.verdict == "unknown" else level.verdict},
        "lock_in": lock_in.saw if lock_in and insider else None,
        "verdicts": verdicts,
        "kept": len(rules) - len(shown_),
        "groups": _groups(record.id, user),
    }


def for_all(one: AssessmentRow, findings: dict[str, int]) -> bool:
    """May anybody read a verdict? None that rests on a contract; a fault only where its finding is public."""
    if all_rules()[one.rule].restricted:
        return False
    return one.verdict not in ("fail", "excepted") or one.rule in findings


def brief(one: AssessmentRow) -> Row:
    """A verdict in short: rule, version, verdict, reason, grade, title, since."""
    return {
        "rule": one.rule,
        "version": one.rule_version,
        "verdict": one.verdict,
        "reason": one.saw["reason"],
        "grade": one.saw["grade"],
        "title": all_rules()[one.rule].title,
        "since": one.since.isoformat(),
    }


def _verdict(one: AssessmentRow, facts: dict[int, Row], finding: int | None) -> Row:
    rule = all_rules()[one.rule]
    return {
        **brief(one),
        "severity": one.saw["severity"],
        "force": one.saw["force"],
        "predicate": rule.predicate,
        "remedy": rule.remedy,
        "legal_source": rule.legal_source,
        "facts": [facts[number] for number in one.facts if number in facts],
        "finding": finding,
    }


def findings(subject: str, user: core.User | None) -> dict[str, int]:
    """Rule -> number of the finding on a subject that the viewer may see."""
    query = sa.select(FindingRow.rule, FindingRow.id).where(
        FindingRow.subject_key == subject, finding_visibility.findings(user)
    )
    return dict(core.Session.execute(query).tuples().all())


def _groups(record: str, user: core.User | None) -> list[Row]:
    """Open findings on groups that this record is part of."""
    inside = FindingRow.detail["evidence"].contains([{"record": record}])
    query = sa.select(FindingRow).where(
        FindingRow.rule.in_(on_groups()),
        FindingRow.observed.in_(("failing", "unknown")),
        inside,
        finding_visibility.findings(user),
    )
    return [
        {"id": one.id, "rule": one.rule, "title": one.detail["title"], "says": one.detail["says"]}
        for one in core.Session.scalars(query)
    ]


def _facts(numbers: set[int]) -> dict[int, Row]:
    facts = store.numbered(numbers)
    addresses = fact_view.addresses([fact.source_record for fact in facts])
    return {fact.id: {"name": fact.name, **fact_view.fact(fact, addresses)} for fact in facts if fact.id is not None}
