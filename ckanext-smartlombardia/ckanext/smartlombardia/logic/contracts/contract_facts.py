"""Write facts of published contracts to the platforms that they concern, for the audit and for those entitled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Fact, Stamp, classify_source, diff, is_empty, project
from ckanext.smartlombardia.logic.contracts import contract_matching
from ckanext.smartlombardia.logic.contracts.contract_merging import find_identities, merge_contracts
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Body, FactRow, Restricted
from ckanext.smartlombardia.model.base import now

CONTRACT = "contract"
SOURCE = "contracts"


def link_contracts(bodies: Collection[str]) -> set[str]:
    """Write facts of contracts to the platforms of these bodies (IPA codes); returns the platforms that changed.

    The facts of a platform that no contract concerns any more end. No commit.
    """
    contracts = load_contracts(bodies)
    platforms = _platforms(bodies)
    records = [package.id for rows in platforms.values() for package in rows]
    restricted, evidence = store.facts_of(records, Restricted), store.facts_of(records)
    changed = set()
    for ipa, rows in platforms.items():
        systems = [_system(row, restricted[row.id], evidence[row.id]) for row in rows]
        matches = contract_matching.match_contracts(contracts.get(ipa, ()), systems)
        for system in systems:
            values = contract_matching.summarise_contracts(matches[system.id]) if system.id in matches else {}
            stamp = Stamp("record", system.id, SOURCE, at=now(), grade="E4")
            changes = diff(
                restricted[system.id], {name: value for name, value in values.items() if not is_empty(value)}, stamp
            )
            if changes:
                store.apply([changes], Restricted)
                changed.add(system.id)
    store.tell("record", dict.fromkeys(changed, "restricted"))
    return changed


def bodies_of(records: Iterable[str]) -> set[str]:
    """The bodies whose platforms these records are."""
    query = (
        sa.select(Body.ipa)
        .join(core.Package, core.Package.owner_org == Body.org_id)
        .where(core.Package.id.in_(list(records)), core.Package.type == "platform")
    )
    return set(core.Session.scalars(query))


def load_contracts(bodies: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Load the contracts of bodies with their restricted values. Not for public output."""
    costs = load_costs(bodies)
    return {
        ipa: [{**fact.value, **costs.get((ipa, fact.object or ""), {})} for fact in facts]
        for ipa, facts in load_published(bodies).items()
    }


def load_costs(bodies: Collection[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """What is restricted of contracts, by body and identity. Not for the eyes of everybody."""
    identities = {ipa: find_identities(facts) for ipa, facts in _editions(bodies, FactRow).items()}
    return {
        (ipa, fact.object or ""): fact.value
        for ipa, facts in _editions(bodies, Restricted).items()
        for fact in merge_contracts(facts, identities.get(ipa, {}))
    }


def platforms_by_contract(ipa: str) -> dict[str, set[str]]:
    """The UUIDs of the platforms of a body that rest on its contracts, by the identity of the contract."""
    platforms: dict[str, set[str]] = defaultdict(set)
    for fact in load_evidence([ipa]):
        platforms[fact.object or ""].add(fact.subject)
    return platforms


def load_evidence(bodies: Collection[str]) -> list[Fact]:
    """The facts that stand on the contracts which platforms of bodies rest on, archived platforms too."""
    query = sa.select(FactRow.id).where(
        FactRow.kind == "record",
        FactRow.name == CONTRACT,
        FactRow.source == SOURCE,
        FactRow.until.is_(None),
        FactRow.subject.in_(_platform_query(bodies)),
    )
    return store.numbered(core.Session.scalars(query))


def bodies_with_contracts() -> set[str]:
    """IPA codes of all bodies of which a published contract is known."""
    query = sa.select(FactRow.subject).where(FactRow.kind == "body", FactRow.name == CONTRACT, FactRow.until.is_(None))
    return set(core.Session.scalars(query.distinct()))


def load_published(bodies: Collection[str]) -> dict[str, list[Fact]]:
    """Load the public facts of contracts of bodies, one fact a contract whatever sources tell of it."""
    return {ipa: merge_contracts(facts, find_identities(facts)) for ipa, facts in _editions(bodies, FactRow).items()}


def _platform_query(bodies: Collection[str]) -> sa.Select[tuple[str]]:
    """The UUIDs of all platforms of bodies, archived ones too."""
    return (
        sa.select(core.Package.id)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(Body.ipa.in_(bodies), core.Package.type == "platform")
    )


def _editions(bodies: Collection[str], table: type[FactRow] | type[Restricted]) -> dict[str, list[Fact]]:
    """All facts on contracts by body, one for each source and edition of a register that tells of a contract."""
    return {
        ipa: [fact for fact in facts if fact.kind == "body" and fact.name == CONTRACT]
        for ipa, facts in store.facts_of(bodies, table).items()
    }


def _platforms(bodies: Collection[str]) -> dict[str, list[core.Package]]:
    query = (
        sa.select(Body.ipa, core.Package)
        .join(core.Package, core.Package.owner_org == Body.org_id)
        .where(Body.ipa.in_(bodies), core.Package.type == "platform", core.Package.state == "active")
    )
    platforms: dict[str, list[core.Package]] = defaultdict(list)
    for ipa, package in core.Session.execute(query):
        platforms[ipa].append(package)
    return platforms


def _system(package: core.Package, restricted_facts: list[Fact], facts: list[Fact]) -> contract_matching.System:
    extras = package.extras
    by_hand = [fact for fact in restricted_facts if classify_source(fact) in ("hand", "decision")]
    names = tuple(dict.fromkeys(filter(None, (extras.get("product_name"), package.title))))
    evidence = frozenset(str(fact.object) for fact in facts if fact.name == CONTRACT and fact.source == SOURCE)
    return contract_matching.System(
        package.id, names, extras.get("vendor_vat") or "", project(by_hand).get("cig") or "", evidence
    )
