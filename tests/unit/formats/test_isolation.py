"""A parser in a child process: its result comes back, what asks for too much is refused, nothing is left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckanext.smartlombardia.formats import isolation
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.limits import MEBIBYTE
from ckanext.smartlombardia.types import Record

SMALL = isolation.Budget(cpu_seconds=1, wait_seconds=0.5, memory_bytes=100 * MEBIBYTE, result_bytes=MEBIBYTE)


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    """After each test this process has the children that it had before: servers of other tests, perhaps."""
    before = children()
    yield
    assert children() == before


def children() -> set[str]:
    """Process numbers of the children of this process, ended ones that nobody waited for among them."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {number for task in tasks for number in task.read_text(encoding="ascii").split()}


def test_a_result_comes_back_whole():
    record = Record(kind="dataset", guid="x", fields={"title": "Alberi", "tags": ["verde"] * 3})
    assert isolation.run(lambda: record) == record


def test_what_the_parser_says_is_wrong_is_said():
    def refuse() -> None:
        raise NotReadable("Non è una tabella.", "Mandate un CSV.")

    with pytest.raises(NotReadable) as refused:
        isolation.run(refuse)
    assert (refused.value.why, refused.value.remedy) == ("Non è una tabella.", "Mandate un CSV.")


def test_an_error_that_cannot_be_sent_is_said_in_words():
    class Local(Exception):
        pass

    def fail() -> None:
        raise Local("rotto")

    with pytest.raises(RuntimeError, match="Local: rotto"):
        isolation.run(fail)


@pytest.mark.parametrize(
    ("work", "word"),
    [
        (lambda: time.sleep(30), "tempo"),
        (lambda: [0] * (100 * MEBIBYTE), "memoria"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "memoria o troppo tempo"),
        (lambda: bytes(2 * MEBIBYTE), "tempo"),
    ],
    ids=["seconds", "memory", "crash", "result"],
)
def test_what_asks_for_too_much_is_refused_with_words(work, word):
    began = time.monotonic()
    with pytest.raises(isolation.TooHeavy) as refused:
        isolation.run(work, SMALL)
    assert word in refused.value.why
    assert time.monotonic() - began < 5


def test_the_processor_is_bounded_however_long_one_waits():
    def spin() -> None:
        while True:
            pass

    with pytest.raises(isolation.TooHeavy):
        isolation.run(spin, isolation.Budget(cpu_seconds=1, wait_seconds=60, memory_bytes=100 * MEBIBYTE))


def test_what_came_before_the_limit_counts():
    def produce():
        yield from range(5)
        time.sleep(30)

    items = isolation.iterate(produce, SMALL)
    assert [next(items) for _ in range(5)] == list(range(5))
    with pytest.raises(isolation.TooHeavy):
        next(items)


def test_who_stops_in_the_middle_leaves_no_process():
    items = isolation.iterate(lambda: iter(range(10_000_000)), SMALL)
    next(items)
    items.close()


def test_time_in_which_the_parent_works_does_not_count():
    items = isolation.iterate(lambda: [1, 2], SMALL)
    next(items)
    time.sleep(0.7)
    assert list(items) == [2]


def test_several_threads_at_once():
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda number=number: results.append(isolation.run(lambda: number * number)))
        for number in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(results) == [number * number for number in range(16)]
