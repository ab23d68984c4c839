"""Request many addresses in the background, in parallel; look up and prune the probes that are stored."""

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

RETENTION = timedelta(days=90)
AT_ONCE, MAX_ROUND_SECONDS = 8, 600  # looked at side by side; seconds that a round may take
Due = TypeVar("Due")
Answer = TypeVar("Answer")


def request_all(
    step: str, due: Sequence[Due], name: Callable[[Due], str], request: Callable[[Due], Answer]
) -> list[tuple[Due, Answer]]:
    """Call `request` on each item of `due` in parallel; returns items with answers, in order.

    What the round has no time for is left out. An item whose request raises is set aside under its `name`, and is not
    tried again before its time.
    """
    ends = monotonic() + MAX_ROUND_SECONDS
    without = quarantine.left_out(step)
    due = [each for each in due if name(each) not in without]
    core.Session.commit()

    def request_one(each: Due) -> Answer | Exception | None:
        try:
            return request(each) if monotonic() < ends else None
        except Exception as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(zip(due, pool.map(request_one, due), strict=True))
    for each, answer in answers:
        if isinstance(answer, Exception):
            quarantine.set_aside(step, name(each), answer)
    answered = [(each, answer) for each, answer in answers if answer and not isinstance(answer, Exception)]
    quarantine.release(step, quarantine.load_set_aside(step) & {name(each) for each, _ in answered})
    core.Session.commit()
    return answered


def last(addresses: Iterable[str]) -> dict[str, datetime]:
    """The moment of the last probe of each address; those never probed are left out."""
    query = sa.select(Probe.address, sa.func.max(Probe.at)).where(Probe.address.in_(list(addresses)))
    return dict(core.Session.execute(query.group_by(Probe.address)).tuples().all())


def forget() -> None:
    """Delete probes older than RETENTION. No commit."""
    core.Session.execute(sa.delete(Probe).where(Probe.at < now() - RETENTION))
