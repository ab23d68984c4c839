"""Links of datasets: which are due for a look, what the look said, what is known of them. Runs in the background only.

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

STEP = "links"
LINK, SAMPLE, SOURCE = "link", "sample", "links"
AGAIN, AGAIN_BROKEN = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address: whether it answers, in words why not, since when, and the last look (ISO)."""

    ok: bool | None
    why: str
    since: str | None
    looked: str | None


NEVER = Known(None, "", None, None)


def known(addresses: Iterable[str]) -> dict[str, Known]:
    """What is known of these addresses; those that nobody looked at, or that told nothing, are left out."""
    wanted = list(set(addresses))
    facts = store.facts_of(wanted) if wanted else {}
    looked = background_requests.last(wanted) if wanted else {}
    found = {}
    for address in wanted:
        for fact in facts.get(address, ()):
            if fact.name == LINK:
                since = fact.since.isoformat() if fact.since else None
                last = looked[address].isoformat() if address in looked else None
                found[address] = Known(bool(fact.value["ok"]), fact.value["why"], since, last)
    return found


def check(look: Callable[[str], Look], most: int) -> tuple[dict[str, int], list[str]]:
    """Look at the addresses that are due, at most so many, and keep what they tell; commits.

    No transaction is open while the network is asked. Returns counts (looked, answering, broken, untold, changed), and
    the addresses of which something else is known now.
    """
    told = dict(background_requests.side_by_side(STEP, _due(most + len(quarantine.left_out(STEP))), str, look))
    if not any(seen.status for seen in told.values()):  # nobody answered at all: it is we who are cut off
        told = {address: Look(None, None, seen.why) for address, seen in told.items()}
    changed = _keep(told)
    core.Session.commit()
    said = [seen.ok for seen in told.values()]
    counts = {"answering": said.count(True), "broken": said.count(False), "untold": said.count(None)}
    return {"looked": len(told), **counts, "changed": len(changed)}, changed


def _due(most: int) -> Sequence[str]:
    """Addresses of public datasets that nobody looked at for a week; those that did not answer, for a day."""
    each = sa.func.jsonb_array_elements_text(QualityRow.addresses).table_valued("value").lateral()
    named = (
        sa.select(each.c.value.label("address"))
        .select_from(QualityRow)
        .join(core.Package, core.Package.id == QualityRow.record)
        .join(each, sa.true())
        .where(core.Package.state == "active", core.Package.private.is_(False))
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
    query = sa.select(named.c.address).outerjoin(last, last.c.address == named.c.address).where(due)
    found = core.Session.scalars(query.order_by(last.c.at.asc().nulls_first(), named.c.address).limit(most)).all()
    core.Session.commit()
    return found


def _keep(told: dict[str, Look]) -> list[str]:
    """Write probes and facts; the addresses of which something else is known now."""
    moment, changes = now(), []
    facts = store.facts_of(told) if told else {}
    for address, seen in told.items():
        core.Session.add(Probe(address=address, at=moment, ok=bool(seen.ok), status=seen.status, ms=None))
        if seen.ok is not None:
            stamp = Stamp("address", address, source=SOURCE, grade="E3", at=moment)
            known_ = facts.get(address, [])
            shown = file_inspection.sample(seen.start) if seen.start else project(known_).get(SAMPLE)
            changes.append(diff(known_, {LINK: {"ok": seen.ok, "why": seen.why}, SAMPLE: shown}, stamp))
    store.apply(changes)
    background_requests.forget()
    return [fact.subject for one in changes for fact in one.add]
