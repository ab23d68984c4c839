"""Cache the pages of a source between runs: a page that has not changed is neither sent nor read again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core

from ckanext.smartlombardia.fetch import Fetched, Store
from ckanext.smartlombardia.model import SourcePage
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.types import Document, Noted, Refused

Fetch = Callable[..., Fetched]
WIDTH = 8  # bytes by which an identifier is remembered


@dataclass(slots=True)
class ReadPage:
    """A page that was read, with the counts, refusals and identifier marks that it gives again while unchanged."""

    url: str
    media_type: str
    sha256: str
    leads: tuple[str, ...] | None
    counts: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    marks: set[bytes] = field(default_factory=set)


class Pages:
    """The pages of one source in one run. `get` is what its reader asks with."""

    def __init__(self, source: str, fetch: Fetch, store: Store, made_with: str):
        self.source, self._fetch, self._store, self._made_with = source, fetch, store, made_with
        query = sa.select(SourcePage).where(SourcePage.source == source)
        self._known = {row.url: row for row in core.Session.scalars(query)}
        core.Session.expunge_all()
        self._answers: dict[str, Fetched] = {}

    def get(self, url: str) -> Document:
        """The document at an address: from our own copy where the site says that it is as it was. Raises FetchError.

        Where it is as it was it also says where it led to.
        """
        cached = self._known.get(url)
        answer = self._fetch(url, etag=cached.etag, modified=cached.modified) if cached else self._fetch(url)
        document = answer.document
        if document is None and cached:
            content = self._store.content(cached.document)
            if content is None:  # our copy is lost
                answer = self._fetch(url)
                document = answer.document
            else:
                document = Document(url, cached.media_type, content, cached.document, now())
        assert document is not None  # noqa: S101  only a conditional question is answered without a document
        self._store.put(document)
        self._answers[url] = answer
        before = self.as_before(document)
        return replace(document, leads=tuple(before.leads)) if before and before.leads is not None else document

    def as_before(self, document: Document) -> SourcePage | None:
        """What the page gave when it was read last, where neither it nor what reads it has changed."""
        cached = self._known.get(document.url)
        same = cached and cached.document == document.sha256 and cached.made_with == self._made_with
        return cached if same else None

    def keep(self, read: Sequence[ReadPage]) -> None:
        """Remember pages that were read, and whose records were taken and indexed."""
        for page in read:
            answer = self._answers[page.url]
            columns: dict[str, Any] = {
                "etag": answer.etag,
                "modified": answer.modified,
                "media_type": page.media_type,
                "document": page.sha256,
                "made_with": self._made_with,
                "leads": None if page.leads is None else list(page.leads),
                "counts": page.counts,
                "refused": [asdict(refusal) for refusal in page.refused],
                "noted": [asdict(note) for note in page.noted],
                "seen": b"".join(sorted(page.marks)),
                "read_at": now(),
            }
            query = insert(SourcePage).values(source=self.source, url=page.url, **columns)
            core.Session.execute(query.on_conflict_do_update(index_elements=["source", "url"], set_=columns))
        core.Session.commit()

    def forget_others(self) -> None:
        """Forget the addresses that the source no longer names."""
        gone = [row.id for url, row in self._known.items() if url not in self._answers]
        if gone:
            core.Session.execute(sa.delete(SourcePage).where(SourcePage.id.in_(gone)))
            core.Session.commit()


def mark(guid: str) -> bytes:
    """An identifier of a source as few bytes."""
    return hashlib.blake2b(guid.encode(), digest_size=WIDTH).digest()


def marks(page: SourcePage) -> set[bytes]:
    """The identifiers that stood on a page."""
    return {page.seen[at : at + WIDTH] for at in range(0, len(page.seen), WIDTH)}
