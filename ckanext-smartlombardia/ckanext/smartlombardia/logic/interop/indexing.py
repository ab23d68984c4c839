"""The level of a system in the search index, so that lists can be narrowed by it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.model import AssessmentRow

UNKNOWN = "unknown"


def level(record: str) -> str | None:
    """The proven level of a record; None where none is proven."""
    row = AssessmentRow
    return core.Session.scalar(
        sa.select(row.verdict).where(
            row.subject == record, row.rule == LEVEL, row.until.is_(None), row.verdict != UNKNOWN
        )
    )


def reindex_levels(since: datetime) -> None:
    """Reindex the records whose level has changed since a moment (UTC). Call after the commit of the verdicts."""
    row = AssessmentRow
    changed = sa.or_(row.since >= since, row.until >= since)
    query = sa.select(row.subject).where(row.rule == LEVEL, row.verdict != UNKNOWN, changed).distinct()
    active = sa.select(core.Package.id).where(core.Package.id.in_(query), core.Package.state == "active")
    packages.index(list(core.Session.scalars(active)))
