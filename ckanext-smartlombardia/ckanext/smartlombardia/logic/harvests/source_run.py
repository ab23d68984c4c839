"""One run of one source: pages -> read -> batches -> take. Memory is bounded by a page and a batch.

Each batch is committed with its facts and packages; a page is remembered once all its records are in and indexed. So a
run that was cut short goes on where it stood: what is in is known by its hash, pages that were done are not read again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Protocol

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.fetch import Store
from ckanext.smartlombardia.formats import isolation
from ckanext.smartlombardia.logic.harvests import page_cache
from ckanext.smartlombardia.logic.harvests.harvest_tables import Journal
from ckanext.smartlombardia.logic.harvests.progress import Progress
from ckanext.smartlombardia.logic.harvests.report import Report
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.records import absence, ingest, ingest_observations, packages
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.logic.records.placement import Home
from ckanext.smartlombardia.logic.records.record_index import RecordIndex
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.types import Document, Noted, Observation, Record, Refused

LOG = logging.getLogger(__name__)
BATCH = 250
MIN_ISOLATED_BYTES = 1_000_000  # of a document: below, a process of its own costs more than the reading
UNREAD = "Il documento non si legge fino in fondo: ha un valore di una forma inattesa."
UNREAD_REMEDY = (
    "Quello che viene prima è stato letto. Segnalatelo a chi gestisce la fonte, o a chi gestisce il portale."
)
SourceItem = Record | Observation | Refused


class Reader(Protocol):
    """What a source's `reader.py` offers."""

    def pages(self, get: Callable[[str], Document], addresses: Sequence[str]) -> Iterator[Document | Refused]: ...

    def read(self, document: Document) -> Iterator[SourceItem]: ...


def read_document(reader: Reader, document: Document) -> Iterator[SourceItem]:
    """What a reader finds in a document; a large or a packed one is read in a process of its own, within limits."""
    if len(document.content) < MIN_ISOLATED_BYTES and not document.content.startswith(b"PK"):
        return iter(reader.read(document))
    return isolation.iterate(lambda: reader.read(document))


class SourceRun:
    """A run of a source. The caller holds the source."""

    def __init__(
        self,
        source: str,
        reader: Reader,
        fetch: page_cache.Fetch,
        store: Store,
        made_with: str,
        journal: Journal,
        home: Home | None = None,
    ):
        self.source, self.reader, self.journal, self.home = source, reader, journal, home
        self.pages = page_cache.Pages(source, fetch, store, made_with)
        self.progress = Progress(source, made_with)
        self.report = Report()
        self.record_index = RecordIndex()
        self.marks: set[bytes] = set()
        self.written: set[str] = set()  # not yet in the index
        self.read: list[page_cache.ReadPage] = []  # not yet remembered

    def run(self, addresses: Sequence[str]) -> Report:
        """Read every page and take what it holds. A server that is away ends the run, which then says so."""
        self.journal.begin()
        failed = None
        try:
            self._index(self._left_over())
            for page in self.reader.pages(self.pages.get, addresses):
                self._page(page)
            self._finish_pages()
            if not self.report.faults:
                self.pages.forget_others()
                self._note_absent()
        except Exception as error:
            core.Session.rollback()
            failed = failures.of_run(error)
            raise
        finally:
            self.progress.end(self.report, failed)
            self.journal.end()
        return self.report

    def _left_over(self) -> Sequence[str]:
        """Records of a run that was cut short: some may be written and not yet in the index."""
        if self.progress.cut_short is None:
            return ()
        query = sa.select(SourceRecord.record).where(
            SourceRecord.source == self.source,
            SourceRecord.record.is_not(None),
            SourceRecord.last_seen >= self.progress.cut_short,
        )
        return list(core.Session.scalars(query.distinct()))

    def _page(self, page: Document | Refused) -> None:
        if isinstance(page, Refused):
            self._fault(page)
            return
        self.progress.tell(self.report, page.url)
        before = self.pages.as_before(page)
        if before:
            self.report.count(before.counts)
            self.report.refused += [Refused(**refusal) for refusal in before.refused]
            self.report.noted += [Noted(**note) for note in before.noted]
            self.marks |= page_cache.marks(before)
        else:
            self._read(page)

    def _read(self, document: Document) -> None:
        """A page that is new or has changed."""
        page = page_cache.ReadPage(document.url, document.media_type, document.sha256, document.leads)
        faults = len(self.report.faults)
        items = self._read_items(document)
        while batch := list(islice(items, BATCH)):
            outcome = self._take(batch, document)
            page.marks |= {page_cache.mark(item.where if isinstance(item, Refused) else item.guid) for item in batch}
            page.refused += outcome.refused
            page.noted += outcome.noted
            for what, number in outcome.counts.items():
                counted = what if what in ("outside", "refused") else "unchanged"
                page.counts[counted] = page.counts.get(counted, 0) + number
            self.report.add(outcome)
            self.written |= outcome.written
            if len(self.written) >= BATCH:
                self._finish_pages()
            self.progress.tell(self.report, document.url)
        self.marks |= page.marks
        if len(self.report.faults) == faults:
            self.read.append(page)

    def _read_items(self, document: Document) -> Iterator[SourceItem]:
        """Yield the items of a document; where the reader raises, a refusal of the document ends them."""
        try:
            yield from read_document(self.reader, document)
        except isolation.TooHeavy as heavy:
            yield Refused(document.url, heavy.why, heavy.remedy)
        except Exception as error:
            if failures.is_outage(error):
                raise
            LOG.exception("The reader of %s cannot go on: %s", self.source, document.url)
            yield Refused(document.url, UNREAD, UNREAD_REMEDY)

    def _finish_pages(self) -> None:
        """Index what was written; then the pages that it came from are done."""
        self._index(self.written)
        self.pages.keep(self.read)
        self.written, self.read = set(), []

    def _note_absent(self) -> None:
        """Everything was read: what was not met is absent, and after some runs it is archived."""
        absent = absence.note(self.source, self.marks, page_cache.mark)
        self.report.count({"vanished": len(absent.ids)})
        if absent.due and not absent.doubtful:
            changed = absence.archive(absent.due)
            self.report.count({"archived": len(absent.due)})
            core.Session.commit()
            self._index(changed)
        core.Session.commit()

    def _index(self, records: Collection[str]) -> None:
        for refused in packages.index(records):
            self._fault(refused)

    def _take(self, batch: Sequence[SourceItem], document: Document) -> Outcome:
        outcome = Outcome()
        for item in batch:
            if isinstance(item, Refused) and item.where == document.url:  # the whole document, not a record on it
                self._fault(item)
            elif isinstance(item, Refused):
                outcome.refuse(item)
        records = [item for item in batch if isinstance(item, Record)]
        if records:
            outcome.add(ingest.take(self.source, records, self.record_index, self.home))
        observations = [item for item in batch if isinstance(item, Observation)]
        if observations:
            outcome.add(ingest_observations.take(self.source, observations, self.home))
        self.journal.note(outcome)
        core.Session.commit()
        return outcome

    def _fault(self, refusal: Refused) -> None:
        self.report.refuse(refusal, fault=True)
        self.journal.fault(refusal)
