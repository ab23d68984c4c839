"""The office's rows: replayed from its decisions, laid over the shipped tables in each process that asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Decision
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.vocabularies import office, tables

KIND, CHANGED, UNDONE = "table", "changed", "undone"
ABOUT = ("source", "date")
_laid: list[int] = [0]
"""The decision up to which this process has laid the rows over the tables."""


def renew() -> None:
    """Lay the office's rows over the tables, where somebody has changed one since this process last looked."""
    newest = core.Session.scalar(sa.select(sa.func.max(Decision.id)).where(Decision.kind == KIND)) or 0
    if newest != _laid[0]:
        changed = {name: load_rows(name) for name in office.editable_tables()}
        v.put({name: {key: row and _plain(row) for key, row in rows.items()} for name, rows in changed.items()})
        _laid[0] = newest


def load_rows(table: str) -> dict[tables.Key, dict[str, str] | None]:
    """Load the office's rows of a table by key, with source and date; None for a row that it took out."""
    rows: dict[tables.Key, dict[str, str] | None] = {}
    for decision in _decisions(table):
        for row in decision.seen["rows"]:
            rows[tuple(row["key"])] = row["after"]
    shipped = {tables.key(table, row): _plain(dict(row)) for row in tables.shipped(table)}
    return {key: row for key, row in rows.items() if (row and _plain(row)) != shipped.get(key)}


def save_changes(table: str, changes: Iterable[office.Change], request: dict[str, str], user: core.User) -> int:
    """Save changes as one decision with source and date of the rows (`request`); returns its number. No commit."""
    origin = {name: request[name] for name in ABOUT}
    rows = [
        {
            "key": list(change.key),
            "before": dict(change.before) if change.before else None,
            "after": {**change.after, **origin} if change.after else None,
        }
        for change in changes
    ]
    return _decide(table, CHANGED, {"rows": rows, **origin}, user, reason=request.get("reason"))


def undo(decision: Decision, user: core.User) -> int:
    """Take a change back: as if it had not been made. No commit."""
    return _decide(decision.subject, UNDONE, {"rows": []}, user, undoes=decision.id)


def _decide(table: str, verdict: str, snapshot: dict[str, Any], user: core.User, **more: Any) -> int:
    decision = Decision(kind=KIND, subject=table, verdict=verdict, by=user.id, at=now(), seen=snapshot, **more)
    core.Session.add(decision)
    core.Session.flush()
    store.tell("table", {table: verdict})
    return decision.id


def find(number: int) -> Decision | None:
    """Find a change that was not taken back; None where there is none of this number."""
    return next((decision for decision in _decisions() if decision.id == number), None)


def history(table: str) -> list[dict[str, Any]]:
    """Changes of a table, the newest first: number, by whom (the name of the account), at, how many rows, undone."""
    query = (
        sa.select(Decision, core.User.name)
        .outerjoin(core.User, core.User.id == Decision.by)
        .where(Decision.kind == KIND, Decision.subject == table)
    )
    decisions = core.Session.execute(query.order_by(Decision.id.desc())).tuples().all()
    undone = {decision.undoes: (decision.at.isoformat(), name) for decision, name in decisions if decision.undoes}
    return [
        {
            "id": decision.id,
            "by": name,
            "at": decision.at.isoformat(),
            "rows": decision.seen["rows"],
            "source": decision.seen["source"],
            "reason": decision.reason,
            "undone": undone.get(decision.id),
        }
        for decision, name in decisions
        if decision.verdict == CHANGED
    ]


def _decisions(table: str | None = None) -> Sequence[Decision]:
    """Changes that were not taken back, in their order."""
    back = sa.select(Decision.undoes).where(Decision.kind == KIND, Decision.undoes.is_not(None))
    query = sa.select(Decision).where(Decision.kind == KIND, Decision.verdict == CHANGED, Decision.id.not_in(back))
    if table:
        query = query.where(Decision.subject == table)
    return core.Session.scalars(query.order_by(Decision.id)).all()


def _plain(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in ABOUT}
