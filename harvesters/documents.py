"""Documents of a source, in order; while one is read the next are already on their way."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.types import Document, Record, Refused

Get = Callable[[str], Document]
"""How a reader asks for an address. Raises FetchError. Several threads may ask: those that ask one host queue there."""

LOG = logging.getLogger(__name__)
UNREAD = "La scheda non si legge: un suo valore ha una forma inattesa."
AHEAD = 8  # documents on their way or waiting to be read: no more are ever in memory


def each(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """The document of each address. One that cannot be had is named; the others come."""
    waiting: deque[Future[Document | Refused]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for address in addresses:
            waiting.append(pool.submit(_had, get, address))
            if len(waiting) == AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def paged(
    get: Get, first: str, following: Callable[[Document, int], str | None], most: int
) -> Iterator[Document | Refused]:
    """The pages of a catalogue, at most so many. A page that cannot be had ends it and is named.

    `following` gives the address of the page after one, of which it is told the number, from 1; None after the last.
    """
    address: str | None = first
    visited: set[str] = set()
    while address and address not in visited and len(visited) < most:
        visited.add(address)
        try:
            page = get(address)
        except FetchError as error:
            yield refusal(error)
            return
        address = following(page, len(visited)) if page.leads is None else next(iter(page.leads), None)
        yield replace(page, leads=(address,) if address else ())


def with_content(document: Document, content: bytes, media_type: str | None = None) -> Document:
    """A document of which a reader made another: its address, with other content."""
    sha256 = hashlib.sha256(content).hexdigest()
    return replace(document, content=content, sha256=sha256, media_type=media_type or document.media_type)


def record(where: str, read: Callable[[], Record]) -> Record | Refused:
    """A record of a document; one that cannot be read is named, whatever is odd about it, and the others come."""
    try:
        return read()
    except Exception:
        LOG.warning("Not read: %s", where, exc_info=True)
        return Refused(where, UNREAD, "Correggete la scheda nel catalogo: tipi dei valori, date, parole chiave.")


def _had(get: Get, address: str) -> Document | Refused:
    try:
        return get(address)
    except FetchError as error:
        return refusal(error)


def refusal(error: FetchError) -> Refused:
    """A document that could not be had, as a value."""
    return Refused(error.where, error.why, error.remedy)
