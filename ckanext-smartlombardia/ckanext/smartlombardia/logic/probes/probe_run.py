"""Which APIs are due for a look, the look, and what is kept of it. Runs in the background only.

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


def check(look: Callable[[Target], Seen], most: int) -> tuple[dict[str, int], list[str]]:
    """Look at the APIs that are due, at most so many, and keep what they tell; commits.

    No transaction is open while the network is asked. Returns counts (looked, answering, silent, untold, changed), and
    the records of which something else is known now.
    """
    due = _due(most + len(quarantine.left_out(STEP)))
    core.Session.commit()
    seen = background_requests.side_by_side(STEP, due, lambda one: one.record, lambda one: look(one.target))
    if not any(answer.status for _, found in seen for answer in found.answers):
        seen = []  # nobody answered at all: it is we who are cut off
    said = [found.main.ok for _, found in seen if found.main]
    changed = _keep(seen)
    core.Session.commit()
    counts = {"answering": said.count(True), "silent": said.count(False), "untold": said.count(None)}
    return {"looked": len(seen), **counts, "changed": len(changed)}, changed


def _due(most: int) -> list[Due]:
    """Those first that nobody looked at for longest."""
    package = core.Package
    names = ("endpoint_url", "endpoint_description", "protocol", "function", "example_url")
    fields = [package.extras[name].astext for name in names]
    query = sa.select(package.id, *fields).where(
        package.type == "dataservice", package.state == "active", sa.or_(fields[0] != "", fields[1] != "")
    )
    found = [
        Due(id, Target(endpoint or None, description or None, protocol or None, (endpoint and example) or None))
        for id, endpoint, description, protocol, function, example in core.Session.execute(query).tuples()
        if not visibility.is_sensitive(function)
    ]
    looked = background_requests.last(one.address for one in found)
    before, never = now() - AGAIN, datetime.min
    waiting = [one for one in found if one.address not in looked or looked[one.address] < before]
    order = sorted(
        waiting,
        key=lambda one: (looked[one.address].replace(tzinfo=None) if one.address in looked else never, one.record),
    )
    return order[:most]


def _keep(seen: Sequence[tuple[Due, Seen]]) -> list[str]:
    """Write looks and facts; the records of which something else is known now."""
    moment = now()
    for _, found in seen:
        for answer in found.answers:
            if answer.ok is not None:
                core.Session.add(
                    Probe(address=answer.address, at=moment, ok=answer.ok, status=answer.status, ms=answer.ms)
                )
            if answer.document and found.facts.get("description", {}).get("sha256") == answer.document.sha256:
                Store(config.state_path() / "documents").put(answer.document)
    core.Session.flush()
    facts = store.facts_of([due.record for due, _ in seen]) if seen else {}
    changes = []
    for due, found in seen:
        ours = [fact for fact in facts.get(due.record, []) if fact.source == SOURCE]
        observed = {**project(ours), **found.facts, **_history(due, moment)}
        stamp = Stamp("record", due.record, source=SOURCE, grade="E3", at=moment, observed_at=moment)
        changes.append(diff(ours, observed, stamp))
    store.apply(changes)
    changed = sorted({fact.subject for one in changes for fact in one.add})
    store.tell("record", dict.fromkeys(changed, "probed"))
    background_requests.forget()
    return changed


def _history(due: Due, moment: datetime) -> dict[str, Any]:
    """What the looks of the last weeks tell together, in figures that do not move with every look."""
    told: dict[str, Any] = {}
    seen = looks_at(due.address, moment - MONTH)
    if seen:
        told["availability"] = {
            "share": round(sum(one.ok for one in seen) / len(seen), 2),
            "looks": min(len(seen), int(threshold("fewest-looks"))),
            "failing": min(_failing(seen), 2),
            "month": moment.strftime("%Y-%m"),
        }
    if due.target.description and (read := looks_at(due.target.description, moment - background_requests.KEPT)):
        bad = [one.at.date() for one in read[len(read) - _failing(read) :]]
        told["description_answers"] = {
            "ok": min(sum(one.ok for one in read), 2),
            "failed": min(_failing(read), 2),
            "down": len(set(bad)) > 1,
            "closed": read[-1].status in CLOSED,
        }
    return told


def looks_at(address: str, since: datetime) -> Sequence[Probe]:
    """Looks at an address since a moment, the oldest first."""
    query = sa.select(Probe).where(Probe.address == address, Probe.at >= since).order_by(Probe.at)
    return core.Session.scalars(query).all()


def _failing(seen: Sequence[Probe]) -> int:
    """How many of the last looks, one after the other, found nobody."""
    number = 0
    for one in reversed(seen):
        if one.ok:
            break
        number += 1
    return number
