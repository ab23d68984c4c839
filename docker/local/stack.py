"""The three servers together."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .portal import Portal
from .postgres import Postgres
from .solr import Solr
from .valkey import Valkey

ROOT = Path(__file__).parent.parent.parent
LOCAL = ROOT / ".local"
LIBRARIES = LOCAL / "lib/solr"


class Stack:
    """PostgreSQL, Valkey and Solr with their state below one folder."""

    def __init__(self, state: Path = LOCAL, durable: bool = True):
        self.state = state
        self.postgres = Postgres(state / "servers", durable)
        self.valkey = Valkey(state / "servers", durable)
        self.solr = Solr(state / "servers", LIBRARIES)

    def start(self, cores: Iterable[str] = ("smartlombardia",)) -> None:
        """Start all three side by side; what runs already is left alone."""
        with ThreadPoolExecutor() as pool:
            starts = [
                pool.submit(self.postgres.start),
                pool.submit(self.valkey.start),
                pool.submit(self.solr.start, *cores),
            ]
            for start in starts:
                start.result()

    def stop(self) -> None:
        for server in (self.solr, self.valkey, self.postgres):
            server.stop()

    def portal(self, name: str = "smartlombardia", settings: dict[str, str] | None = None) -> Portal:
        """A portal of that name on these servers."""
        return Portal(name, self.state / name, (self.postgres, self.valkey, self.solr), settings)
