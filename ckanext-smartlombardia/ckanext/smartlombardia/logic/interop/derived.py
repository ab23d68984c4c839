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
            found[row.record] += [
                _seen(row.record, fact) for fact in looked.get(address, ()) if fact.name == links.LINK
            ]
    return found


def _seen(record: str, fact: Fact) -> Fact:
    """A look at an address as D-03 reads it."""
    since = fact.since or now()
    silent = 0 if fact.value["ok"] else (now().date() - since.date()).days + 1
    value = {"status": 200 if fact.value["ok"] else None, "dead_days": silent, "why": fact.value["why"]}
    return Fact("record", record, "resource_seen", value, fact.subject, "E3", fact.source, since=since)
