"""How much processor time one record may take in one step.

A timer of the process's own time interrupts Python code and its regular expressions, so one text cannot hold a worker.
It works in the main thread only, where workers and commands run; in a thread of a web server the caps on the length of
texts are what bounds the work.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 5.0


class OverBudget(RuntimeError):
    """A record took more processor time than it may."""


@contextmanager
def budget(seconds: float = SECONDS) -> Iterator[None]:
    """Raise OverBudget within the block once the process has worked so many seconds in it. Blocks do not nest."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: Any) -> None:
        raise OverBudget(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
