"""Decisions on findings: a body accepts or contests, the office confirms or grants an exception for a time.

Decisions are never rewritten; the last one counts. An exception is typed, approved by the office and ends.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import Exemption, on_groups
from ckanext.smartlombardia.logic.interop import finding_visibility
from ckanext.smartlombardia.model import Decision, FindingRow
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility

KIND = "finding"
BY_BODY = ("accepted", "contested")
BY_OFFICE = ("confirmed", "excepted", "new")
MAX_EXCEPTION = timedelta(days=548)  # eighteen months


def may(user: core.User | None, finding: FindingRow, verdict: str) -> bool:
    """May the user say this of the finding? Editors of a body that it is about, or of the office."""
    if visibility.is_office(user, *visibility.EDITORS):
        return True
    return verdict in BY_BODY and any(visibility.edits(user, body) for body in finding.bodies)


def find(number: int, user: core.User | None) -> FindingRow | None:
    """A finding that the viewer may see."""
    return core.Session.scalar(
        sa.select(FindingRow).where(FindingRow.id == number, finding_visibility.readable_findings(user))
    )


def decide(finding: FindingRow, verdict: str, answer: dict[str, Any], user: core.User) -> None:
    """Store a decision, unless the same user's last one is equal. Raises tk.ValidationError that names the field,
    without a commit.
    """
    errors = _errors(finding, verdict, answer)
    if errors:
        raise tk.ValidationError(errors)
    core.Session.refresh(finding, with_for_update=True)
    snapshot = {"rule": finding.rule, "subject_key": finding.subject_key, "says": finding.detail["says"]}
    if verdict == "excepted":
        snapshot |= {"type": answer["type"], "until": answer["until"]}
    if _is_repeated(finding, verdict, answer.get("reason") or None, user.id, snapshot):
        return
    core.Session.add(
        Decision(
            kind=KIND,
            subject=str(finding.id),
            verdict=verdict,
            reason=answer.get("reason") or None,
            by=user.id,
            at=now(),
            seen=snapshot,
        )
    )
    finding.handling = verdict
    core.Session.flush()


def _is_repeated(finding: FindingRow, verdict: str, reason: str | None, by: str, snapshot: dict[str, Any]) -> bool:
    """Whether the last decision on the finding equals this one, as after a double click."""
    query = sa.select(Decision).where(Decision.kind == KIND, Decision.subject == str(finding.id))
    last = core.Session.scalar(query.order_by(Decision.id.desc()).limit(1))
    new = (verdict, reason, by, {**snapshot, "says": ""})
    return last is not None and (last.verdict, last.reason, last.by, {**last.seen, "says": ""}) == new


def _errors(finding: FindingRow, verdict: str, answer: dict[str, Any]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if verdict not in (*BY_BODY, *BY_OFFICE):
        errors["verdict"] = [tk._("Choose one of the answers")]
    if verdict in ("contested", "excepted", "confirmed") and not (answer.get("reason") or "").strip():
        errors["reason"] = [tk._("Write why")]
    if verdict == "excepted":
        if finding.rule in on_groups():
            errors["verdict"] = [tk._("An exception is for one system or one body, not for a group")]
        if v.concept("exception_types", answer.get("type") or "") is None:
            errors["type"] = [tk._("Choose the reason in law")]
        if not _until(answer.get("until")):
            errors["until"] = [tk._("Write a day within the next 18 months")]
    return errors


def _until(text: Any) -> bool:
    try:
        return date.today() < date.fromisoformat(str(text)) <= date.today() + MAX_EXCEPTION
    except ValueError:
        return False


def exemptions() -> list[Exemption]:
    """Exceptions that the office has granted and not taken back."""
    query = sa.select(Decision).where(Decision.kind == KIND).order_by(Decision.id)
    last = {decision.subject: decision for decision in core.Session.scalars(query) if decision.verdict in BY_OFFICE}
    return [
        Exemption(
            subject=decision.seen["subject_key"],
            rule=decision.seen["rule"],
            type=decision.seen["type"],
            approver="office",
            until=date.fromisoformat(decision.seen["until"]),
        )
        for decision in last.values()
        if decision.verdict == "excepted"
    ]


def list_decisions(number: int) -> list[dict[str, Any]]:
    """List the decisions on a finding, the newest first, without their authors: no person is named."""
    query = sa.select(Decision).where(Decision.kind == KIND, Decision.subject == str(number))
    return [
        {
            "verdict": decision.verdict,
            "reason": decision.reason,
            "at": decision.at.isoformat(),
            "type": decision.seen.get("type"),
            "until": decision.seen.get("until"),
        }
        for decision in core.Session.scalars(query.order_by(Decision.id.desc()))
    ]
