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

from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests.report import Report, grouped
from ckanext.smartlombardia.logic.harvests.source_run import Found, Reader
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.quality import import_precheck
from ckanext.smartlombardia.logic.records import ingest_observations
from ckanext.smartlombardia.logic.records.ingest import Home, whose
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.logic.records.record_index import Known
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import Document, Observation, Record, Refused

MOST_PAGES, MOST_FOUND = 20, 5000  # of a large source a part is read: the trial says so
EXAMPLES, BODIES = 12, 30
MOST_CHECKED = 500  # records
PARTS = ("faults", "refused", "repaired", "noted")
SHOWN = ("notes", "endpoint_url", "repository", "product_name", "vendor_name", "license_id", "url")


@dataclass
class Trial:
    """What a reading finds. `body` is whose source it would be, `home` where its records may stay with it."""

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
    known: Known = field(default_factory=Known)
    looked: int = 0
    checked: import_precheck.Checked = field(default_factory=import_precheck.Checked)

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
        return self._said()

    def _page(self, page: Document) -> None:
        found = list(self.reader.read(page))
        if hasattr(self.reader, "proposed") and not self.columns:
            self.columns = self.reader.proposed(page)
        self.known.renew({one.kind for one in found if isinstance(one, Record)})
        outcome, coming = Outcome(), list[tuple[Record, str]]()
        for one in found:
            if isinstance(one, Refused) and one.where == page.url:
                self.report.refuse(one, fault=True)
            elif (body := self._one(one, outcome)) and isinstance(one, Record):
                coming.append((one, body))
        self.report.add(outcome)
        self.checked.add(coming[: MOST_CHECKED - self.checked.records])

    def _one(self, one: Found, outcome: Outcome) -> str | None:
        """The IPA code of the body whose a record would be; None for what would not come in."""
        if isinstance(one, Refused):
            outcome.refuse(one)
            return None
        ipa = self.body if self.home else None
        found: Resolved | Unresolved | None
        if isinstance(one, Observation):
            found = ingest_observations.about(one, self.home, Bodies.load())
        else:
            found = whose(one.body, self.home, Bodies.load())
        if isinstance(found, Unresolved):
            outcome.leave_out(one.guid, found)
            return None
        if found:
            ipa = found.body.ipa
            outcome.repair(one.guid, list(found.repairs))
        if isinstance(one, Record) and ipa and self.looked < MOST_CHECKED:
            self.looked += 1
            if wrong := import_precheck.refusal(one, ipa):
                outcome.refuse(
                    Refused(one.guid, failures.of_record(tk.ValidationError(wrong)), "Correggete il dato alla fonte.")
                )
                return None
        self.bodies[ipa or ""] += 1
        if isinstance(one, Observation):
            self.kinds["observation"] += 1
            outcome.count("new")
            return None
        self.kinds[one.kind] += 1
        outcome.repair(one.guid, one.repairs)
        outcome.noted += one.noted
        there = self.known.find(one, territory.organization_id(ipa) if ipa else None)
        outcome.count("joined" if there else "new")
        if len(self.examples) < EXAMPLES:
            said = {name: str(one.fields[name])[:200] for name in SHOWN if one.fields.get(name)}
            self.examples.append({"title": one.fields.get("title"), "kind": one.kind, "body": ipa, "fields": said})
        return ipa

    def _said(self) -> dict[str, Any]:
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
                "errors": grouped(self.checked.errors),
                "warnings": grouped(self.checked.warnings),
            },
            **{name: value for name, value in self.report.as_json().items() if name in PARTS},
        }
