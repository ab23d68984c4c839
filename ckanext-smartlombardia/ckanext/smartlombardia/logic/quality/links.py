"""Check the links of datasets: which are due, the result of each check, the last known status. Background only.

Each look is a probe, whatever it gave; what it told is a fact of the address, with a row on change, and so is what the
first bytes of the file show. A look that told
nothing (no network, a site that asks to slow down) leaves what was known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Stamp, diff, project
from ckanext.smartlombardia.fetch import Look
from ckanext.smartlombardia.interop import file_inspection
from ckanext.smartlombardia.logic.network import background_requests
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Probe, QualityRow
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import readable

STEP = "links"
LINK, SAMPLE, SOURCE = "link", "sample", "links"
AGAIN, AGAIN_BROKEN = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The status of an address: whether it answers, in words why not, since when, and the last check (ISO 8601)."""

    ok: bool | None
    why: str
    since: str | None
    looked: str | None


NEVER = LinkStatus(None, "", None, None)


def load_statuses(addresses: Iterable[str]) -> dict[str, LinkStatus]:
    """Load the status of these addresses; those never checked, or without a result, are left out."""
    urls = list(set(addresses))
    facts = store.facts_of(urls) if urls else {}
    looked = background_requests.last(urls) if urls else {}
    statuses = {}
    for address in urls:
        for fact in facts.get(address, ()):
            if fact.name == LINK:
                since = fact.since.isoformat() if fact.since else None
                last = looked[address].isoformat() if address in looked else None
                statuses[address] = LinkStatus(bool(fact.value["ok"]), fact.value["why"], since, last)
    return statuses


def check_links(probe: Callable[[str], Look], most: int) -> tuple[dict[str, int], list[str]]:
    """Check the addresses that are due, at most so many, with `probe`, and store the results; commits.

    No transaction is open while the network is asked. Returns counts (looked, answering, broken, untold, changed), and
    the addresses of which something else is known now.
    """
    results = dict(background_requests.request_all(STEP, _due(most + len(quarantine.left_out(STEP))), str, probe))
    if not any(result.status for result in results.values()):  # nobody answered at all: it is we who are cut off
        results = {address: Look(None, None, result.why) for address, result in results.items()}
    changed = _store_results(results)
    core.Session.commit()
    outcomes = [result.ok for result in results.values()]
    counts = {"answering": outcomes.count(True), "broken": outcomes.count(False), "untold": outcomes.count(None)}
    return {"looked": len(results), **counts, "changed": len(changed)}, changed


def _due(most: int) -> Sequence[str]:
    """Addresses of public datasets that nobody looked at for a week; those that did not answer, for a day."""
    each = sa.func.jsonb_array_elements_text(QualityRow.addresses).table_valued("value").lateral()
    public_urls = (
        sa.select(each.c.value.label("address"))
        .select_from(QualityRow)
        .join(core.Package, core.Package.id == QualityRow.record)
        .join(each, sa.true())
        .where(readable.is_public())
        .distinct()
        .subquery()
    )
    newest, answered = sa.func.max(Probe.at).label("at"), sa.func.max(sa.case((Probe.ok, Probe.at))).label("ok")
    last = sa.select(Probe.address, newest, answered).group_by(Probe.address).subquery()
    moment = now()
    due = sa.or_(
        last.c.at.is_(None),
        last.c.at < moment - AGAIN,
        sa.and_(last.c.at < moment - AGAIN_BROKEN, last.c.ok.is_distinct_from(last.c.at)),
    )
    query = sa.select(public_urls.c.address).outerjoin(last, last.c.address == public_urls.c.address).where(due)
    due_urls = core.Session.scalars(
        query.order_by(last.c.at.asc().nulls_first(), public_urls.c.address).limit(most)
    ).all()
    core.Session.commit()
    return due_urls


def _store_results(results: dict[str, Look]) -> list[str]:
    """Write probes and facts; returns the addresses whose status changed."""
    moment, changes = now(), []
    facts = store.facts_of(results) if results else {}
    for address, result in results.items():
        core.Session.add(Probe(address=address, at=moment, ok=bool(result.ok), status=result.status, ms=None))
        if result.ok is not None:
            stamp = Stamp("address", address, source=SOURCE, grade="E3", at=moment)
            before = facts.get(address, [])
            sample = file_inspection.sample(result.start) if result.start else project(before).get(SAMPLE)
            changes.append(diff(before, {LINK: {"ok": result.ok, "why": result.why}, SAMPLE: sample}, stamp))
    store.apply(changes)
    background_requests.forget()
    return [fact.subject for change in changes for fact in change.add]
