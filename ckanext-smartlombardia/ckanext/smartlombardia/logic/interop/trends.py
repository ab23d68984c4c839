"""Levels, coverage and interoperability ratio month by month, from the verdicts as they were recorded.

A month is told by what stood at its end; the last point is now. What left the registry is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.interop import function_report as functions
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.model import AssessmentRow
from ckanext.smartlombardia.model.base import Moment, now
from ckanext.smartlombardia.registry import readable, visibility

MONTHS = 24
"""The longest trend."""

Row = dict[str, Any]


def trend(user: core.User | None, body: str | None = None, function: str | None = None) -> Row:
    """Of the region, of a body (IPA code) or of a function: `since` (the first verdict, ISO, or None) and `points`.

    A point has day, systems, levels (level or `unknown` -> systems), coverage (0 to 1), and pairs with their ratio
    (0 to 1, None without pairs; never of a body).
    """
    row, conditions = AssessmentRow, _systems(user, body, function)
    since = core.Session.scalar(sa.select(sa.func.min(row.since)).select_from(row).join(*JOIN).where(*conditions))
    if since is None:
        return {"since": None, "points": []}
    moments = month_ends(since, now())
    points: list[Row] = [
        {"day": at.date().isoformat(), "systems": 0, "levels": {}, "coverage": 0.0, "pairs": 0, "ratio": None}
        for at in moments
    ]
    by_moment = dict(zip(moments, points, strict=True))
    for at, level, count, covered in _levels(moments, conditions):
        point = by_moment[at]
        point["levels"][level] = count
        point["systems"] += count
        point["coverage"] += covered
    for point in points:
        point["coverage"] = point["coverage"] / point["systems"] if point["systems"] else None
    if body is None:
        for at, pairs, joined in _pairs(moments, function, user):
            by_moment[at] |= {"pairs": pairs, "ratio": joined / pairs if pairs else None}
    return {"since": since.isoformat(), "points": points}


JOIN = (core.Package, core.Package.id == AssessmentRow.subject)


def month_ends(since: datetime, until: datetime) -> list[datetime]:
    """The last moment of each month that is over, and `until`; at most so many, the latest."""
    moments, at = [until], until.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while at > since and len(moments) < MONTHS:
        moments.append(at - timedelta(microseconds=1))
        at = (at - timedelta(days=1)).replace(day=1)
    return moments[::-1]


def _systems(user: core.User | None, body: str | None, function: str | None) -> list[Any]:
    row = AssessmentRow
    conditions = [row.rule == LEVEL, readable.readable_packages(user), core.Package.state == "active"]
    if body:
        conditions.append(row.saw["body"].astext == body)
    if function:
        conditions.append(row.saw["function"].astext == function)
    return conditions


def _as_of(moments: Sequence[datetime]) -> tuple[Any, Any]:
    """The moments as a table with the column `at`, and the condition that a verdict stood then."""
    row, table = (
        AssessmentRow,
        sa.values(sa.column("at", Moment), name="moments").data([(moment,) for moment in moments]),
    )
    return table, sa.and_(row.since <= table.c.at, sa.or_(row.until.is_(None), row.until > table.c.at))


def _levels(moments: Sequence[datetime], conditions: Sequence[Any]) -> Sequence[tuple[datetime, str, int, float]]:
    row, (table, stood) = AssessmentRow, _as_of(moments)
    covered = sa.func.sum(sa.cast(row.saw["coverage"].astext, sa.Float))
    query = sa.select(table.c.at, row.verdict, sa.func.count(), covered).select_from(row).join(*JOIN)
    query = query.join(table, stood).where(*conditions).group_by(table.c.at, row.verdict)
    return core.Session.execute(query).tuples().all()


def _pairs(
    moments: Sequence[datetime], function: str | None, user: core.User | None
) -> Sequence[tuple[datetime, int, float]]:
    """Pairs of known systems that need to exchange, and how many can, over the groups that the viewer may see."""
    row, (table, stood) = AssessmentRow, _as_of(moments)
    pairs = sa.cast(row.saw["figures"]["pairs"].astext, sa.Integer)
    joined = pairs * sa.cast(row.saw["figures"]["ratio"].astext, sa.Float)
    query = sa.select(table.c.at, sa.func.sum(pairs), sa.func.sum(joined)).select_from(row).join(table, stood)
    query = query.where(row.rule.in_(functions.RATIOS), pairs > 0)
    if function:
        query = query.where(row.saw["functions"].contains([function]))
    if not visibility.is_office(user):
        query = query.where(row.saw["open"].as_boolean())
    return core.Session.execute(query.group_by(table.c.at)).tuples().all()
