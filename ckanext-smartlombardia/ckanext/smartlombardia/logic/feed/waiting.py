"""Changes that wait: read in order, only those whose transaction is over, by one reader at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import Change

LOCK = 2026_11_24  # any number, the same in every process
OVER = sa.text("txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def drain(work: Callable[[Sequence[Change]], None], most: int = 5000) -> int:
    """Hand waiting changes to `work`, mark them as drained and commit; returns how many there were.

    Nothing is done where another process drains already. What `work` raises leaves the changes waiting.
    """
    session = core.Session
    if not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
        session.rollback()
        return 0
    query = sa.select(Change).where(Change.drained.is_(None), OVER).order_by(Change.seq).limit(most)
    changes = list(session.scalars(query))
    if changes:
        work(changes)
        session.execute(
            sa.update(Change).where(Change.seq.in_([one.seq for one in changes])).values(drained=sa.func.now())
        )
    session.commit()
    return len(changes)
