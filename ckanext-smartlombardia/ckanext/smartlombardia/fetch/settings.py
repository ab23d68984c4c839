"""How much of the network a fetch may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits of every fetch. Times are seconds, sizes bytes after decompression.

    `mirror` is a folder or a loopback base address that holds stored copies: `https://host/path?q` is then read from
    `{mirror}/host/path?q` and nothing is asked of the network. `timeout` is for one attempt, redirects included.
    `files` is the folder whose files may be read by their path; without it none may.
    """

    mirror: str | None = None
    files: str | None = None
    timeout: float = 60
    connect_timeout: float = 10
    read_timeout: float = 20
    max_bytes: int = 64 * 1024 * 1024
    max_redirects: int = 5
    attempts: int = 3
    backoff: float = 1
    longest_wait: float = 60
    per_host_delay: float = 0.5
    user_agent: str = "ckanext-smartlombardia/0.1 (interoperability registry of Lombardy's municipalities)"
