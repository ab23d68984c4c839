"""Records that a step cannot work on are set aside, named with their cause, so that the step goes on with the others.

A record that is set aside is left out of the step until its time to be tried again: an hour later, then two, four, … at
most a week. It is tried at once when it changes, and when somebody asks for it on the operations page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core

from ckanext.smartlombardia.logic.operations.budget import OverBudget, budget
from ckanext.smartlombardia.logic.operations.failures import is_outage
from ckanext.smartlombardia.model import Change, Quarantine
from ckanext.smartlombardia.model.base import now

LOG = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(hours=1), timedelta(days=7)
LONG = 2_000  # signs of a record's texts above which it may cost much by itself
LONGEST_ERROR = 500  # signs that are kept of what a step raised
Result = TypeVar("Result")


def attempt(step: str, subject: str, work: Callable[[], Result]) -> tuple[bool, Result | None]:
    """Do a step's work on one record, within its budget and a savepoint; what it raises sets the record aside.

    Returns whether it was done, and what came of it. Raises what a server that is away raises.
    """
    try:
        with core.Session.begin_nested(), budget():
            return True, work()
    except Exception as error:
        if is_outage(error):
            raise
        set_aside(step, subject, error)
        return False, None


def sift(
    step: str,
    together: Callable[[Collection[str]], Result],
    alone: Callable[[str], object],
    subjects: Callable[[], Iterable[str]],
    suspects: Collection[str] = (),
    changed: Collection[str] = (),
) -> Result:
    """Do a step's work on many records together: `together` is told which to leave out.

    `suspects` are tried alone first. Where the work on all raises, every record is tried alone, those that raise too
    are set aside, and the others are worked on again. Raises what no single record explains.
    """
    without = left_out(step, changed)
    without |= {
        suspect
        for suspect in suspects
        if suspect not in without and not attempt(step, suspect, partial(alone, suspect))[0]
    }
    try:
        with core.Session.begin_nested():
            done = together(without)
    except Exception as error:
        if is_outage(error):
            raise
        tried = (subject for subject in subjects() if subject not in without)
        bad = {subject for subject in tried if not attempt(step, subject, partial(alone, subject))[0]}
        if not bad:
            raise
        without |= bad
        done = together(without)
    release(step, load_set_aside(step) - without)
    return done


def set_aside(step: str, subject: str, error: BaseException) -> None:
    """Write that a step cannot work on a record, apart from the session's transaction, so that nothing undoes it."""
    LOG.warning("Set aside: %s of %s", step, subject, exc_info=error)
    row, moment = Quarantine, now()
    values = {
        "cause": "budget" if isinstance(error, OverBudget) else "error",
        "error": f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_ERROR],
        "tried_at": moment,
    }
    query = insert(row).values(
        step=step, subject=subject, since=moment, tries=1, retry_at=moment + FIRST_WAIT, **values
    )
    wait = sa.func.least(FIRST_WAIT * sa.func.power(2, sa.func.least(row.tries, 12)), LONGEST_WAIT)
    again = {**values, "tries": row.tries + 1, "retry_at": moment + wait}
    with core.meta.engine.begin() as connection:
        connection.execute(query.on_conflict_do_update(index_elements=["step", "subject"], set_=again))


def release(step: str, subjects: Collection[str]) -> None:
    """These are worked on again; written apart, as they were set aside."""
    if subjects:
        row = Quarantine
        with core.meta.engine.begin() as connection:
            connection.execute(sa.delete(row).where(row.step == step, row.subject.in_(list(subjects))))


def left_out(step: str, changed: Collection[str] = ()) -> set[str]:
    """Records that a step leaves out now; those that changed are tried again."""
    query = sa.select(Quarantine.subject).where(Quarantine.step == step, Quarantine.retry_at > now())
    return set(core.Session.scalars(query)) - set(changed)


def load_set_aside(step: str) -> set[str]:
    """Load all records that a step has set aside, whenever they are tried again."""
    return set(core.Session.scalars(sa.select(Quarantine.subject).where(Quarantine.step == step)))


def ask_again() -> int:
    """Put records whose time to be tried again has come into the outbox, unless they wait there; how many. Commits."""
    row, package = Quarantine, core.Package
    waits = sa.exists().where(Change.subject == row.subject, Change.drained.is_(None))
    due = (
        sa.select(row.subject)
        .distinct()
        .join(package, package.id == row.subject)
        .where(row.retry_at <= now(), package.state == "active", ~waits)
    )
    subjects = list(core.Session.scalars(due))
    if subjects:
        rows = [{"kind": "record", "subject": subject, "what": "retried"} for subject in subjects]
        core.Session.execute(sa.insert(Change), rows)
    core.Session.commit()
    return len(subjects)


def long_texts(records: Collection[str]) -> list[str]:
    """Those of the records whose title and notes are long."""
    package = core.Package
    length = sa.func.length(sa.func.coalesce(package.title, "") + sa.func.coalesce(package.notes, ""))
    return list(core.Session.scalars(sa.select(package.id).where(package.id.in_(list(records)), length > LONG)))
