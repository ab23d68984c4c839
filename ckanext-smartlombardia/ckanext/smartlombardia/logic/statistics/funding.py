"""Services that PA digitale 2026 funded, body by body. A funding that was renounced is none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.model import Body, FactRow

RENOUNCED, OTHER = "R", "other"


def sums() -> dict[str, Any]:
    """Funded projects of municipalities, each CUP once by its newest row.

    `projects`, `amount` in euro, `seen` (ISO date of the latest row) or None.
    """
    amount = sa.cast(FactRow.value["amount"].astext, sa.Numeric).label("amount")
    cup = sa.func.coalesce(FactRow.object, sa.cast(FactRow.id, sa.Text))
    newest = sa.nulls_last(FactRow.observed_at.desc())
    projects = _funded(amount, FactRow.observed_at).distinct(cup).order_by(cup, newest).subquery()
    columns = projects.c
    query = sa.select(sa.func.count(), sa.func.sum(columns.amount), sa.func.max(columns.observed_at)).select_from(
        projects
    )
    count, total, latest = core.Session.execute(query).one()
    return {"projects": count, "amount": float(total or 0), "seen": _day(latest)}


def services() -> dict[str, set[str]]:
    """Municipality -> codes of the services (nine at most) that it got funded. Who has no row is not known."""
    codes = {concept.code for concept in vocabularies.concepts("funded_services")} - {OTHER}
    query = _funded(FactRow.subject, FactRow.value["service"].astext).distinct()
    funded: dict[str, set[str]] = {}
    for body, service in core.Session.execute(query):
        if service in codes:
            funded.setdefault(body, set()).add(service)
    return funded


def _funded(*columns: Any) -> Any:
    return (
        sa.select(*columns)
        .join(Body, Body.ipa == FactRow.subject)
        .where(
            FactRow.name == "funded_service",
            FactRow.until.is_(None),
            FactRow.value["state"].astext != RENOUNCED,
            Body.kind == "municipality",
        )
    )


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None
