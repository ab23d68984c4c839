"""Store trials in the table of runs: the request, its progress, its result. Deleted after RETENTION."""

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
RETENTION = timedelta(days=7)
WAITING = 3  # trials of one person that may wait at once
DEAD = timedelta(minutes=30)  # without a sign of life, a trial that began is over


def request_trial(address: str, body: str, by: str, source_type: str = "", settings: str = "") -> int:
    """Create a trial and enqueue it; returns its id. Raises ValidationError when the user has too many open ones."""
    core.Session.execute(sa.delete(Run).where(Run.kind == TRY, Run.started < now() - RETENTION))
    own_waiting = sa.select(sa.func.count()).where(
        Run.kind == TRY, Run.finished.is_(None), Run.report["by"].astext == by, Run.started > now() - DEAD
    )
    if (core.Session.scalar(own_waiting) or 0) >= WAITING:
        raise tk.ValidationError({"address": [tk._("Other trials of yours are still running: wait until they end.")]})
    request = {"address": address, "body": body, "type": source_type, "config": settings}
    run = Run(kind=TRY, source=address, heartbeat=None, report={"by": by, "asked": request})
    core.Session.add(run)
    core.Session.commit()
    tk.enqueue_job(run_trial, [run.id], title=f"Try {address}", queue=jobs.QUEUE, rq_kwargs={"timeout": 1800})
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


def run_trial(trial: int) -> None:
    """Run a trial: detect the type, read, store the result. For a worker."""
    with core.meta.engine.begin() as connection:
        report = connection.scalar(sa.select(Run.report).where(Run.id == trial))
    if report is None:
        return
    _write(trial, report=report)
    try:
        result = read_source(
            report["asked"], lambda counts, at: _write(trial, counts=counts, report={**report, "at": at})
        )
    except Exception as error:
        core.Session.rollback()
        _write(trial, report={**report, "failed": failures.of_run(error)}, finished=now())
        raise
    _write(trial, report={**report, **result}, counts=result.get("counts", {}), finished=now())


def read_source(request: dict[str, Any], tell: Any = lambda counts, at: None) -> dict[str, Any]:
    """Read a source without writing: type, address, result of the dry run; or `refused_address` with the cause."""
    get = client.getter()
    detected: source_detection.Recognised | Refused
    if request.get("type"):
        detected = source_detection.Recognised(request["type"], request["address"])
    else:
        detected = source_detection.recognise(request["address"], get)
    if isinstance(detected, Refused):
        return {"refused_address": {"where": detected.where, "why": detected.why, "remedy": detected.remedy}}
    harvester = get_harvester(detected.source_type)
    body = request.get("body") or config.office()
    home = jobs.home_of(territory.organization_id(body), harvester)
    trial = dry_run.Trial(harvester.reading(request.get("config")), body, home, tell)
    return {"type": detected.source_type, "address": detected.address, **trial.read(get, [detected.address])}


def _write(trial: int, **values: Any) -> None:
    with core.meta.engine.begin() as connection:
        connection.execute(sa.update(Run).where(Run.id == trial).values(heartbeat=now(), **values))
