"""`ckan smartlombardia scheduler`: the clock that wakes harvests, the drain and the rounds.

A task that fails is told in the log and on the operations page, waits longer each time and never stops the others: so
the clock outlives a restart of the database, of the queue and of the search server.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.jobs import drain as drain_job
from ckanext.smartlombardia.jobs import dump, index, links, probes, sites
from ckanext.smartlombardia.logic.operations import quarantine, rounds
from ckanext.smartlombardia.registry import itself

__all__ = ["drain", "scheduler"]
RETRY_EVERY = 60.0  # seconds between two looks for records whose time to be tried again has come
LONGEST_WAIT = 300.0  # seconds before a task that failed is tried again


@dataclass(slots=True)
class Task:
    """Something that the clock does `every` so many seconds; 0 is at each look. `due` is a moment of `monotonic`."""

    name: str
    run: Callable[[], None]
    every: float = 0.0
    due: float = 0.0
    failures: int = 0

    def tend(self, interval: float) -> None:
        """Run it where it is due; what it raises is recorded. `interval` is the time between two rounds, in seconds."""
        if time.monotonic() < self.due:
            return
        failed = rounds.record(self.name, self.run)
        self.failures = self.failures + 1 if failed else 0
        wait = min(max(interval, 1.0) * 2 ** min(self.failures - 1, 10), LONGEST_WAIT) if failed else self.every
        self.due = time.monotonic() + wait


def _wake() -> None:
    tk.get_action("smartlombardia_harvest_wake")(itself.context(), {})


def _retry() -> None:
    quarantine.ask_again()


def _dump() -> None:
    if dump.is_due():
        dump.enqueue()


def tasks() -> list[Task]:
    """What the clock does, in order. The dump and the index wait a round: not while a portal starts."""
    return [
        Task("harvests", _wake),
        Task("retry", _retry, RETRY_EVERY),
        Task("drain", drain_job.enqueue),
        Task("links", links.enqueue, links.PERIOD_SECONDS),
        Task("probes", probes.enqueue, links.PERIOD_SECONDS),
        Task("sites", sites.enqueue, links.PERIOD_SECONDS),
        Task("dump", _dump, links.PERIOD_SECONDS, time.monotonic() + links.PERIOD_SECONDS),
        Task("index", index.enqueue, index.PERIOD_SECONDS, time.monotonic() + index.PERIOD_SECONDS),
    ]


@click.command(short_help="Wake harvests and follow up changes, for ever.")
@click.option("--every", default=30.0, show_default=True, help="Seconds between two looks.")
def scheduler(every: float) -> None:
    """Start due harvests, give those of dead workers to others; ask a worker to follow changes, try links and APIs,
    compare the search index with the database, write the whole catalogue."""
    all_tasks = tasks()
    while True:
        for task in all_tasks:
            task.tend(every)
        time.sleep(every)


@click.command(short_help="Follow up changes now.")
def drain() -> None:
    """Match and judge what changed, in this process."""
    click.echo(f"{drain_job.drain()} changes followed up")
