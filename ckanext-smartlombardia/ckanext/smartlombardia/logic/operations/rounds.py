"""Rounds of the clock: each is recorded with what it raised; none raises to the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core

from ckanext.smartlombardia.model import ClockTask
from ckanext.smartlombardia.model.base import now

LOG = logging.getLogger(__name__)
LONGEST_ERROR = 500  # signs that are kept of what a round raised


def record(task: str, run: Callable[[], None]) -> bool:
    """Run one round of a task and record it; whether it failed. No exception passes, whatever it is."""
    started, error = now(), None
    try:
        run()
    except Exception as raised:
        LOG.exception("The clock goes on without this round: %s", task)
        error = f"{type(raised).__name__}: {raised}"[:LONGEST_ERROR]
    finally:
        with suppress(Exception):  # a connection that is gone cannot be given back
            core.Session.remove()
    values = {"started": started, "finished": now(), "error": error}
    if error is None:
        values["succeeded"] = values["finished"]
    try:
        with core.meta.engine.begin() as connection:
            query = insert(ClockTask).values(task=task, failures=0 if error is None else 1, **values)
            failures = 0 if error is None else ClockTask.failures + 1
            connection.execute(
                query.on_conflict_do_update(index_elements=["task"], set_={**values, "failures": failures})
            )
    except sa.exc.SQLAlchemyError:
        LOG.warning("The round could not be recorded: %s", task, exc_info=True)
    return error is not None


def last() -> list[ClockTask]:
    """The last round of each task."""
    return list(core.Session.scalars(sa.select(ClockTask).order_by(ClockTask.task)))
