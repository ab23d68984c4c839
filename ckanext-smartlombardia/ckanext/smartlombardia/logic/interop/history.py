"""A record's verdicts on a day of the past: as they were recorded, or by today's rules on the facts of that day."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import interop
from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.interop import Assessment, Subject, all_rules
from ckanext.smartlombardia.logic.interop import record_report as now_
from ckanext.smartlombardia.logic.interop.judgement import linked_records
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.restricted import contracts
from ckanext.smartlombardia.logic.tables import table_store as tables
from ckanext.smartlombardia.model import AssessmentRow
from ckanext.smartlombardia.registry import visibility

Row = dict[str, Any]


def load_recorded(record: core.Package, day: date, user: core.User | None, insider: bool) -> Row:
    """Load what stood at the end of a day: level and verdicts, each with the version of its rule."""
    row, moment = AssessmentRow, _end(day)
    query = sa.select(row).where(
        row.subject == record.id, row.since <= moment, sa.or_(row.until.is_(None), row.until > moment)
    )
    rows = list(core.Session.scalars(query))
    findings = now_.findings(record.id, user)
    readable = [
        assessment
        for assessment in rows
        if assessment.rule in all_rules() and (insider or now_.is_public(assessment, findings))
    ]
    level = next((assessment for assessment in rows if assessment.rule == LEVEL), None)
    return {
        "day": day.isoformat(),
        "again": False,
        "level": None if level is None or level.verdict == "unknown" else level.verdict,
        "verdicts": sorted((_recorded(assessment) for assessment in readable), key=_order),
    }


def judge_again(record: core.Package, day: date) -> Row:
    """Judge the facts of a past day by today's rules. For the body and the office: it reads contracts."""
    moment = _end(day)
    tables.renew()
    facts = store.facts_of([record.id], at=moment)[record.id]
    near = [fact for linked_facts in store.facts_of(linked_records(facts), at=moment).values() for fact in linked_facts]
    all_facts: list[Fact] = [*facts, *contracts.load_facts([record.id], moment).get(record.id, ()), *near]
    body = visibility.body_of_organization(record.owner_org)
    assessments = interop.judge(Subject(record.id, record.type, record.title or "", body), all_facts, today=day)
    return {
        "day": day.isoformat(),
        "again": True,
        "level": None,
        "verdicts": sorted((_judged(assessment) for assessment in assessments), key=_order),
    }


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, timezone.utc)


def _order(row: Row) -> tuple[int, str]:
    return now_.ORDER.index(row["verdict"]), row["rule"]


def _recorded(assessment: AssessmentRow) -> Row:
    return {**now_.to_brief(assessment), "until": assessment.until.isoformat() if assessment.until else None}


def _judged(assessment: Assessment) -> Row:
    view = {
        "rule": assessment.rule,
        "version": assessment.rule_version,
        "verdict": assessment.verdict,
        "reason": assessment.reason,
    }
    return {
        **view,
        "grade": assessment.grade,
        "title": all_rules()[assessment.rule].title,
        "since": None,
        "until": None,
    }
