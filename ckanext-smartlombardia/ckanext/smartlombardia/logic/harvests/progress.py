"""The row of a run: begun, alive, ended. Written apart from the harvest's transactions, so that nothing undoes it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.harvests.report import Report
from ckanext.smartlombardia.model import Run
from ckanext.smartlombardia.model.base import now

HARVEST = "harvest"
LOCKS = 20261125  # the class of our locks, the same in every process
HEARTBEAT_SECONDS = 1.0  # seconds between two signs of life


class Progress:
    """Tells how far a run is. `made_with` names the tables and the code."""

    def __init__(self, source: str, made_with: str):
        self._told = 0.0
        self.cut_short = end_interrupted(source)  # since when
        with core.meta.engine.begin() as connection:
            query = sa.insert(Run).values(
                kind=HARVEST, source=source, started=now(), heartbeat=now(), counts={}, report={}, tables_hash=made_with
            )
            self.run = connection.execute(query.returning(Run.id)).scalar_one()

    def tell(self, report: Report, at: str) -> None:
        """Where the run is, at the most once a second."""
        if time.monotonic() - self._told >= HEARTBEAT_SECONDS:
            self._told = time.monotonic()
            self._write(counts=report.counts, report={"at": at})

    def end(self, report: Report, failed: str | None = None) -> None:
        """The run is over; `failed` says what stopped it, for those who run the portal."""
        content = report.as_json() | ({"failed": failed} if failed else {})
        self._write(counts=report.counts, report=content, finished=now())

    def _write(self, **values: Any) -> None:
        with core.meta.engine.begin() as connection:
            connection.execute(sa.update(Run).where(Run.id == self.run).values(heartbeat=now(), **values))


@contextmanager
def hold_lock(what: str) -> Iterator[bool]:
    """Hold an advisory lock on `what` (a source, a host); yields whether it was free. It ends with the process."""
    with core.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"kind": LOCKS, "what": _number(what)}
        got = connection.scalar(sa.text("SELECT pg_try_advisory_lock(:kind, :what)"), key)
        try:
            yield bool(got)
        finally:
            if got:
                connection.execute(sa.text("SELECT pg_advisory_unlock(:kind, :what)"), key)


def busy() -> set[int]:
    """Numbers of the locks that any process holds now."""
    query = sa.text(
        "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :kind AND granted AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return {int(number) for number in core.Session.scalars(query, {"kind": LOCKS})}


def is_held(what: str, busy: set[int]) -> bool:
    """Whether some process holds it."""
    return _number(what) in busy


def end_interrupted(source: str) -> datetime | None:
    """Close the runs of a source whose process died. Only for who holds the source.

    Returns since when there may be records that no run has finished: None after a run that went to its end.
    """
    runs = sa.select(Run.started, Run.report).where(Run.kind == HARVEST, Run.source == source)
    ended = sa.update(Run).where(Run.kind == HARVEST, Run.source == source, Run.finished.is_(None))
    with core.meta.engine.begin() as connection:
        connection.execute(ended.values(finished=Run.heartbeat, report={"interrupted": True}))
        cut_short = None
        for started, report in connection.execute(runs.order_by(Run.id.desc())):
            if not (report.get("interrupted") or report.get("failed")):
                break
            cut_short = started
    return cut_short


def _number(what: str) -> int:
    return zlib.crc32(what.encode()) & 0x7FFFFFFF
