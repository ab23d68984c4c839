"""Looks at many addresses in the background: side by side, when each was looked at last, kept for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import Probe
from ckanext.smartlombardia.model.base import now

KEPT = timedelta(days=90)
AT_ONCE, LONGEST = 8, 600  # looked at side by side; seconds that a round may take
Due = TypeVar("Due")
Seen = TypeVar("Seen")


def side_by_side(due: Sequence[Due], look: Callable[[Due], Seen]) -> list[tuple[Due, Seen]]:
    """What each look saw, in the order of what is due; what a round has no time for is left out."""
    ends = monotonic() + LONGEST

    def one(each: Due) -> Seen | None:
        return look(each) if monotonic() < ends else None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [(each, seen) for each, seen in zip(due, pool.map(one, due), strict=True) if seen]


def last(addresses: Iterable[str]) -> dict[str, datetime]:
    """When each address was looked at last; one that never was is left out."""
    query = sa.select(Probe.address, sa.func.max(Probe.at)).where(Probe.address.in_(list(addresses)))
    return dict(core.Session.execute(query.group_by(Probe.address)).tuples().all())


def forget() -> None:
    """Take out looks that are too old. No commit."""
    core.Session.execute(sa.delete(Probe).where(Probe.at < now() - KEPT))
