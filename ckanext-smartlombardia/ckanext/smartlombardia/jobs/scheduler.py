"""`ckan smartlombardia scheduler`: the clock that wakes harvests and the drain."""

from __future__ import annotations

import logging
import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.jobs import drain as drain_job
from ckanext.smartlombardia.jobs import dump, links, probes
from ckanext.smartlombardia.registry import itself

__all__ = ["drain", "scheduler"]
log = logging.getLogger(__name__)


@click.command(short_help="Wake harvests and follow up changes, for ever.")
@click.option("--every", default=30, show_default=True, help="Seconds between two looks.")
def scheduler(every: int) -> None:
    """Start due harvests, give those of dead workers to others; ask a worker to follow changes, try links and APIs,
    write the whole catalogue."""
    tried = -float(links.EVERY)
    while True:
        try:
            context = itself.context()
            tk.get_action("smartlombardia_harvest_wake")(context, {})
        except tk.ValidationError as error:
            log.warning("Harvest jobs: %s", error)
        drain_job.enqueue()
        if time.monotonic() - tried >= links.EVERY:
            links.enqueue()
            probes.enqueue()
            if tried > 0 and dump.is_due():  # not while a portal starts
                dump.enqueue()
            tried = time.monotonic()
        time.sleep(every)


@click.command(short_help="Follow up changes now.")
def drain() -> None:
    """Match and judge what changed, in this process."""
    click.echo(f"{drain_job.drain()} changes followed up")
