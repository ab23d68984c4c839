"""A source read without writing: what would come in, whose it is, what is wrong, grouped as in the report of a run.

Of the first records it is also told which would be refused and what the others would lack, by the rules of metadata.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.formats import isolation
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests.report import Report, group_by_cause
from ckanext.smartlombardia.logic.harvests.source_run import Reader, SourceItem, read_document
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.quality import import_precheck
from ckanext.smartlombardia.logic.records import ingest_observations
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.logic.records.placement import Home, resolve_body
from ckanext.smartlombardia.logic.records.record_index import RecordIndex
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import Document, Observation, Record, Refused

MOST_PAGES, MOST_FOUND = 20, 5000  # of a large source a part is read: the trial says so
EXAMPLES, BODIES = 12, 30
MOST_CHECKED = 500  # records
PARTS = ("faults", "refused", "repaired", "noted")
EXAMPLE_FIELDS = ("notes", "endpoint_url", "repository", "product_name", "vendor_name", "license_id", "url")


@dataclass
class Trial:
    """A dry run of a source. `body` (IPA code) would own the source, `home` says which records may stay with it."""

    reader: Reader
    body: str
    home: Home | None
    tell: Callable[[dict[str, int], str], None]
    report: Report = field(default_factory=Report)
    kinds: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 0
    more: bool = False
    columns: list[dict[str, str]] = field(default_factory=list)  # of a table, as the reader understands them
    record_index: RecordIndex = field(default_factory=RecordIndex)
    looked: int = 0
    checked: import_precheck.Precheck = field(default_factory=import_precheck.Precheck)

    def read(self, get: Callable[[str], Document], addresses: Sequence[str]) -> dict[str, Any]:
        """Read the source, or the first part of it; what was found, as JSON."""
        for page in self.reader.pages(get, addresses):
            if self.pages == MOST_PAGES or sum(self.kinds.values()) >= MOST_FOUND:
                self.more = True
                break
            if isinstance(page, Refused):
                self.report.refuse(page, fault=True)
                continue
            self.pages += 1
            self._page(page)
            self.tell(self.report.counts, page.url)
        core.Session.rollback()  # nothing was written, and nothing stays open
        return self._to_json()

    def _page(self, page: Document) -> None:
        try:
            items = list(read_document(self.reader, page))
        except isolation.TooHeavy as heavy:
            self.report.refuse(Refused(page.url, heavy.why, heavy.remedy), fault=True)
            return
        if hasattr(self.reader, "proposed") and not self.columns:
            self.columns = self.reader.proposed(page)
        self.record_index.renew({item.kind for item in items if isinstance(item, Record)})
        outcome, coming = Outcome(), list[tuple[Record, str]]()
        for item in items:
            if isinstance(item, Refused) and item.where == page.url:
                self.report.refuse(item, fault=True)
            elif (body := self._count_item(item, outcome)) and isinstance(item, Record):
                coming.append((item, body))
        self.report.add(outcome)
        self.checked.add(coming[: MOST_CHECKED - self.checked.records])

    def _count_item(self, item: SourceItem, outcome: Outcome) -> str | None:
        """The IPA code of the body whose a record would be; None for what would not come in."""
        if isinstance(item, Refused):
            outcome.refuse(item)
            return None
        ipa = self.body if self.home else None
        resolved: Resolved | Unresolved | None
        if isinstance(item, Observation):
            resolved = ingest_observations.resolve_subject(item, self.home, Bodies.load())
        else:
            resolved = resolve_body(item.body, self.home, Bodies.load())
        if isinstance(resolved, Unresolved):
            outcome.leave_out(item.guid, resolved)
            return None
        if resolved:
            ipa = resolved.body.ipa
            outcome.repair(item.guid, list(resolved.repairs))
        if isinstance(item, Record) and ipa and self.looked < MOST_CHECKED:
            self.looked += 1
            if wrong := import_precheck.refusal(item, ipa):
                outcome.refuse(
                    Refused(item.guid, failures.of_record(tk.ValidationError(wrong)), "Correggete il dato alla fonte.")
                )
                return None
        self.bodies[ipa or ""] += 1
        if isinstance(item, Observation):
            self.kinds["observation"] += 1
            outcome.count("new")
            return None
        self.kinds[item.kind] += 1
        outcome.repair(item.guid, item.repairs)
        outcome.noted += item.noted
        is_known = self.record_index.find(item, territory.organization_id(ipa) if ipa else None)
        outcome.count("joined" if is_known else "new")
        if len(self.examples) < EXAMPLES:
            fields = {name: str(item.fields[name])[:200] for name in EXAMPLE_FIELDS if item.fields.get(name)}
            self.examples.append({"title": item.fields.get("title"), "kind": item.kind, "body": ipa, "fields": fields})
        return ipa

    def _to_json(self) -> dict[str, Any]:
        return {
            "counts": self.report.counts,
            "kinds": dict(self.kinds.most_common()),
            "bodies": self.bodies.most_common(BODIES),
            "bodies_count": len(self.bodies),
            "examples": self.examples,
            "pages": self.pages,
            "more": self.more,
            "columns": self.columns,
            "checked": {
                "records": self.checked.records,
                "errors": group_by_cause(self.checked.errors),
                "warnings": group_by_cause(self.checked.warnings),
            },
            **{name: value for name, value in self.report.as_json().items() if name in PARTS},
        }
