"""The HTTP client: bounded in time, bytes, redirects and attempts; only to public addresses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from ckanext.smartlombardia.types import Document

from . import files, guard, tls
from .errors import FetchError
from .exchange import Answer, Exchange
from .mirror import FolderMirror, ServerMirror, mirror
from .pace import Pace
from .settings import FetchSettings

REDIRECTS = (301, 302, 303, 307, 308)
UNTOLD = ("busy", "mirror", "scheme")  # causes that say nothing of whether an address answers
STATUSES = {404: "missing", 410: "missing", 401: "forbidden", 403: "forbidden", 451: "forbidden", 429: "busy"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `document` is None when the source says that nothing changed since `etag` or `modified`."""

    document: Document | None
    status: int
    etag: str | None = None
    modified: str | None = None

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Look:
    """Whether an address answers; `ok` is None where that cannot be told from here. `why` is Italian, empty if ok.

    `start` are the first bytes of what it answers, empty where they were not asked for.
    """

    ok: bool | None
    status: int | None
    why: str
    start: bytes = field(default=b"", repr=False)


class Client:
    """Fetches documents. Safe to share between threads; keeps no cookies and sends no credentials.

    `allow` says which resolved addresses may be asked and `sleep` how to wait: arguments so that a test can decide.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        allow: guard.Allow = guard.is_public,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings or FetchSettings()
        self._mirror = mirror(self.settings.mirror)
        self._exchange = Exchange(self.settings, guard.is_loopback_ip if self._mirror else allow)
        self._sleep = sleep
        self._pace = Pace(0 if self._mirror else self.settings.per_host_delay, sleep)

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The document at an address, unless it has not changed since `etag` or `modified`. Raises FetchError."""
        if files.is_path(url):
            return self._copied(url, files.read(self.settings, url), etag)
        parts = guard.checked(url)
        if isinstance(self._mirror, FolderMirror):
            return self._copied(url, self._mirror.read(url, parts), etag)
        address = self._mirror.address(parts) if self._mirror else parts.geturl()
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        with self._pace.turn(parts.netloc):
            answer = self._persist(url, address, {name: value for name, value in conditions.items() if value})
        validators = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if answer.status == 304:
            return Fetched(None, 304, validators[0] or etag, validators[1] or modified)
        media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Fetched(_document(url, answer.content, media_type or "application/octet-stream"), 200, *validators)

    def probe(self, url: str, most: int = 0) -> Look:
        """Whether an address answers, reading no more than the first `most` bytes of what it answers.

        Stored copies tell of no address that they do not hold, and a site that asks to slow down is no broken one.
        """
        try:
            parts = guard.checked(url)
            if isinstance(self._mirror, FolderMirror):
                return Look(True, 200, "", self._mirror.read(url, parts)[0][:most])
            address = self._mirror.address(parts) if self._mirror else parts.geturl()
            with self._pace.turn(parts.netloc):
                answer = self._persist(url, address, {}, most)
                return Look(True, answer.status, "", answer.content)
        except FetchError as error:
            if error.status and 200 <= error.status < 400:
                return Look(True, error.status, "")
            if error.cause in UNTOLD or (self._mirror and error.cause == "missing"):
                return Look(None, error.status, error.why)
            return Look(False, error.status, error.why)

    def handshake(self, url: str) -> dict[str, str | bool]:
        """The certificate of a site (`tls.handshake`); empty where that cannot be told from here."""
        try:
            parts = guard.checked(url)
        except FetchError:
            return {}
        if self._mirror or parts.scheme != "https":
            return {}
        with self._pace.turn(parts.netloc):
            return tls.handshake(url, parts, self._exchange.allow)

    def _copied(self, url: str, copy: tuple[bytes, str], etag: str | None) -> Fetched:
        document = _document(url, *copy)
        own_etag = f'"{document.sha256}"'
        return Fetched(None, 304, etag) if etag == own_etag else Fetched(document, 200, own_etag)

    def _persist(self, url: str, address: str, headers: Mapping[str, str], most: int | None = None) -> Answer:
        """The answer of the first attempt that is neither broken nor cut short."""
        for attempt in range(1, self.settings.attempts + 1):
            try:
                return self._follow(url, address, headers, most)
            except FetchError as error:
                wait = self.settings.backoff * 2 ** (attempt - 1) if error.wait is None else error.wait
                if not error.passing or attempt == self.settings.attempts or wait > self.settings.longest_wait:
                    raise
                self._sleep(wait)
        raise AssertionError("attempts is at least one")

    def _follow(self, url: str, address: str, headers: Mapping[str, str], most: int | None) -> Answer:
        """The answer at the end of the redirects, each of which is checked as the first address was."""
        ends = time.monotonic() + self.settings.timeout
        for _hop in range(self.settings.max_redirects + 1):
            answer = self._exchange.ask(url, address, headers, ends - time.monotonic(), most)
            if answer.status not in REDIRECTS:
                return _accepted(url, answer)
            address = self._next(url, urljoin(address, answer.headers.get("Location", "")))
        raise FetchError("redirects", url, count=self.settings.max_redirects)

    def _next(self, url: str, target: str) -> str:
        """Where a redirect leads, once checked. Resolved addresses are checked when the socket opens."""
        host = guard.checked(target).hostname or ""
        if isinstance(self._mirror, ServerMirror) and not self._mirror.holds(target):
            guard.check_literal(url, host)
            raise FetchError("mirror", url, target=target)
        return target


def _accepted(url: str, answer: Answer) -> Answer:
    """An answer that is a document or says that it has not changed. Raises FetchError for any other."""
    status = answer.status
    if status in (200, 304):
        return answer
    cause = STATUSES.get(status, "broken" if status >= 500 else "unexpected")
    wait = _wait(answer.headers.get("Retry-After", ""))
    raise FetchError(cause, url, status=status, passing=cause in ("busy", "broken"), wait=wait)


def _wait(retry_after: str) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; None where it says neither."""
    seconds = retry_after.strip()
    if seconds.isascii() and seconds.isdigit():
        return float(seconds)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment - datetime.now(moment.tzinfo or timezone.utc)).total_seconds(), 0)


def _document(url: str, content: bytes, media_type: str) -> Document:
    return Document(url, media_type, content, hashlib.sha256(content).hexdigest(), datetime.now(timezone.utc))
