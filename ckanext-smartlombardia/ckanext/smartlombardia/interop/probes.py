"""Looking at an API from outside: description, status, protocol, certificate. GET only, never twice a round.

    seen = probe(Target("https://example.org/api", None, "rest"), client.get, client.handshake)
    seen.facts["description"]["kind"]

What answers with 401 or 403 is there, behind a door: it answers. Nothing raises for what a site does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.fetch import Fetched, FetchError
from ckanext.smartlombardia.types import Document

from .description import describe

Get = Callable[[str], Fetched]
Handshake = Callable[[str], Mapping[str, Any]]
CLOSED = (401, 403)
TOO_LARGE = "large"  # it answers, with more than a probe reads: a whole timetable
OURS = ("busy", "mirror", "scheme", "private", "address")
"""Causes that say nothing of the service: we may not ask, or not now."""


@dataclass(frozen=True, slots=True)
class Target:
    """What of an API is looked at: addresses of its calls and its description, its technology (code of `protocols`).

    `example` is a call that answers with little; where there is one, it tells whether the API answers.
    """

    endpoint: str | None
    description: str | None
    protocol: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One look: `ok` is None where it tells nothing, `ms` are milliseconds, `why` is Italian, empty if it answers."""

    address: str
    ok: bool | None
    status: int | None
    ms: int
    why: str = ""
    document: Document | None = field(default=None, repr=False)

    @property
    def content(self) -> bytes:
        """What was answered, empty where nothing was."""
        return self.document.content if self.document else b""

    @property
    def media_type(self) -> str:
        """Of what was answered."""
        return self.document.media_type if self.document else ""


@dataclass(slots=True)
class Seen:
    """The answers of one round of visits, and what they tell as facts (name -> value)."""

    answers: list[Answer] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> Answer | None:
        """The look that tells whether the service answers."""
        return self.answers[0] if self.answers else None


def probe(target: Target, get: Get, handshake: Handshake) -> Seen:
    """One round of looks at an API. The first is at its own address, or at its description where it has none."""
    result = Seen()
    if target.endpoint:
        _endpoint(result, target, get)
    if target.description:
        answer = _visit(result, target.description, get)
        if answer.content:
            result.facts["description"] = describe(answer.content)
    elif target.endpoint and "description" not in result.facts:
        _search(result, target, get)
    if target.endpoint and target.protocol in (None, "rest"):
        _status(result, target.endpoint, get)
    address = target.endpoint or target.description
    if address and urlsplit(address).scheme == "https" and (tls := handshake(address)):
        result.facts["tls"] = dict(tls)
    return result


def _endpoint(result: Seen, target: Target, get: Get) -> None:
    """The address itself. Where a service describes itself there, that is its description."""
    answer = _visit(result, target.example or str(target.endpoint), get)
    if answer.content:
        description = describe(answer.content)
        if description["kind"] not in ("other", "unreadable"):
            result.facts["description"] = description


def _search(result: Seen, target: Target, get: Get) -> None:
    """The places where services of this technology describe themselves, until one does."""
    for row in v.rows("probe_paths"):
        if row["kind"] == "description" and row["protocol"] in (target.protocol or "rest", ""):
            answer = _visit(result, joined(str(target.endpoint), row["path"]), get)
            description = describe(answer.content) if answer.content else {"kind": "unreadable"}
            if description["kind"] not in ("other", "unreadable"):
                result.facts["description"] = description
                return


def _status(result: Seen, endpoint: str, get: Get) -> None:
    answer = _visit(result, joined(endpoint, "/status"), get)
    if answer.status is not None:
        result.facts["status_answer"] = {
            "url": answer.address,
            "status": answer.status,
            "media_type": answer.media_type,
        }


def _visit(result: Seen, address: str, get: Get) -> Answer:
    before = next((answer for answer in result.answers if answer.address == address), None)
    if before:
        return before
    start = time.perf_counter()
    try:
        document = get(address).document
        assert document is not None  # noqa: S101  nothing was asked to be unchanged
        answer = Answer(address, True, 200, _ms(start), "", document)
    except FetchError as error:
        ok = None if error.cause in OURS else error.status in CLOSED or error.cause == TOO_LARGE
        answer = Answer(address, ok, error.status, _ms(start), error.why)
    result.answers.append(answer)
    return answer


def _ms(start: float) -> int:
    return round((time.perf_counter() - start) * 1000)


def joined(endpoint: str, path: str) -> str:
    """An address below that of a service; a path that is a query is added to it."""
    parts = urlsplit(endpoint)
    if path.startswith("?"):
        return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, path[1:])))))
    below, _, query = path.partition("?")
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + below, query=query))
