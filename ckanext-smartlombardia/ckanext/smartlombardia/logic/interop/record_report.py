"""What the audit says of one record: its level, its score, each verdict with what it rests on."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.interop import all_rules, on_groups
from ckanext.smartlombardia.logic.interop import finding_visibility
from ckanext.smartlombardia.logic.interop.values import LEVEL, LOCK_IN
from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.model import AssessmentRow, FindingRow

ORDER = ("fail", "excepted", "pass", "unknown", "not_applicable")

Row = dict[str, Any]


def describe_record(record: core.Package, user: core.User | None, insider: bool) -> Row:
    """Level (None before the first judgement), verdicts, and how many of them this viewer may not see.

    Whether a rule fails on what was declared or probed is for the body and the office (`insider`).
    """
    row = AssessmentRow
    rows = list(core.Session.scalars(sa.select(row).where(row.subject == record.id, row.until.is_(None))))
    level = next((assessment for assessment in rows if assessment.rule == LEVEL), None)
    lock_in = next((assessment for assessment in rows if assessment.rule == LOCK_IN), None)
    rules = [assessment for assessment in rows if assessment.rule in all_rules()]
    finding_numbers = findings(record.id, user)
    readable = [assessment for assessment in rules if insider or is_public(assessment, finding_numbers)]
    facts = fact_view.describe_facts({number for assessment in readable for number in assessment.facts})
    verdicts = [_verdict(assessment, facts, finding_numbers.get(assessment.rule)) for assessment in readable]
    verdicts.sort(key=lambda verdict: (ORDER.index(verdict["verdict"]), verdict["rule"]))
    return {
        "level": level and {**level.saw, "proven": None if level.verdict == "unknown" else level.verdict},
        "lock_in": lock_in.saw if lock_in and insider else None,
        "verdicts": verdicts,
        "kept": len(rules) - len(readable),
        "groups": _groups(record.id, user),
    }


def is_public(assessment: AssessmentRow, findings: dict[str, int]) -> bool:
    """Whether anybody may read a verdict: none that rests on a contract; a failure only where its finding is public."""
    if all_rules()[assessment.rule].restricted:
        return False
    return assessment.verdict not in ("fail", "excepted") or assessment.rule in findings


def to_brief(assessment: AssessmentRow) -> Row:
    """A verdict in short: rule, version, verdict, reason, grade, title, since."""
    return {
        "rule": assessment.rule,
        "version": assessment.rule_version,
        "verdict": assessment.verdict,
        "reason": assessment.saw["reason"],
        "grade": assessment.saw["grade"],
        "title": all_rules()[assessment.rule].title,
        "since": assessment.since.isoformat(),
    }


def _verdict(assessment: AssessmentRow, facts: dict[int, Row], finding: int | None) -> Row:
    rule = all_rules()[assessment.rule]
    return {
        **to_brief(assessment),
        "severity": assessment.saw["severity"],
        "force": assessment.saw["force"],
        "predicate": rule.predicate,
        "remedy": rule.remedy,
        "legal_source": rule.legal_source,
        "facts": [facts[number] for number in assessment.facts if number in facts],
        "finding": finding,
    }


def findings(subject: str, user: core.User | None) -> dict[str, int]:
    """Rule -> number of the finding on a subject that the viewer may see."""
    query = sa.select(FindingRow.rule, FindingRow.id).where(
        FindingRow.subject_key == subject, finding_visibility.readable_findings(user)
    )
    return dict(core.Session.execute(query).tuples().all())


def _groups(record: str, user: core.User | None) -> list[Row]:
    """Open findings on groups that this record is part of."""
    inside = FindingRow.detail["evidence"].contains([{"record": record}])
    query = sa.select(FindingRow).where(
        FindingRow.rule.in_(on_groups()),
        FindingRow.observed.in_(("failing", "unknown")),
        inside,
        finding_visibility.readable_findings(user),
    )
    return [
        {"id": finding.id, "rule": finding.rule, "title": finding.detail["title"], "says": finding.detail["says"]}
        for finding in core.Session.scalars(query)
    ]
