"""Present the results of other rooms on datasets as facts that rules read: broken metadata rules, checks of links."""

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


def load_facts(datasets: Collection[str]) -> dict[str, list[Fact]]:
    """Load facts by dataset (UUID), none for an unchecked one. They have no id: no row holds them."""
    rows = core.Session.scalars(sa.select(QualityRow).where(QualityRow.record.in_(list(datasets)))).all()
    link_facts = store.facts_of({address for row in rows for address in row.addresses})
    facts_by_dataset: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        broken = {
            finding["rule"]
            for finding in row.findings
            if finding["severity"] == "error" and finding.get("profile") in (None, ITALIAN)
        }
        facts_by_dataset[row.record].append(
            Fact("record", row.record, "dcatapit_breaches", sorted(broken), grade="E2", source="quality", since=row.at)
        )
        for address in row.addresses:
            facts_by_name = {fact.name: fact for fact in link_facts.get(address, ())}
            if links.LINK in facts_by_name:
                facts_by_dataset[row.record] += _to_facts(
                    row.record, facts_by_name[links.LINK], facts_by_name.get(links.SAMPLE)
                )
    return facts_by_dataset


def _to_facts(record: str, fact: Fact, sample: Fact | None) -> list[Fact]:
    """Convert the check of a link, and the sample of its file, to facts that rules on datasets read."""
    since = fact.since or now()
    silent = 0 if fact.value["ok"] else (now().date() - since.date()).days + 1
    value = {"status": 200 if fact.value["ok"] else None, "dead_days": silent, "why": fact.value["why"]}
    content = sample.value if sample else {}
    value |= {name: content[key] for name, key in (("found", "format"), ("standard", "standard")) if content.get(key)}
    facts = [Fact("record", record, "resource_seen", value, fact.subject, "E3", fact.source, since=since)]
    if content.get("names"):
        columns = {name: content[name] for name in ("names", "identifiers")}
        facts.append(Fact("record", record, "columns", columns, fact.subject, "E3", fact.source, since=since))
    return facts
