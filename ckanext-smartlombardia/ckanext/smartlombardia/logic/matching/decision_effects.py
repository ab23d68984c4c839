"""Apply and revert a plan: facts whose source is the decision, packages as their facts then have them.

Everything that a decision writes bears its moment, so that undoing finds it again. No commit here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Changes, Stamp, edits, project
from ckanext.smartlombardia.logic.matching.consequences import Plan
from ckanext.smartlombardia.logic.records import bulk_insert, packages, store
from ckanext.smartlombardia.logic.records.package_refresh import rewrite
from ckanext.smartlombardia.model import Alias, Decision, FactRow, SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility

SOURCE = "decision"


def apply_plan(decision: Decision, plan: Plan) -> set[str]:
    """Write the facts, links and merges of a plan; returns the UUIDs of the records that changed."""
    if plan.made:
        _make(decision, plan)
    statements: dict[str, dict[str, Any]] = {platform: {"software": plan.product} for platform in plan.links}
    if plan.derived:
        based_on = project(store.facts_of([plan.derived])[plan.derived]).get("is_based_on") or []
        if plan.based_on not in based_on:
            statements[plan.derived] = {"is_based_on": [*based_on, plan.based_on]}
    _state(decision, statements)
    for record in plan.merged:
        _lead_on(decision, record, str(plan.survivor))
    if plan.survivor and plan.fields:
        _state(decision, {plan.survivor: plan.fields})
    changed = {*statements, *_as_set(plan.survivor)}
    rewrite(changed)
    created = _as_set(plan.product) if plan.made else set()
    store.tell("record", dict.fromkeys([*changed, *created], "decided") | dict.fromkeys(plan.merged, "merged"))
    return {*changed, *created, *plan.merged}


def revert_decision(decision: Decision) -> set[str]:
    """End what a decision wrote and restore what earlier decisions had stated; returns the UUIDs that changed."""
    plan = Plan(**decision.seen["plan"])
    fact_rows = list(
        core.Session.scalars(sa.select(FactRow).where(FactRow.since == decision.at, FactRow.until.is_(None)))
    )
    touched = {*plan.links, *_as_set(plan.derived), *_as_set(plan.survivor)}
    taken_back = [row for row in fact_rows if row.subject in touched]
    for row in taken_back:
        row.until = now()
    core.Session.flush()
    for record in plan.merged:
        _lead_back(decision, record)
    _say_again(decision, touched)
    rewrite(touched | set(plan.merged))
    created = _as_set(plan.product) if plan.made else set()
    for record in created:
        tk.get_action("package_delete")(packages.context(), {"id": record})
    changed = {*touched, *plan.merged, *created}
    store.tell("record", dict.fromkeys(changed, "undone"))
    return changed


def _as_set(record: str | None) -> set[str]:
    return {record} if record else set()


def _stamp(decision: Decision, subject: str) -> Stamp:
    return Stamp("record", subject, SOURCE, at=decision.at, by=decision.by)


def _make(decision: Decision, plan: Plan) -> None:
    """A product that nobody had described."""
    plan.product = packages.new_id()
    stamp = _stamp(decision, plan.product)
    store.apply([Changes(add=[stamp.fact(name, value) for name, value in plan.made.items()])])
    bulk_insert.create([packages.PackageDraft(plan.product, "software", plan.made, None)])


def _state(decision: Decision, statements: Mapping[str, Mapping[str, Any]]) -> None:
    facts_by_record = store.facts_of(statements)
    changes = [
        edits(facts_by_record[record], values, _stamp(decision, record), names=list(values), owner=_owner(record))
        for record, values in statements.items()
    ]
    store.apply(changes)


def _owner(record: str) -> str | None:
    package = core.Session.get(core.Package, record)
    return visibility.body_of_organization(package.owner_org) if package else None


def _say_again(decision: Decision, subjects: Iterable[str]) -> None:
    """Facts of earlier decisions that this one had ended hold again, from now on."""
    ended = sa.select(FactRow).where(
        FactRow.subject.in_(list(subjects)), FactRow.source == SOURCE, FactRow.until == decision.at
    )
    for row in core.Session.scalars(ended):
        copied = {name: getattr(row, name) for name in store.COLUMNS if name not in ("since", "until")}
        core.Session.add(FactRow(**copied))
    core.Session.flush()


def _lead_on(decision: Decision, old: str, new: str) -> None:
    """Merge a record into another: its facts and sources go over, its addresses lead on, its page ends."""
    copies = [replace(fact, subject=new, since=decision.at, id=None) for fact in store.facts_of([old])[old]]
    store.apply([Changes(add=copies)])
    core.Session.execute(sa.update(SourceRecord).where(SourceRecord.record == old).values(record=new))
    core.Session.add(Alias(old=old, new=new, decision=decision.id, since=decision.at))
    tk.get_action("package_delete")(packages.context(), {"id": old})


def _lead_back(decision: Decision, old: str) -> None:
    """Undo a merge: sources whose facts the record holds lead to it again, and its page is back."""
    own = [fact.source_record for fact in store.facts_of([old])[old] if fact.source_record]
    core.Session.execute(sa.update(SourceRecord).where(SourceRecord.id.in_(own)).values(record=old))
    core.Session.execute(sa.update(Alias).where(Alias.decision == decision.id, Alias.old == old).values(until=now()))
    core.Session.get_one(core.Package, old).state = "active"
    core.Session.flush()
