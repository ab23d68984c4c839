"""What was mended on the way in, kept with each identifier of a source: what stood there stays to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.model import SourceRecord


def of_record(record: str) -> list[dict[str, Any]]:
    """The repairs on a record by each of its sources."""
    query = sa.select(SourceRecord).where(SourceRecord.record == record, SourceRecord.repairs != sa.text("'[]'"))
    rows = core.Session.scalars(query.order_by(SourceRecord.id)).all()
    return [
        {**repair, "source": row.source, "source_title": fact_view.source_title(row.source)}
        for row in rows
        for repair in row.repairs
    ]


def of_source(source: str) -> Iterator[dict[str, Any]]:
    """The repairs on all records of a source: dataset (its identifier there), property, old, new."""
    query = sa.select(SourceRecord.guid, SourceRecord.repairs).where(
        SourceRecord.source == source, SourceRecord.repairs != sa.text("'[]'")
    )
    for guid, repairs in core.Session.execute(query.order_by(SourceRecord.guid)):
        for repair in repairs:
            yield {"dataset": guid, "property": repair["field"], "old": repair["was"], "new": repair["now"]}
