"""Decisions on cases: kept for good with the values as they were seen, done at once, undone by one more decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.matching import case_store, consequences, decision_effects, queue, record_loader
from ckanext.smartlombardia.logic.matching.case_view import sides_of
from ckanext.smartlombardia.logic.matching.merge import NOTHING, Chosen
from ckanext.smartlombardia.logic.matching.verdicts import CASE, VERDICTS
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.matching.scoring import model as matcher
from ckanext.smartlombardia.model import Case, Decision
from ckanext.smartlombardia.model.base import alone, now

ASK, UNDO, ANSWER = "ask", "undo", "answer"
DAYS = 30  # in which a decision can be undone


def decide(case: Case, verdict: str, reason: str | None, by: str, chosen: Chosen = NOTHING) -> Decision:
    """Store a verdict and apply its effects. Raises ValidationError where the case is not open."""
    core.Session.refresh(case, with_for_update=True)  # a second click waits here, and finds it decided
    if case.state not in case_store.WAITING_STATES or case.relation == "same_function":
        raise tk.ValidationError({"id": [tk._("This case has been decided already: undo the decision first.")]})
    plan = consequences.plan(case, verdict, chosen)
    snapshot = {**_snapshot(case), "plan": plan.as_seen()}
    decision = Decision(
        kind=CASE, subject=str(case.id), verdict=verdict, reason=reason, by=by, at=now(), seen=snapshot,
        model=matcher.shipped().name,
    )  # fmt: skip
    core.Session.add(decision)
    core.Session.flush()
    changed = decision_effects.apply_plan(decision, plan)
    decision.seen = {**snapshot, "plan": plan.as_seen()}  # now with the product that was made
    case.state = case_store.ASKED_STATE if verdict == ASK else verdict
    core.Session.commit()
    packages.index(changed)
    return core.Session.get_one(Decision, decision.id)


def undo(decision: Decision, by: str) -> Decision:
    """Take a decision back. Raises ValidationError where it is too late, or it was undone already."""
    alone(f"case {decision.subject}")
    if decision.kind != CASE or decision.verdict == UNDO or is_undone(decision):
        raise tk.ValidationError({"id": [tk._("There is nothing to undo.")]})
    if now() > until(decision):
        raise tk.ValidationError({"id": [tk._("A decision can be undone within 30 days; these are over.")]})
    changed = decision_effects.revert_decision(decision)
    undoing = Decision(kind=CASE, subject=decision.subject, verdict=UNDO, by=by, at=now(), undoes=decision.id)
    core.Session.add(undoing)
    case = core.Session.get(Case, int(decision.subject))
    if case is not None:
        case.state = case_store.OPEN_STATE
    core.Session.commit()
    packages.index(changed)
    return core.Session.get_one(Decision, undoing.id)


def answer(case: Case, body: str, verdict: str, by: str) -> None:
    """Store the answer of a body (IPA code) to the office's question: yes or no. A double click counts once."""
    alone(f"case {case.id}")
    last = next(
        (decision for decision in reversed(of_case(case.id)) if decision.kind == ANSWER and decision.reason == body),
        None,
    )
    if last is not None and (last.verdict, last.by) == (verdict, by):
        core.Session.rollback()
        return
    core.Session.add(Decision(kind=ANSWER, subject=str(case.id), verdict=verdict, reason=body, by=by, at=now()))
    core.Session.commit()


def until(decision: Decision) -> Any:
    """The moment until which a decision can be undone."""
    return decision.at + timedelta(days=DAYS)


def is_undone(decision: Decision) -> bool:
    """Whether another decision took it back."""
    return core.Session.scalar(sa.select(Decision.id).where(Decision.undoes == decision.id)) is not None


def of_case(case: int) -> list[Decision]:
    """Decisions and answers on a case, the oldest first."""
    query = sa.select(Decision).where(Decision.kind.in_((CASE, ANSWER)), Decision.subject == str(case))
    return list(core.Session.scalars(query.order_by(Decision.id)))


def list_decisions(filters: Mapping[str, Any]) -> tuple[list[Decision], int]:
    """List decisions on all cases, the newest first: a page of them, and their count."""
    query = sa.select(Decision).where(Decision.kind == CASE)
    if filters.get("by"):
        query = query.where(Decision.by.in_(sa.select(core.User.id).where(core.User.name == filters["by"])))
    if filters.get("verdict"):
        query = query.where(Decision.verdict == filters["verdict"])
    count = core.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    part = query.order_by(Decision.id.desc()).limit(filters["limit"]).offset(filters["offset"])
    return list(core.Session.scalars(part)), count


def last_of(user: str) -> Decision | None:
    """The last decision of a user that still stands."""
    undone = sa.select(Decision.undoes).where(Decision.undoes.is_not(None))
    query = sa.select(Decision).where(
        Decision.kind == CASE, Decision.by == user, Decision.verdict.in_((*VERDICTS, ASK)), Decision.id.not_in(undone)
    )
    return core.Session.scalar(query.order_by(Decision.id.desc()).limit(1))


def _snapshot(case: Case) -> dict[str, Any]:
    """Copy the case as it stands: sides, the values of each record, and how it was chosen."""
    records = {
        record.id: {name: value for name, value in asdict(record.match).items() if value and name != "id"}
        for record in record_loader.load_records(case.members)
    }
    detail = case.detail or {}
    return {
        "relation": case.relation,
        "title": case.title,
        "sides": sides_of(case),
        "records": records,
        "random": queue.is_random(case),
        "probability": detail.get("probability"),
        "band": detail.get("band"),
    }
