"""What other rooms found out of datasets, as facts that rules read: broken rules of metadata, looks at addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.logic.quality import links
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import QualityRow
from ckanext.smartlombardia.model.base import now

ITALIAN = "dcat-ap-it"


def of(datasets: Collection[str]) -> dict[str, list[Fact]]:
    """Facts by dataset, none for one that nobody looked at. They have no number: their own pages tell them."""
    rows = core.Session.scalars(sa.select(QualityRow).where(QualityRow.record.in_(list(datasets)))).all()
    looked = store.facts_of({address for row in rows for address in row.addresses})
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        broken = {
            one["rule"] for one in row.findings if one["severity"] == "error" and one.get("profile") in (None, ITALIAN)
        }
        found[row.record].append(
            Fact("record", row.record, "dcatapit_breaches", sorted(broken), grade="E2", source="quality", since=row.at)
        )
        for address in row.addresses:
            told = {fact.name: fact for fact in looked.get(address, ())}
            if links.LINK in told:
                found[row.record] += _seen(row.record, told[links.LINK], told.get(links.SAMPLE))
    return found


def _seen(record: str, fact: Fact, sample: Fact | None) -> list[Fact]:
    """A look at an address, and what the first bytes of the file showed, as rules on datasets read them."""
    since = fact.since or now()
    silent = 0 if fact.value["ok"] else (now().date() - since.date()).days + 1
    value = {"status": 200 if fact.value["ok"] else None, "dead_days": silent, "why": fact.value["why"]}
    shown = sample.value if sample else {}
    value |= {name: shown[said] for name, said in (("found", "format"), ("standard", "standard")) if shown.get(said)}
    seen = [Fact("record", record, "resource_seen", value, fact.subject, "E3", fact.source, since=since)]
    if shown.get("names"):
        columns = {name: shown[name] for name in ("names", "identifiers")}
        seen.append(Fact("record", record, "columns", columns, fact.subject, "E3", fact.source, since=since))
    return seen
