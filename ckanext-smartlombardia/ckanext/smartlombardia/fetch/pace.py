"""Politeness: one request at a time to a host, with a pause between them."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Pace:
    """Turns of the hosts. Threads that ask one host queue behind each other; other hosts do not wait for them."""

    def __init__(self, delay: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._delay, self._sleep = delay, sleep
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Holds the host while its request runs; waits until the pause after the request before is over."""
        with self._lock:
            host_lock = self._turns[host]
        with host_lock:
            wait = self._free_at.get(host, 0) - time.monotonic()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + self._delay
