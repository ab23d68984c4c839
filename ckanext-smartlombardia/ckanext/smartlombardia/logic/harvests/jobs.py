"""Jobs of ckanext-harvest, run by us: in this process, or by a worker for all sources of one host."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from ckan import model as core
from ckan.lib.jobs import get_queue
from ckan.plugins import toolkit as tk
from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob, HarvestSource
from ckanext.harvest.queue import get_harvester

from ckanext.smartlombardia import config
from ckanext.smartlombardia.fetch import Store
from ckanext.smartlombardia.logic.harvests import mailing, progress
from ckanext.smartlombardia.logic.harvests.harvest_tables import Journal
from ckanext.smartlombardia.logic.harvests.source_run import SourceRun
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.records.placement import Home
from ckanext.smartlombardia.registry import itself, visibility

LOG = logging.getLogger(__name__)
QUEUE = "harvest"
OPEN_STATUSES = ("New", "Running")
NEW = timedelta(minutes=2)  # in which whoever makes a job asks a worker for it


class Busy(RuntimeError):
    """Another process runs the source now."""


def open_job(source_id: str) -> str:
    """The id of the source's job that has not ended; a new one where there is none."""
    query = sa.select(HarvestJob.id).where(HarvestJob.source_id == source_id, HarvestJob.status.in_(OPEN_STATUSES))
    job_id = core.Session.scalar(query.order_by(HarvestJob.created))
    if job_id:
        return job_id
    return tk.get_action("harvest_job_create")(itself.context(), {"source_id": source_id, "run": False})["id"]


def ask(name: str) -> bool:
    """Have a source read as soon as a worker is free; False where it waits or runs already."""
    source = core.Package.get(name)
    try:
        tk.get_action("harvest_job_create")(itself.context(), {"source_id": source.id})
    except HarvestJobExists:
        return False
    return True


def run(job_id: str) -> dict[str, Any]:
    """Run a job here and now. Raises Busy; raises what a reader or a server raises, after the run's row says so.

    :returns: source, seconds, counts, faults
    """
    start = time.perf_counter()
    job = core.Session.get(HarvestJob, job_id)
    source, name = job.source, core.Package.get(job.source_id).name
    harvester = get_harvester(source.type)
    journal = Journal(job_id, source.id)
    with progress.hold_lock(name) as ours:
        if not ours:
            raise Busy(name)
        home = home_of(core.Package.get(source.id).owner_org, harvester)
        reader = harvester.reading(source.config)
        made_with = harvester.made_with(source.config) + (f"@{home.body}" if home and home.body else "")
        running = SourceRun(name, reader, client.client().get, store(), made_with, journal, home)
        try:
            report = running.run(addresses_of(source.url, source.config))
        finally:
            mailing.send_run_mail(name)
    return {
        "source": name,
        "seconds": round(time.perf_counter() - start, 2),
        "counts": report.counts,
        "faults": len(report.faults),
    }


def home_of(org: str | None, harvester: Any) -> Home | None:
    """Where records of an organization's source stay. The office's bring records of many bodies, a body's own its own
    ones: so nobody writes into another body's records by having a catalogue read that names it.
    """
    own = visibility.body_of_organization(org) != config.office()
    if org is None or not (own or harvester.keeps):
        return None
    return Home(org, own, own or not harvester.national)


def store() -> Store:
    """Where documents are kept."""
    return Store(config.state_path() / "documents")


def is_ours(source_type: str) -> bool:
    """Whether a type of source is run by this registry and not by another extension's harvester."""
    return hasattr(get_harvester(source_type), "reader")


def enqueue(job_id: str) -> None:
    """Ask a worker to run what waits on the host of a job's source."""
    job = core.Session.get(HarvestJob, job_id)
    if job.status == "New":
        job.status = "Running"
        core.Session.commit()
    host = host_of(job.source.url, job.source.config)
    if any(list(queued.args) == [host] for queued in get_queue(QUEUE).jobs):
        return  # whoever takes that one runs all that waits there
    tk.enqueue_job(run_host, [host], title=f"Harvest from {host}", queue=QUEUE, rq_kwargs={"timeout": 6 * 3600})


def run_host(host: str) -> None:
    """Run the jobs that wait on a host, one after the other. Does nothing where another worker is at that host."""
    with progress.hold_lock(f"host {host}") as ours:
        tried: set[str] = set()
        while ours and (job := _next(host, tried)):
            tried.add(job)
            try:
                run(job)
            except Busy:
                continue  # somebody runs it by hand: it will end the job
            except Exception:
                LOG.exception("The run of a source ended early: job %s", job)


def _next(host: str, tried: set[str]) -> str | None:
    core.Session.remove()
    query = sa.select(HarvestJob.id, HarvestSource).join(HarvestSource).where(HarvestJob.status == "Running")
    waiting = core.Session.execute(query.order_by(HarvestJob.created))
    candidates = (job for job, source in waiting if is_ours(source.type) and host_of(source.url, source.config) == host)
    return next((job for job in candidates if job not in tried), None)


def _settled() -> datetime:
    """The moment before which whoever made a job has asked a worker for it, as ckanext-harvest keeps moments."""
    return datetime.now(timezone.utc).replace(tzinfo=None) - NEW


def addresses_of(url: str, settings: str | None) -> list[str]:
    """What a source reads: the addresses in its settings, or else its own."""
    return json.loads(settings or "{}").get("addresses") or [url]


def host_of(url: str, settings: str | None) -> str:
    """The host at which a source's jobs queue."""
    return (urlsplit(addresses_of(url, settings)[0]).hostname or "").lower()


def group_by_host(names: Iterable[str]) -> list[list[str]]:
    """Group names of sources by host, in the order of `names`."""
    query = sa.select(core.Package.name, HarvestSource).join(HarvestSource, HarvestSource.id == core.Package.id)
    hosts_by_name = {name: host_of(source.url, source.config) for name, source in core.Session.execute(query)}
    hosts: dict[str, list[str]] = {}
    for name in names:
        hosts.setdefault(hosts_by_name.get(name, name), []).append(name)
    return list(hosts.values())


def list_abandoned() -> list[str]:
    """List the ids of open jobs whose source no process has locked: their worker died, or whoever made
    them died before a worker was asked.
    """
    busy = progress.busy()
    unfinished = sa.or_(
        HarvestJob.status == "Running", sa.and_(HarvestJob.status == "New", HarvestJob.created < _settled())
    )
    query = (
        sa.select(HarvestJob.id, core.Package.name, HarvestSource)
        .join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
        .join(core.Package, core.Package.id == HarvestSource.id)
        .where(unfinished)
    )
    return [
        job
        for job, name, source in core.Session.execute(query)
        if is_ours(source.type)
        and not progress.is_held(name, busy)
        and not progress.is_held(f"host {host_of(source.url, source.config)}", busy)
    ]
