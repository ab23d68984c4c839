"""One project told by several sources: one of them states it, so that every figure counts it once; the others wait.

A fact that waits is over from the moment in which it was written. It takes the place of the one that stands when that
one's source no longer tells of the project.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timezone

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import FactRow, SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.types import Observation

COUNTED_ONCE = frozenset({"funded_service"})  # facts whose guid is made of the project's own codes, whoever tells it
LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def find_repeated(source: str, observations: Iterable[Observation]) -> set[str]:
    """The guids of what another source states as newly or more so; what it states of the others is ended."""
    by_guid = {observation.guid: observation for observation in observations if observation.name in COUNTED_ONCE}
    repeated: set[str] = set()
    older: list[int] = []
    for guid, record_id, observed_at in _stated_elsewhere(source, by_guid):
        if (by_guid[guid].observed_at or LONG_AGO) > (observed_at or LONG_AGO):
            older.append(record_id)
        else:
            repeated.add(guid)
    store.end(older)
    return repeated


def restore(ended: Collection[int]) -> set[str]:
    """State again what only these source records stated and others waited to state; the subjects of such facts."""
    guids = sa.select(SourceRecord.guid).where(SourceRecord.id.in_(ended))
    query = (
        sa.select(SourceRecord.guid, FactRow)
        .join(FactRow, FactRow.source_record == SourceRecord.id)
        .where(SourceRecord.guid.in_(guids), SourceRecord.id.not_in(ended), SourceRecord.hash != "")
        .where(FactRow.name.in_(COUNTED_ONCE))
        .order_by(FactRow.observed_at.desc().nulls_last(), FactRow.id.desc())
    )
    newest: dict[str, FactRow] = {}
    for guid, fact in core.Session.execute(query):
        newest.setdefault(guid, fact)
    waiting = [fact for fact in newest.values() if fact.until is not None]
    for fact in waiting:
        row = {name: getattr(fact, name) for name in store.COLUMNS}
        core.Session.execute(sa.insert(FactRow), [{**row, "since": now(), "until": None}])
    return {fact.subject for fact in waiting}


def _stated_elsewhere(source: str, guids: Collection[str]) -> list[tuple[str, int, datetime | None]]:
    """The guid, the source record and the moment of what other sources state."""
    query = (
        sa.select(SourceRecord.guid, SourceRecord.id, FactRow.observed_at)
        .join(FactRow, FactRow.source_record == SourceRecord.id)
        .where(SourceRecord.source != source, SourceRecord.guid.in_(guids))
        .where(FactRow.until.is_(None), FactRow.name.in_(COUNTED_ONCE))
    )
    return list(core.Session.execute(query).tuples()) if guids else []
