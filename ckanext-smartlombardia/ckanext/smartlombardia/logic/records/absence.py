"""Archive records that a source no longer names: absences are counted run by run, a return ends them.

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

from ckanext.smartlombardia.logic.records import packages, repeated_observations, store
from ckanext.smartlombardia.logic.records.package_refresh import rewrite
from ckanext.smartlombardia.model import Change, FactRow, SourceRecord

PATIENCE = 3  # runs without it, one after the other, before a record is archived
SHARE = 0.2  # of a source's records: where more are absent at once a person must say that it is right
ARCHIVED = ""  # the hash of a source's record that was archived: whatever it says when it comes back is new


@dataclass(frozen=True, slots=True)
class Absent:
    """Source records (`ids`) that a whole run did not meet, those `due` to be archived, and the `standing` total."""

    ids: list[int]
    due: list[int]
    standing: int

    @property
    def doubtful(self) -> bool:
        """Whether so many are absent that the source may be broken."""
        return len(self.ids) > SHARE * self.standing


def note(source: str, marks: Container[bytes], mark: Callable[[str], bytes]) -> Absent:
    """Count absences after a whole run: one more for each record it did not meet, none for those it met.

    `marks` are those of the identifiers that were met, `mark` makes one. Writes only what changes; no commit.
    """
    row = SourceRecord
    query = sa.select(row.id, row.guid, row.absent_runs).where(row.source == source, row.hash != ARCHIVED)
    standing = core.Session.execute(query).all()
    absent = [stored for stored in standing if mark(stored.guid) not in marks]
    away = {stored.id for stored in absent}
    back = [stored.id for stored in standing if stored.absent_runs and stored.id not in away]
    _count(back, 0)
    _count(list(away), row.absent_runs + 1)
    due = [stored.id for stored in absent if stored.absent_runs + 1 >= PATIENCE]
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
    about_bodies = [row.id for row in rows if row.record is None]
    bodies = store.end(about_bodies) | repeated_observations.restore(about_bodies)
    store.tell("body", dict.fromkeys(bodies, "facts"))
    candidates = {row.record for row in rows if row.record}
    edited, still_named = _held_by_hand(candidates), _still_named(candidates)
    gone = candidates - edited - still_named
    for record in sorted(gone):
        tk.get_action("package_delete")(packages.context(), {"id": record})
    store.end(row.id for row in rows if row.record in still_named - edited)
    rewrite(still_named - edited)
    store.tell("record", dict.fromkeys(gone, "archived") | dict.fromkeys(still_named - edited, "updated"))
    return gone | (still_named - edited)


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


def is_held_by_hand(record: str) -> bool:
    """Whether a person typed, confirmed or decided on something of a record."""
    return bool(_held_by_hand([record]))


def _held_by_hand(records: Collection[str]) -> set[str]:
    query = sa.select(FactRow.subject).where(FactRow.subject.in_(records), FactRow.until.is_(None), store.by_hand())
    return set(core.Session.scalars(query))
