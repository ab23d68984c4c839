"""The systems that contracts tell of, as platforms of their body that wait for its word.

What a platform is (product, maker, function) is declared by nobody yet: grade E1. That its contracts were made is in a
public register: each is a fact `contract` of the platform, grade E4, with what was recognised in it and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Changes, Fact, Stamp, same_value
from ckanext.smartlombardia.logic.contracts import contract_facts
from ckanext.smartlombardia.logic.contracts.purchases import Evidence, Purchase, group_purchases
from ckanext.smartlombardia.logic.records import absence, ingest, store
from ckanext.smartlombardia.logic.records.record_index import RecordIndex, records_of
from ckanext.smartlombardia.matching.systems import product_family
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.registry.contract_identity import contract_id
from ckanext.smartlombardia.types import BodyRef, Record

CONTRACT_FIELDS = ("cig", "title", "suppliers", "start", "end", "awarded")


def record_systems(bodies: Collection[str]) -> set[str]:
    """Bring the platforms of bodies in line with their contracts; returns the packages to index. Commits.

    A platform of which no contract tells any more is archived, unless somebody confirmed it or another source names it.
    """
    contracts = contract_facts.load_published(bodies)
    purchases = {
        f"{ipa}/{purchase.key}": (ipa, purchase)
        for ipa in sorted(bodies)
        for purchase in group_purchases([fact.value for fact in contracts.get(ipa, ())])
    }
    products = _products()
    records = [_record(guid, ipa, purchase, products) for guid, (ipa, purchase) in purchases.items()]
    outcome = ingest.take(contract_facts.SOURCE, records, BodyPlatforms())
    record_ids = outcome.written | _archive(bodies, purchases)
    _state_evidence(bodies, {guid: purchase for guid, (_, purchase) in purchases.items()}, contracts)
    core.Session.commit()
    return record_ids


def evidence_of(ipa: str) -> dict[str, list[Fact]]:
    """The contracts that platforms of a body rest on, by UUID: those that stand, in the order of their beginning."""
    evidence: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(contract_facts.load_evidence([ipa]), key=lambda fact: _began(fact.value)):
        evidence[fact.subject].append(fact)
    return evidence


class BodyPlatforms(RecordIndex):
    """Platforms of bodies, told by product in any spelling, else by function and maker."""

    def find(self, record: Record, owner_org: str | None) -> str | None:
        """The UUID of the platform that is meant, None for a new one or where several fit."""
        return super().find(record, owner_org) or (_same_system(record.fields, owner_org) if owner_org else None)


def _same_system(fields: Mapping[str, Any], owner_org: str) -> str | None:
    rows = list(core.Session.execute(_platform_query(owner_org)))
    if product := fields.get("product_name"):
        family = product_family(product)
        fitting = [row.id for row in rows if family in {product_family(row.product or ""), product_family(row.title)}]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
        rows = [row for row in rows if not row.product]
    purpose = fields.get("function"), product_family(fields.get("vendor_name") or "")
    fitting = [row.id for row in rows if (row.function, product_family(row.vendor or "")) == purpose and all(purpose)]
    return fitting[0] if len(fitting) == 1 else None


def _platform_query(owner_org: str) -> sa.Select[Any]:
    extras = core.Package.extras
    return sa.select(
        core.Package.id,
        core.Package.title,
        extras["product_name"].astext.label("product"),
        extras["function"].astext.label("function"),
        extras["vendor_name"].astext.label("vendor"),
    ).where(core.Package.owner_org == owner_org, core.Package.type == "platform", core.Package.state == "active")


def _products() -> dict[str, str]:
    """UUIDs of public products by the family of their name, where only one has it."""
    query = sa.select(core.Package.title, core.Package.id).where(core.Package.type == "software", readable.is_public())
    products: dict[str, str] = {}
    repeated = set()
    for title, record in core.Session.execute(query):
        family = product_family(title)
        if products.setdefault(family, record) != record:
            repeated.add(family)
    return {family: record for family, record in products.items() if family and family not in repeated}


def _record(guid: str, ipa: str, purchase: Purchase, products: Mapping[str, str]) -> Record:
    fields = {
        "title": purchase.title,
        "product_name": purchase.product,
        "software": products.get(product_family(purchase.product)) if purchase.product else "",
        "vendor_name": purchase.vendor,
        "vendor_vat": purchase.vendor_vat,
        "function": purchase.function,
        "visibility": "bodies" if purchase.may_be_sensitive else "",
    }
    return Record(
        kind="platform",
        guid=guid,
        fields={name: value for name, value in fields.items() if value},
        body=BodyRef(ipa=ipa),
        grade="E1",
    )


def _archive(bodies: Collection[str], guids: Collection[str]) -> set[str]:
    """Archive what the contracts of bodies tell of no more; the packages to index."""
    row = SourceRecord
    of_bodies = sa.or_(*(row.guid.startswith(f"{ipa}/", autoescape=True) for ipa in sorted(bodies)))
    query = sa.select(row.id, row.guid).where(
        row.source == contract_facts.SOURCE, row.hash != absence.ARCHIVED, of_bodies
    )
    gone = [number for number, guid in core.Session.execute(query) if guid not in guids]
    return absence.archive(gone) if gone else set()


def _state_evidence(
    bodies: Collection[str], purchases: Mapping[str, Purchase], contracts: Mapping[str, list[Fact]]
) -> None:
    """Write which contracts platforms rest on, and end what they rest on no more. No commit."""
    observed = {(ipa, fact.object): fact for ipa, facts in contracts.items() for fact in facts}
    rows = records_of(contract_facts.SOURCE, purchases)
    expected = {
        (str(rows[guid].record), contract_id(evidence.contract)): (guid.partition("/")[0], evidence)
        for guid, purchase in purchases.items()
        if guid in rows
        for evidence in purchase.evidence
    }
    stored = {(fact.subject, fact.object): fact for fact in contract_facts.load_evidence(bodies)}
    changes = Changes()
    for (record, identity), (ipa, evidence) in expected.items():
        before = stored.pop((record, identity), None)
        value = _evidence_value(evidence)
        if before and same_value(before.value, value):
            continue
        moment = observed[ipa, identity].observed_at
        stamp = Stamp(
            "record", record, contract_facts.SOURCE, at=now(), grade="E4", observed_at=moment, object=identity
        )
        changes.add.append(stamp.fact(contract_facts.CONTRACT, value))
        if before:
            changes.close.append(replace(before, until=now()))
    changes.close.extend(replace(fact, until=now()) for fact in stored.values())
    store.apply([changes])
    store.tell("record", dict.fromkeys((fact.subject for fact in (*changes.add, *changes.close)), "contracts"))


def _evidence_value(evidence: Evidence) -> dict[str, Any]:
    values = {name: evidence.contract[name] for name in CONTRACT_FIELDS if evidence.contract.get(name)}
    recognition = evidence.recognition
    return {**values, "band": recognition.band, "reasons": [list(reason) for reason in recognition.reasons]}


def _began(value: Mapping[str, Any]) -> str:
    return value.get("start") or value.get("awarded") or value.get("end") or ""
