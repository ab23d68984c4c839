"""Changes that wait: read in order, only those whose transaction is over, by one reader at a time.

A change that cannot be followed up waits longer each time it is tried, and after some tries it is set aside, named on
the operations page: it is never taken again for ever, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.harvests import progress
from ckanext.smartlombardia.logic.operations import failures, quarantine
from ckanext.smartlombardia.model import Change
from ckanext.smartlombardia.model.base import now

STEP = "drain"
OVER = sa.text("txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
TRIES = 5  # after so many a change is set aside
FIRST_WAIT = timedelta(minutes=1)  # before the second try; doubled for each further one
SMALLER = 16  # times smaller a batch is with each try
Work = Callable[[Sequence[Change]], None]


def drain(work: Work, most: int = 5000) -> int:
    """Hand waiting changes to `work`, mark them as drained and commit; returns how many are done with.

    Nothing is done where another process drains already. What `work` raises on many changes is looked for in their
    halves, down to the change that raises it. Raises what a server that is away raises: the changes wait.
    """
    with progress.hold_lock(STEP) as ours:
        return _drain(work, most) if ours else 0


def lag() -> dict[str, object]:
    """How many changes wait, since when the oldest does, and how many of them were tried before."""
    row = Change
    query = sa.select(sa.func.count(), sa.func.min(row.at), sa.func.count().filter(row.tries > 0))
    count, oldest, tried = core.Session.execute(query.where(row.drained.is_(None))).one()
    return {"count": count, "oldest": oldest, "tried": tried}


def _drain(work: Work, most: int) -> int:
    row = Change
    query = sa.select(row.seq, row.tries).where(
        row.drained.is_(None), OVER, sa.or_(row.retry_at.is_(None), row.retry_at <= now())
    )
    waiting = core.Session.execute(query.order_by(row.seq).limit(most)).tuples().all()
    patience = Patience()
    done = 0
    for tries in sorted({tries for _, tries in waiting}):
        together = [seq for seq, number in waiting if number == tries]
        if tries > TRIES:  # it raised nothing: whoever took it never came to the end
            done += sum(_give_up(seq, RuntimeError("the worker ended each time")) for seq in together)
            continue
        size = max(1, most // SMALLER**tries)  # among those that were tried may be what ended a worker
        for start in range(0, len(together), size):
            done += _follow(work, together[start : start + size], patience)
    return done


@dataclass(slots=True)
class Patience:
    """How many more failures one drain bears, since each costs the work on a batch."""

    left: int = 40


def _follow(work: Work, batch: Sequence[int], patience: Patience) -> int:
    """Follow up a batch, or its halves where that raises; how many are done with."""
    if not patience.left:
        return 0
    _count_try(batch)
    try:
        changes = list(core.Session.scalars(sa.select(Change).where(Change.seq.in_(batch)).order_by(Change.seq)))
        work(changes)
        core.Session.execute(sa.update(Change).where(Change.seq.in_(batch)).values(drained=sa.func.now()))
        core.Session.commit()
        subjects = {change.subject for change in changes}
        quarantine.release(STEP, quarantine.load_set_aside(STEP) & subjects)
        return len(batch)
    except Exception as error:
        if failures.is_outage(error):
            with suppress(Exception):  # it may be the database that is away
                core.Session.rollback()
                _forget_try(batch)
            raise
        core.Session.rollback()
        patience.left -= 1
        if len(batch) == 1:
            return _give_up(batch[0], error)
        if not patience.left:
            return 0
        _forget_try(batch)
    middle = len(batch) // 2
    return _follow(work, batch[:middle], patience) + _follow(work, batch[middle:], patience)


def _count_try(batch: Sequence[int]) -> None:
    """Written before the work, in a transaction of its own: a process that is killed has tried too."""
    again = now() + FIRST_WAIT * sa.func.power(2, Change.tries)
    query = sa.update(Change).where(Change.seq.in_(batch)).values(tries=Change.tries + 1, retry_at=again)
    core.Session.execute(query.execution_options(synchronize_session=False))
    core.Session.commit()


def _forget_try(batch: Sequence[int]) -> None:
    query = sa.update(Change).where(Change.seq.in_(batch)).values(tries=Change.tries - 1, retry_at=None)
    core.Session.execute(query.execution_options(synchronize_session=False))
    core.Session.commit()


def _give_up(seq: int, error: Exception) -> int:
    """A change that raises by itself waits for its next try; after the last one it is set aside."""
    change = core.Session.get_one(Change, seq)
    if change.tries < TRIES:
        return 0
    quarantine.set_aside(STEP, change.subject, error)
    change.drained = now()
    core.Session.commit()
    return 1
