"""The clock, a worker and the web outlive a kill -9 and a restart of each server."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress

import psycopg2
import pytest
from local.portal import BIN, Portal
from local.processes import Process
from local.stack import Stack

from tests.servers import server_folder

NAME = "restarts"
PATIENCE = 90.0  # seconds in which all is well again
AWAY = 4.0  # seconds that a server is gone, so that clock and worker meet it


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """A portal of its own with clock, worker and web, on servers that may be killed."""
    with server_folder() as folder:
        stack = Stack(folder)
        stack.start(cores=[NAME])
        portal = stack.portal(NAME)
        portal.configure()
        portal.prepare_database()
        portal.stack = stack  # type: ignore[attr-defined]
        portal.workers = [Process("jobs", portal.state), Process("scheduler", portal.state)]
        words = {"jobs": ("worker",), "scheduler": ("scheduler", "--every", "1")}
        for process in portal.workers:
            process.start([BIN / "ckan", "-c", portal.ini, "smartlombardia", *words[process.name]])
        portal.start_web(workers=1)
        portal.wait_for_pages()
        yield portal
        portal.stop()
        stack.stop()
        stack.postgres.remove()


def kill(process: Process) -> None:
    pid = process.pid()
    assert pid
    os.killpg(pid, signal.SIGKILL)
    until(lambda: not process.pid())


def until(holds: Callable[[], object]) -> bool:
    """Wait until it holds; an error is no answer yet."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, psycopg2.Error):
            if holds():
                return True
        time.sleep(0.3)
    return False


def ask(portal: Portal, query: str) -> list[tuple]:
    with psycopg2.connect(portal.postgres.url(NAME)) as connection:
        cursor = connection.cursor()
        cursor.execute(query)
        return cursor.fetchall()


def follow_up(portal: Portal, subject: str) -> bool:
    """Whether a change is followed up by itself: the clock asks for it, and the worker does it."""
    assert until(lambda: ask(portal, "SELECT 1"))
    ask(
        portal,
        "INSERT INTO smartlombardia_change (kind, subject, what, at)"  # noqa: S608 - our own words
        f" VALUES ('record', '{subject}', 'updated', now()) RETURNING seq",
    )
    waits = f"SELECT 1 FROM smartlombardia_change WHERE subject = '{subject}' AND drained IS NOT NULL"  # noqa: S608
    return until(lambda: ask(portal, waits))


def answers(portal: Portal) -> bool:
    address = f"{portal.address}/api/3/action/package_search?rows=0"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own portal
        return answer.status == 200


@pytest.mark.parametrize("server", ["none", "valkey", "postgres", "solr"])
def test_clock_worker_and_web_go_on_after_a_restart(portal, server):
    before = [process.pid() for process in portal.workers]
    assert all(before)
    if server != "none":
        kill(getattr(portal.stack, server).process)
        time.sleep(AWAY)
        portal.stack.start(cores=[NAME])
    log = portal.workers[0].tail(15) + "\n" + portal.workers[1].tail(15)
    assert follow_up(portal, f"after-{server}"), log + portal.workers[0].tail(40) + portal.workers[1].tail(40)
    assert until(lambda: answers(portal)), portal.web.tail()
    assert [process.pid() for process in portal.workers] == before
    failed = "SELECT task FROM smartlombardia_clock_task WHERE failures > 0"
    assert until(lambda: not ask(portal, failed)), ask(portal, "SELECT task, error FROM smartlombardia_clock_task")
