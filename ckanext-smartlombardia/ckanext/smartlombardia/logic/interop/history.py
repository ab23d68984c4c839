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
from ckanext.smartlombardia.logic.interop.judgement import linked
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.restricted import contracts
from ckanext.smartlombardia.logic.tables import table_store as tables
from ckanext.smartlombardia.model import AssessmentRow
from ckanext.smartlombardia.registry import visibility

Row = dict[str, Any]


def recorded(record: core.Package, day: date, user: core.User | None, insider: bool) -> Row:
    """What stood at the end of a day: level and verdicts, each with the version of the rule it was judged by."""
    row, moment = AssessmentRow, _end(day)
    query = sa.select(row).where(
        row.subject == record.id, row.since <= moment, sa.or_(row.until.is_(None), row.until > moment)
    )
    rows = list(core.Session.scalars(query))
    findings = now_.findings(record.id, user)
    shown = [one for one in rows if one.rule in all_rules() and (insider or now_.for_all(one, findings))]
    level = next((one for one in rows if one.rule == LEVEL), None)
    return {
        "day": day.isoformat(),
        "again": False,
        "level": None if level is None or level.verdict == "unknown" else level.verdict,
        "verdicts": sorted((_recorded(one) for one in shown), key=_order),
    }


def again(record: core.Package, day: date) -> Row:
    """Today's rules on the facts of that day. For the body and the office: it reads contracts."""
    moment = _end(day)
    tables.renew()
    facts = store.facts_of([record.id], at=moment)[record.id]
    near = [fact for known in store.facts_of(linked(facts), at=moment).values() for fact in known]
    known: list[Fact] = [*facts, *contracts.of([record.id], moment).get(record.id, ()), *near]
    body = visibility.body_of_organization(record.owner_org)
    found = interop.judge(Subject(record.id, record.type, record.title or "", body), known, today=day)
    return {
        "day": day.isoformat(),
        "again": True,
        "level": None,
        "verdicts": sorted((_judged(one) for one in found), key=_order),
    }


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, timezone.utc)


def _order(one: Row) -> tuple[int, str]:
    return now_.ORDER.index(one["verdict"]), one["rule"]


def _recorded(one: AssessmentRow) -> Row:
    return {**now_.brief(one), "until": one.until.isoformat() if one.until else None}


def _judged(one: Assessment) -> Row:
    kept = {"rule": one.rule, "version": one.rule_version, "verdict": one.verdict, "reason": one.reason}
    return {**kept, "grade": one.grade, "title": all_rules()[one.rule].title, "since": None, "until": None}
