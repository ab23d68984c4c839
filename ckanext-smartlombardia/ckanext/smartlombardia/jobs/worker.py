"""`ckan smartlombardia worker [QUEUE]…`: a worker for background jobs that outlives its servers.

CKAN's own worker ends at whatever its queue raises while a job runs, and nobody starts it again on one machine.
"""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

import click

from ckan.lib.jobs import Worker

__all__ = ["worker"]
LOG = logging.getLogger(__name__)
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before a worker that ended is replaced
LASTED = 60.0  # seconds after which a worker counts as one that worked


class StoppableWorker(Worker):
    """CKAN's worker, which also tells whether somebody asked it to end."""

    stop_asked = False

    def request_stop(self, signum: Any, frame: Any) -> None:
        """What RQ calls on SIGINT and SIGTERM."""
        self.stop_asked = True
        super().request_stop(signum, frame)


@click.command(short_help="Work on background jobs, for ever.")
@click.argument("queues", nargs=-1)
def worker(queues: tuple[str, ...]) -> None:
    """Take jobs from the queues, `default` if none is named, until asked to end."""
    wait = SHORTEST_WAIT
    while True:
        began = time.monotonic()
        try:
            current = StoppableWorker(queues)
            current.work()
            if current.stop_asked:
                return
            LOG.warning("The worker ended by itself; another one begins in %s s", wait)
        except Exception:
            LOG.warning("The worker ended; another one begins in %s s", wait, exc_info=True)
        for number in (signal.SIGINT, signal.SIGTERM):  # those of the worker that ended
            signal.signal(number, signal.SIG_DFL)
        time.sleep(wait)
        wait = SHORTEST_WAIT if time.monotonic() - began > LASTED else min(wait * 2, LONGEST_WAIT)
