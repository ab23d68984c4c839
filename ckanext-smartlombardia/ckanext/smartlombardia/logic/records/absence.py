"""Records that a source no longer names: counted run by run, archived after repeated absence, back when it names them.

A source that suddenly names far less is more often broken than right: then nothing is archived without a person's word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.records import packages, store
from ckanext.smartlombardia.logic.records.package_refresh import rewrite
from ckanext.smartlombardia.model import Change, FactRow, SourceRecord

PATIENCE = 3  # runs without it, one after the other, before a record is archived
SHARE = 0.2  # of a source's records: where more are absent at once a person must say that it is right
ARCHIVED = ""  # the hash of a source's record that was archived: whatever it says when it comes back is new


@dataclass(frozen=True, slots=True)
class Absent:
    """What a whole run did not meet: `ids` of source records, `standing` how many the source has in all."""

    ids: list[int]
    due: list[int]
    standing: int

    @property
    def doubtful(self) -> bool:
        """Whether so many are absent that the source may be broken."""
        return len(self.ids) > SHARE * self.standing


def note(source: str, seen: Container[bytes], mark: Callable[[str], bytes]) -> Absent:
    """After a run that read everything: one more absence for what it did not meet, none for what it met.

    `seen` holds the marks of the identifiers that were met, `mark` makes one. Writes only what changes; no commit.
    """
    row = SourceRecord
    query = sa.select(row.id, row.guid, row.absent_runs).where(row.source == source, row.hash != ARCHIVED)
    standing = core.Session.execute(query).all()
    absent = [one for one in standing if mark(one.guid) not in seen]
    away = {one.id for one in absent}
    back = [one.id for one in standing if one.absent_runs and one.id not in away]
    _count(back, 0)
    _count(list(away), row.absent_runs + 1)
    due = [one.id for one in absent if one.absent_runs + 1 >= PATIENCE]
    return Absent(sorted(away), due, len(standing))


def absent(source: str) -> list[int]:
    """Ids of the source's records that its last whole run did not meet."""
    row = SourceRecord
    return list(
        core.Session.scalars(sa.select(row.id).where(row.source == source, row.hash != ARCHIVED, row.absent_runs > 0))
    )


def archive(ids: Sequence[int]) -> set[str]:
    """Archive what these source records brought; returns the packages to index again. No commit.

    Facts on bodies end, and those on a record that another source still names. A record that only this source named is
    put away: its facts stay as they were when it was last seen, and its page says since when it is archived. What a
    person typed, confirmed or decided on stays as it is.
    """
    rows = list(core.Session.scalars(sa.select(SourceRecord).where(SourceRecord.id.in_(ids))))
    for row in rows:
        row.hash = ARCHIVED
    core.Session.flush()
    store.tell("body", dict.fromkeys(store.end(row.id for row in rows if row.record is None), "facts"))
    candidates = {row.record for row in rows if row.record}
    held, named = _held_by_hand(candidates), _still_named(candidates)
    gone = candidates - held - named
    for record in sorted(gone):
        tk.get_action("package_delete")(packages.context(), {"id": record})
    store.end(row.id for row in rows if row.record in named - held)
    rewrite(named - held)
    store.tell("record", dict.fromkeys(gone, "archived") | dict.fromkeys(named - held, "updated"))
    return gone | (named - held)


def archived_since(record: str) -> datetime | None:
    """When a record was archived; None where it was not, or is back."""
    if not sources_of(record) or _still_named([record]):
        return None
    query = sa.select(sa.func.max(Change.at)).where(Change.subject == record, Change.what == "archived")
    return core.Session.scalar(query)


def sources_of(record: str) -> set[str]:
    """Names of the sources that brought a record."""
    return set(core.Session.scalars(sa.select(SourceRecord.source).where(SourceRecord.record == record)))


def _count(ids: Sequence[int], absences: Any) -> None:
    if ids:
        core.Session.execute(
            sa.update(SourceRecord)
            .where(SourceRecord.id.in_(ids))
            .values(absent_runs=absences)
            .execution_options(synchronize_session=False)
        )


def _still_named(records: Collection[str]) -> set[str]:
    row = SourceRecord
    return set(core.Session.scalars(sa.select(row.record).where(row.record.in_(records), row.hash != ARCHIVED)))


def _held_by_hand(records: Collection[str]) -> set[str]:
    query = sa.select(FactRow.subject).where(FactRow.subject.in_(records), FactRow.until.is_(None), store.by_hand())
    return set(core.Session.scalars(query))
