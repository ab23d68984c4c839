"""Facts in the database: read those of a subject, add and end them. No commit here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Changes, Fact
from ckanext.smartlombardia.model import Change, FactRow, Restricted
from ckanext.smartlombardia.model.base import alone, now

COLUMNS = (
    "kind", "subject", "name", "value", "object", "grade", "source", "source_record", "document", "by", "observed_at",
    "since", "until",
)  # fmt: skip


def facts_of(
    subjects: Iterable[str], table: type[FactRow] | type[Restricted] = FactRow, at: datetime | None = None
) -> dict[str, list[Fact]]:
    """Facts of each subject that hold now, or that held at a moment (UTC)."""
    query = sa.select(table).where(table.subject.in_(list(subjects)))
    if at is None:
        query = query.where(table.until.is_(None))
    else:
        query = query.where(table.since <= at, sa.or_(table.until.is_(None), table.until > at))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in core.Session.scalars(query.order_by(table.id)):
        facts[row.subject].append(_fact(row))
    return facts


def by_hand() -> sa.ColumnElement[bool]:
    """The condition on facts that a person typed, confirmed or decided, as `facts.standing` tells them."""
    return sa.or_(FactRow.source.like("owner:%"), FactRow.source.in_(("office", "decision")))


def numbered(ids: Iterable[int]) -> list[Fact]:
    """Facts by their numbers, also those that are over."""
    return [_fact(row) for row in core.Session.scalars(sa.select(FactRow).where(FactRow.id.in_(list(ids))))]


def hold(subject: str) -> None:
    """Wait until nobody else writes facts on a subject by hand; it is ours until the end of the transaction."""
    alone(f"facts of {subject}")


def apply(changes: Sequence[Changes], table: type[FactRow] | type[Restricted] = FactRow) -> None:
    """Write what was added and ended."""
    ended = [{"id": fact.id, "until": fact.until} for change in changes for fact in change.close]
    added = [columns(fact) for change in changes for fact in change.add]
    if ended:
        core.Session.execute(sa.update(table), ended)
    if added:
        core.Session.execute(sa.insert(table), added)


def end(source_records: Iterable[int]) -> set[str]:
    """End what these stated, restricted facts too; the subjects of the facts that stood."""
    ids, subjects = list(source_records), set[str]()
    for table in (FactRow, Restricted):
        ended = (
            sa.update(table)
            .where(table.source_record.in_(ids), table.until.is_(None))
            .values(until=now())
            .returning(table.subject)
            .execution_options(synchronize_session=False)
        )
        subjects |= set(core.Session.scalars(ended))
    return subjects


def tell(kind: str, what: Mapping[str, str]) -> None:
    """Put changes into the outbox: subject -> what happened to it, in this same transaction."""
    if what:
        rows = [{"kind": kind, "subject": subject, "what": happened} for subject, happened in what.items()]
        core.Session.execute(sa.insert(Change), rows)


def _fact(row: FactRow | Restricted) -> Fact:
    return Fact(id=row.id, **{name: getattr(row, name) for name in COLUMNS})


def columns(fact: Fact) -> dict[str, object]:
    """A fact as the columns of its row."""
    return {name: getattr(fact, name) for name in COLUMNS}
