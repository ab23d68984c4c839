"""The servers of the demo: what they confirmed is there after a kill -9."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator

import psycopg2
import pytest
import redis
from local.processes import Process
from local.stack import Stack

from tests.servers import server_folder

CORE = "durable"
WRITES = 300


@pytest.fixture
def durable() -> Iterator[Stack]:
    """Servers of their own, with the settings of the demo."""
    with server_folder() as folder:
        stack = Stack(folder)
        stack.start(cores=[CORE])
        yield stack
        stack.stop()
        stack.postgres.remove()


def kill(process: Process) -> None:
    pid = process.pid()
    assert pid
    os.killpg(pid, signal.SIGKILL)
    while process.pid():
        pass


def test_a_kill_9_of_every_server_loses_nothing_that_was_confirmed(durable):
    durable.postgres.execute("CREATE TABLE kept (number int)")
    with psycopg2.connect(durable.postgres.url("postgres")) as connection:
        connection.autocommit = True
        for number in range(WRITES):
            connection.cursor().execute("INSERT INTO kept VALUES (%s)", (number,))
    queue = redis.Redis.from_url(durable.valkey.url)
    for number in range(WRITES):
        queue.rpush("kept", number)
    for number in range(WRITES):
        durable.solr.ask(f"{CORE}/update", json.dumps([document(number)]).encode())

    for process in (durable.postgres.process, durable.valkey.process, durable.solr.process):
        kill(process)
    durable.start(cores=[CORE])

    with psycopg2.connect(durable.postgres.url("postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (WRITES,)
    assert redis.Redis.from_url(durable.valkey.url).llen("kept") == WRITES
    assert found_after_replay(durable) == WRITES


def document(number: int) -> dict[str, str]:
    return {"index_id": str(number), "id": str(number), "site_id": CORE, "entity_type": "package", "title": "Un testo"}


def found_after_replay(stack: Stack) -> int:
    """How many documents can be found once the log was played again; that goes on after the core answers."""
    end = time.monotonic() + 30
    while True:
        found = json.loads(stack.solr.ask(f"{CORE}/select?q=*:*&rows=0"))["response"]["numFound"]
        if found or time.monotonic() > end:
            return found
        time.sleep(0.2)
