"""Run a parser on foreign input in a child process that may be killed, within limits of processor, time and memory.

The child is a fork: it has what the parent has loaded, costs a few milliseconds, and leaves nothing behind. It must
neither use the database nor the network, whose connections are the parent's. What it yields comes back pickled, item
by item, so that a document which exceeds a limit half way still gives what came before.
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import resource
import select
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from .errors import NotReadable
from .limits import MEBIBYTE

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a child may use: seconds of processor, seconds in which the parent waits for it, bytes of memory beside what
    the parent has, and bytes of results.
    """

    cpu_seconds: int
    wait_seconds: float
    memory_bytes: int
    result_bytes: int = 256 * MEBIBYTE


REQUEST = Budget(cpu_seconds=20, wait_seconds=30, memory_bytes=500 * MEBIBYTE)
"""While a person waits for a page."""

JOB = Budget(cpu_seconds=600, wait_seconds=900, memory_bytes=2048 * MEBIBYTE)
"""In a job of its own, on one document of a source."""

_LENGTH = struct.Struct(">Q")
_ITEM, _ERROR, _END, _NO_MEMORY = b"ITEM", b"FAIL", b"DONE", b"FULL"
_REMEDY = "Dividetelo in file più piccoli, o controllate che non contenga parti ripetute o annidate senza fine."


class TooHeavy(NotReadable):
    """A document that asked for more than it may."""


def run(work: Callable[[], Item], budget: Budget = REQUEST) -> Item:
    """The result of `work`, done in a child. Raises what it raises, and TooHeavy where it exceeds the budget."""
    return next(iterate(lambda: [work()], budget))


def iterate(produce: Callable[[], Iterable[Item]], budget: Budget = JOB) -> Iterator[Item]:
    """The items that `produce` yields in a child, as they come. Raises what it raises, TooHeavy beyond the budget."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _serve(produce, sink, budget)
    os.close(sink)
    reader = _Reader(source, budget)
    try:
        while (kind := reader.read(len(_ITEM))) == _ITEM:
            yield reader.read_object()
        if kind == _ERROR:
            raise reader.read_object()
        if kind != _END:
            raise TooHeavy(_explain(kind, reader), _REMEDY)
    finally:
        os.close(source)
        _end(child)


def _end(child: int) -> None:
    with suppress(ChildProcessError):  # whoever runs us may wait for children itself
        if os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _explain(kind: bytes, reader: _Reader) -> str:
    if kind == _NO_MEMORY:
        return "Il file chiede troppa memoria per essere letto."
    if reader.is_late or reader.is_full:
        return "Il file chiede troppo tempo per essere letto."
    return "Il file chiede troppa memoria o troppo tempo per essere letto."


class _Reader:
    """The parent's end of the pipe. The time in which the parent does something else does not count."""

    def __init__(self, source: int, budget: Budget) -> None:
        self._source = source
        self._seconds = budget.wait_seconds
        self._bytes = budget.result_bytes
        self.is_late = self.is_full = False

    def read(self, length: int) -> bytes:
        """So many bytes; fewer where the child ended, is late or wrote too much."""
        if length > self._bytes:
            self.is_full = True
            return b""
        self._bytes -= length
        parts, missing = [], length
        while missing and self._is_ready():
            part = os.read(self._source, min(missing, MEBIBYTE))
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def read_object(self) -> Any:
        header = self.read(_LENGTH.size)
        content = self.read(*_LENGTH.unpack(header)) if len(header) == _LENGTH.size else b""
        if not content or len(content) != _LENGTH.unpack(header)[0]:
            raise TooHeavy(_explain(b"", self), _REMEDY)
        return pickle.loads(content)  # noqa: S301  written by our own child

    def _is_ready(self) -> bool:
        began = time.monotonic()
        poll = select.poll()
        poll.register(self._source, select.POLLIN | select.POLLHUP)
        self.is_late = self._seconds <= 0 or not poll.poll(math.ceil(self._seconds * 1000))
        self._seconds -= time.monotonic() - began
        return not self.is_late


def _serve(produce: Callable[[], Iterable[Any]], sink: int, budget: Budget) -> NoReturn:
    """The child: write what is produced to the pipe, and end without what the parent would do at its end."""
    try:
        gc.freeze()  # what is the parent's is never collected here: its connections would be closed
        _limit(budget)
        try:
            for item in produce():
                _write(sink, _ITEM, _pickle(item))
            _write(sink, _END)
        except MemoryError:
            _write(sink, _NO_MEMORY)
        except Exception as error:
            _write(sink, _ERROR, _pickle_error(error))
    finally:
        os._exit(0)


def _limit(budget: Budget) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (budget.cpu_seconds, budget.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (used + budget.memory_bytes, used + budget.memory_bytes))


def _pickle(item: Any) -> bytes:
    return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)


def _pickle_error(error: Exception) -> bytes:
    """An exception as it is, or its words where it cannot be sent."""
    try:
        content = _pickle(error)
        pickle.loads(content)  # noqa: S301  just written
    except Exception:
        return _pickle(RuntimeError(f"{type(error).__name__}: {error}"[:500]))
    return content


def _write(sink: int, kind: bytes, content: bytes | None = None) -> None:
    view = memoryview(kind if content is None else kind + _LENGTH.pack(len(content)) + content)
    while view:
        view = view[os.write(sink, view) :]
