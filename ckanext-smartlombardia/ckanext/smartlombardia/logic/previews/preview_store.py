"""Trials in the table of runs: who asked for what, how far it is, what it found. Kept for a week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckanext.harvest.queue import get_harvester

from ckanext.smartlombardia import config
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.previews import dry_run, source_detection
from ckanext.smartlombardia.model import Run
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.types import Refused

TRY = "try"
KEPT = timedelta(days=7)
WAITING = 3  # trials of one person that may wait at once
DEAD = timedelta(minutes=30)  # without a sign of life, a trial that began is over


def ask(address: str, body: str, by: str, source_type: str = "", settings: str = "") -> int:
    """A new trial, and a worker that will do it. Raises ValidationError when the person has others that wait."""
    core.Session.execute(sa.delete(Run).where(Run.kind == TRY, Run.started < now() - KEPT))
    mine = sa.select(sa.func.count()).where(
        Run.kind == TRY, Run.finished.is_(None), Run.report["by"].astext == by, Run.started > now() - DEAD
    )
    if (core.Session.scalar(mine) or 0) >= WAITING:
        raise tk.ValidationError({"address": [tk._("Other trials of yours are still running: wait until they end.")]})
    asked = {"address": address, "body": body, "type": source_type, "config": settings}
    run = Run(kind=TRY, source=address, heartbeat=None, report={"by": by, "asked": asked})
    core.Session.add(run)
    core.Session.commit()
    tk.enqueue_job(do, [run.id], title=f"Try {address}", queue=jobs.QUEUE, rq_kwargs={"timeout": 1800})
    return run.id


def show(trial: int) -> dict[str, Any] | None:
    """A trial as people see it. `state` is waiting, running, done or failed."""
    run = core.Session.get(Run, trial)
    if run is None or run.kind != TRY:
        return None
    if run.finished:
        state = "failed" if run.report.get("failed") else "done"
    elif run.heartbeat is None:
        state = "waiting"
    else:
        state = "running" if run.heartbeat > now() - DEAD else "failed"
    return {"id": run.id, "state": state, "started": run.started.isoformat(), "counts": run.counts, **run.report}


def do(trial: int) -> None:
    """Do a trial: recognise, read, keep what was found. For a worker."""
    with core.meta.engine.begin() as connection:
        report = connection.scalar(sa.select(Run.report).where(Run.id == trial))
    if report is None:
        return
    _write(trial, report=report)
    try:
        found = read(report["asked"], lambda counts, at: _write(trial, counts=counts, report={**report, "at": at}))
    except Exception as error:
        core.Session.rollback()
        _write(trial, report={**report, "failed": failures.of_run(error)}, finished=now())
        raise
    _write(trial, report={**report, **found}, counts=found.get("counts", {}), finished=now())


def read(asked: dict[str, Any], tell: Any = lambda counts, at: None) -> dict[str, Any]:
    """What a source would bring: type and address with what `reading` finds, or `refused_address` with the cause."""
    get = client.getter()
    found: source_detection.Recognised | Refused
    if asked.get("type"):
        found = source_detection.Recognised(asked["type"], asked["address"])
    else:
        found = source_detection.recognise(asked["address"], get)
    if isinstance(found, Refused):
        return {"refused_address": {"where": found.where, "why": found.why, "remedy": found.remedy}}
    harvester = get_harvester(found.source_type)
    body = asked.get("body") or config.office()
    home = jobs.home_of(territory.organization_id(body), harvester)
    trial = dry_run.Trial(harvester.reading(asked.get("config")), body, home, tell)
    return {"type": found.source_type, "address": found.address, **trial.read(get, [found.address])}


def _write(trial: int, **values: Any) -> None:
    with core.meta.engine.begin() as connection:
        connection.execute(sa.update(Run).where(Run.id == trial).values(heartbeat=now(), **values))
