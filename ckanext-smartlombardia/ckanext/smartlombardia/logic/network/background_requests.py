"""Looks at many addresses in the background: side by side, when each was looked at last, kept for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.model import Probe
from ckanext.smartlombardia.model.base import now

KEPT = timedelta(days=90)
AT_ONCE, LONGEST = 8, 600  # looked at side by side; seconds that a round may take
Due = TypeVar("Due")
Seen = TypeVar("Seen")


def side_by_side(
    step: str, due: Sequence[Due], name: Callable[[Due], str], look: Callable[[Due], Seen]
) -> list[tuple[Due, Seen]]:
    """What each look saw, in the order of what is due; what a round has no time for is left out.

    What a look raises sets aside what it looked at, under its `name`; nobody looks there again before its time.
    """
    ends = monotonic() + LONGEST
    without = quarantine.left_out(step)
    due = [each for each in due if name(each) not in without]
    core.Session.commit()

    def one(each: Due) -> Seen | Exception | None:
        try:
            return look(each) if monotonic() < ends else None
        except Exception as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(zip(due, pool.map(one, due), strict=True))
    for each, seen in found:
        if isinstance(seen, Exception):
            quarantine.set_aside(step, name(each), seen)
    seen_well = [(each, seen) for each, seen in found if seen and not isinstance(seen, Exception)]
    quarantine.release(step, quarantine.waiting(step) & {name(each) for each, _ in seen_well})
    core.Session.commit()
    return seen_well


def last(addresses: Iterable[str]) -> dict[str, datetime]:
    """When each address was looked at last; one that never was is left out."""
    query = sa.select(Probe.address, sa.func.max(Probe.at)).where(Probe.address.in_(list(addresses)))
    return dict(core.Session.execute(query.group_by(Probe.address)).tuples().all())


def forget() -> None:
    """Take out looks that are too old. No commit."""
    core.Session.execute(sa.delete(Probe).where(Probe.at < now() - KEPT))
