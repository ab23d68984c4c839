"""Run the audit: choose the scope, judge it, write verdicts and findings, report the counts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import on_groups
from ckanext.smartlombardia.logic.interop import finding_decisions, judgement, scope, verdict_store
from ckanext.smartlombardia.logic.interop.scope import Scope
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.tables import table_store as tables
from ckanext.smartlombardia.model import AssessmentRow, Run
from ckanext.smartlombardia.model.base import now

STEP = "judge"
TABLES = (
    *("interop_rules", "needs", "admitted", "compatibility", "eservice_jobs", "exchange_reaches", "functions"),
    *("interop_thresholds", "interop_lists", "interop_severities", "api_rules", "identifier_lexicon"),
)
"""What the verdicts depend on beside the facts."""


def run(records: Collection[str] | None = None, bodies: Collection[str] = ()) -> dict[str, int]:
    """Judge the whole registry, or what a change of these records (UUIDs) and bodies (IPA codes) may alter.

    Returns the counts named by COUNTS, without a commit. A record that cannot be judged is set aside and keeps its
    verdicts.
    """
    tables.renew()
    return quarantine.sift(
        STEP,
        lambda without: _run(records, bodies, without),
        _judge_alone,
        lambda: _scope(records, bodies).entries,
        quarantine.long_texts(records or ()),
        records or (),
    )


def _scope(records: Collection[str] | None, bodies: Collection[str], without: Collection[str] = ()) -> Scope:
    return scope.load_all(without) if records is None else scope.load_affected(records, bodies, without)


def _judge_alone(record: str) -> None:
    target = scope.load_affected([record], ())
    own = {entry_id: entry for entry_id, entry in target.entries.items() if entry_id == record}
    list(judgement.judge(replace(target, entries=own, near={}), finding_decisions.exemptions(), now().date()))


def _run(records: Collection[str] | None, bodies: Collection[str], without: Collection[str]) -> dict[str, int]:
    started = now()
    target = _scope(records, bodies, without)
    within = None if target.is_full else _subjects(target) - set(without)
    counts = Counter(towns=len(target.towns), systems=len(target.entries))
    judged = judgement.judge(target, finding_decisions.exemptions(), started.date())
    counts += verdict_store.write_verdicts(judged, started, within, without)
    report = {name: counts[name] for name in COUNTS}
    if target.is_full or counts["changed"] or counts["ended"]:
        core.Session.add(
            Run(
                kind="judge",
                source=None if target.is_full else "changes",
                started=started,
                finished=now(),
                counts=report,
                tables_hash=tables_hash(),
            )
        )
    core.Session.flush()
    return report


COUNTS = ("towns", "systems", "judged", "changed", "ended", "found", "returned", "closed", "open")


def _subjects(target: Scope) -> set[str]:
    """Subjects whose verdicts a change renews: those in scope, those gone, groups of the functions concerned."""
    row = AssessmentRow
    query = sa.select(row.subject, row.saw["functions"]).where(row.until.is_(None), row.rule.in_(on_groups()))
    groups = {key for key, functions in core.Session.execute(query).tuples() if set(functions or ()) & target.functions}
    return {*target.towns, *target.entries, *target.gone, *groups}


def tables_hash() -> str:
    """SHA-256 over the tables that the verdicts depend on."""
    rows: list[Any] = [sorted(row.items()) for name in TABLES for row in v.rows(name)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
