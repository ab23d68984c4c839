"""Probe APIs: which are due, the probe, the facts that are stored of it. Background only.

Systems of the police and of security are not looked at. Each look is a row; what it tells is a fact of the record, with
a row on change, and a month is a change: what was seen long ago is not taken for seen now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import config
from ckanext.smartlombardia.facts import Stamp, diff, project
from ckanext.smartlombardia.fetch import Store
from ckanext.smartlombardia.interop.probes import CLOSED, Seen, Target
from ckanext.smartlombardia.interop.thresholds import threshold
from ckanext.smartlombardia.logic.network import background_requests
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Probe
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility

STEP, SOURCE = "probes", "probe"
AGAIN, MONTH = timedelta(hours=4), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """An API to look at."""

    record: str
    target: Target

    @property
    def address(self) -> str:
        """The address that tells whether it answers."""
        return str(self.target.example or self.target.endpoint or self.target.description)


def check_apis(probe: Callable[[Target], Seen], most: int) -> tuple[dict[str, int], list[str]]:
    """Probe the APIs that are due, at most so many, and store the results; commits.

    No transaction is open while the network is asked. Returns counts (looked, answering, silent, untold, changed), and
    the records of which something else is known now.
    """
    due = _due(most + len(quarantine.left_out(STEP)))
    core.Session.commit()
    results = background_requests.request_all(STEP, due, lambda api: api.record, lambda api: probe(api.target))
    if not any(answer.status for _, result in results for answer in result.answers):
        results = []  # nobody answered at all: it is we who are cut off
    outcomes = [result.main.ok for _, result in results if result.main]
    changed = _store_results(results)
    core.Session.commit()
    counts = {"answering": outcomes.count(True), "silent": outcomes.count(False), "untold": outcomes.count(None)}
    return {"looked": len(results), **counts, "changed": len(changed)}, changed


def _due(most: int) -> list[Due]:
    """Those first that nobody looked at for longest."""
    package = core.Package
    names = ("endpoint_url", "endpoint_description", "protocol", "function", "example_url")
    fields = [package.extras[name].astext for name in names]
    query = sa.select(package.id, *fields).where(
        package.type == "dataservice", package.state == "active", sa.or_(fields[0] != "", fields[1] != "")
    )
    candidates = [
        Due(id, Target(endpoint or None, description or None, protocol or None, (endpoint and example) or None))
        for id, endpoint, description, protocol, function, example in core.Session.execute(query).tuples()
        if not visibility.is_sensitive(function)
    ]
    looked = background_requests.last(candidate.address for candidate in candidates)
    before, never = now() - AGAIN, datetime.min
    waiting = [
        candidate for candidate in candidates if candidate.address not in looked or looked[candidate.address] < before
    ]
    order = sorted(
        waiting,
        key=lambda candidate: (
            looked[candidate.address].replace(tzinfo=None) if candidate.address in looked else never,
            candidate.record,
        ),
    )
    return order[:most]


def _store_results(results: Sequence[tuple[Due, Seen]]) -> list[str]:
    """Write probes and facts; returns the records whose facts changed."""
    moment = now()
    for _, result in results:
        for answer in result.answers:
            if answer.ok is not None:
                core.Session.add(
                    Probe(address=answer.address, at=moment, ok=answer.ok, status=answer.status, ms=answer.ms)
                )
            if answer.document and result.facts.get("description", {}).get("sha256") == answer.document.sha256:
                Store(config.state_path() / "documents").put(answer.document)
    core.Session.flush()
    facts = store.facts_of([due.record for due, _ in results]) if results else {}
    changes = []
    for due, result in results:
        ours = [fact for fact in facts.get(due.record, []) if fact.source == SOURCE]
        observed = {**project(ours), **result.facts, **_history(due, moment)}
        stamp = Stamp("record", due.record, source=SOURCE, grade="E3", at=moment, observed_at=moment)
        changes.append(diff(ours, observed, stamp))
    store.apply(changes)
    changed = sorted({fact.subject for change in changes for fact in change.add})
    store.tell("record", dict.fromkeys(changed, "probed"))
    background_requests.forget()
    return changed


def _history(due: Due, moment: datetime) -> dict[str, Any]:
    """Summarise the probes of the last month in figures that do not change with every probe."""
    values: dict[str, Any] = {}
    probes = load_probes(due.address, moment - MONTH)
    if probes:
        values["availability"] = {
            "share": round(sum(probe.ok for probe in probes) / len(probes), 2),
            "looks": min(len(probes), int(threshold("fewest-looks"))),
            "failing": min(_count_failing(probes), 2),
            "month": moment.strftime("%Y-%m"),
        }
    if due.target.description and (read := load_probes(due.target.description, moment - background_requests.RETENTION)):
        bad = [probe.at.date() for probe in read[len(read) - _count_failing(read) :]]
        values["description_answers"] = {
            "ok": min(sum(probe.ok for probe in read), 2),
            "failed": min(_count_failing(read), 2),
            "down": len(set(bad)) > 1,
            "closed": read[-1].status in CLOSED,
        }
    return values


def load_probes(address: str, since: datetime) -> Sequence[Probe]:
    """Load the probes of an address since a moment, the oldest first."""
    query = sa.select(Probe).where(Probe.address == address, Probe.at >= since).order_by(Probe.at)
    return core.Session.scalars(query).all()


def _count_failing(probes: Sequence[Probe]) -> int:
    """Count the failed probes since the last one that succeeded."""
    number = 0
    for probe in reversed(probes):
        if probe.ok:
            break
        number += 1
    return number
