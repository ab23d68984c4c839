"""One request and its answer, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3

from . import guard
from .adapter import GuardedAdapter
from .errors import FetchError
from .inflate import inflated
from .settings import FetchSettings

CHUNK = 64 * 1024
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of one request; the body only of a 200, and as much of it as was asked for."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """How requests are made: within which limits, to which resolved addresses."""

    limits: FetchSettings
    allow: guard.Allow

    def ask(
        self, url: str, address: str, headers: Mapping[str, str], seconds: float, most: int | None = None
    ) -> Answer:
        """The answer of `address`, in at most so many seconds, with the first `most` bytes of its body, or all of it.

        Raises FetchError, which names `url`.
        """
        with guard.Watch(url, max(seconds, 0), self.allow) as watch:
            try:
                answer = self._answer(watch, url, address, headers, most)
            except FAILURES as error:
                if not watch.over:
                    raise self._failure(url, error) from error
            if watch.over:
                raise FetchError("slow", url, seconds=self.limits.timeout)
            return answer

    def _answer(
        self, watch: guard.Watch, url: str, address: str, headers: Mapping[str, str], most: int | None
    ) -> Answer:
        parts = guard.checked(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        ours = {"User-Agent": self.limits.user_agent, "Accept-Encoding": "gzip", "Connection": "close"}
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy, which would resolve names for us, nor stored passwords
            session.mount(f"{parts.scheme}://", GuardedAdapter(watch.connect, target, self.limits.connect_timeout))
            with session.get(
                address,
                headers={**ours, **headers},
                timeout=self.limits.read_timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._body(url, response, most) if most != 0 and response.status_code == 200 else b""
                return Answer(response.status_code, response.headers, content)

    def _body(self, url: str, response: requests.Response, start: int | None) -> bytes:
        most = self.limits.max_bytes
        content = bytearray()
        if start is None and _length(response.headers.get("Content-Length", "")) > most:
            raise FetchError("large", url, mebibytes=most / 2**20)
        chunks = response.raw.stream(CHUNK, decode_content=False)
        for chunk in inflated(url, chunks, response.headers.get("Content-Encoding", "")):
            content += chunk
            if start is not None and len(content) >= start:
                break
            if len(content) > most:
                raise FetchError("large", url, mebibytes=most / 2**20)
        return bytes(content[:start])

    def _failure(self, url: str, error: Exception) -> FetchError:
        if isinstance(error, requests.exceptions.SSLError):
            return FetchError("certificate", url)
        if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
            return FetchError("slow", url, seconds=self.limits.read_timeout, passing=True)
        if isinstance(error, urllib3.exceptions.ProtocolError):
            return FetchError("cut", url, passing=True)
        return FetchError("unreachable", url, passing=True)


def _length(header: str) -> int:
    """The bytes that a Content-Length header announces; 0 where it says no number."""
    return int(header) if header.isascii() and header.isdigit() and len(header) < 20 else 0
