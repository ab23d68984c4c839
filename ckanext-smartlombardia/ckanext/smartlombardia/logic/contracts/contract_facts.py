"""Facts of published contracts written to the platforms that they are about, for the audit and for who may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Fact, Stamp, classify_source, diff, is_empty, project
from ckanext.smartlombardia.logic.contracts import contract_matching
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Body, FactRow, Restricted
from ckanext.smartlombardia.model.base import now

CONTRACT = "contract"
SOURCE = "contracts"


def link(bodies: Collection[str]) -> set[str]:
    """Tell the platforms of these bodies what their contracts say; the platforms of which something changed. No commit.

    A platform that no contract is about any more is told nothing, and what it was told ends.
    """
    contracts = of(bodies)
    platforms = _platforms(bodies)
    records = [one.id for rows in platforms.values() for one in rows]
    known, evidence = store.facts_of(records, Restricted), store.facts_of(records)
    changed = set()
    for ipa, rows in platforms.items():
        systems = [_system(row, known[row.id], evidence[row.id]) for row in rows]
        found = contract_matching.about(contracts.get(ipa, ()), systems)
        for system in systems:
            said = contract_matching.stated(found[system.id]) if system.id in found else {}
            stamp = Stamp("record", system.id, SOURCE, at=now(), grade="E4")
            changes = diff(
                known[system.id], {name: value for name, value in said.items() if not is_empty(value)}, stamp
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


def of(bodies: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The contracts of bodies as their files say them, what is restricted included. Not for the eyes of everybody."""
    costs = {(ipa, one.object): one.value for ipa, facts in _contracts(bodies, Restricted).items() for one in facts}
    return {
        ipa: [{**one.value, **costs.get((ipa, one.object), {})} for one in facts]
        for ipa, facts in published(bodies).items()
    }


def bodies_with_contracts() -> set[str]:
    """IPA codes of all bodies of which a published contract is known."""
    query = sa.select(FactRow.subject).where(FactRow.kind == "body", FactRow.name == CONTRACT, FactRow.until.is_(None))
    return set(core.Session.scalars(query.distinct()))


def published(bodies: Collection[str]) -> dict[str, list[Fact]]:
    """The contracts of bodies as everybody may read them, one fact a contract."""
    return _contracts(bodies, FactRow)


def platform_query(bodies: Collection[str]) -> sa.Select[tuple[str]]:
    """The UUIDs of all platforms of bodies, archived ones too."""
    return (
        sa.select(core.Package.id)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(Body.ipa.in_(bodies), core.Package.type == "platform")
    )


def _contracts(bodies: Collection[str], table: type[FactRow] | type[Restricted]) -> dict[str, list[Fact]]:
    """One fact a contract: where two sources know it, that of the newer observation."""
    found: dict[str, list[Fact]] = {}
    for ipa, facts in store.facts_of(bodies, table).items():
        ours = sorted((one for one in facts if one.kind == "body" and one.name == CONTRACT), key=_observed)
        found[ipa] = list({one.object: one for one in ours}.values())
    return found


def _observed(fact: Fact) -> float:
    return fact.observed_at.timestamp() if fact.observed_at else 0.0


def _platforms(bodies: Collection[str]) -> dict[str, list[core.Package]]:
    query = (
        sa.select(Body.ipa, core.Package)
        .join(core.Package, core.Package.owner_org == Body.org_id)
        .where(Body.ipa.in_(bodies), core.Package.type == "platform", core.Package.state == "active")
    )
    found: dict[str, list[core.Package]] = defaultdict(list)
    for ipa, package in core.Session.execute(query):
        found[ipa].append(package)
    return found


def _system(package: core.Package, known: list[Fact], facts: list[Fact]) -> contract_matching.System:
    said = package.extras
    by_hand = [one for one in known if classify_source(one) in ("hand", "decision")]
    names = tuple(dict.fromkeys(filter(None, (said.get("product_name"), package.title))))
    evidence = frozenset(str(one.object) for one in facts if one.name == CONTRACT and one.source == SOURCE)
    return contract_matching.System(
        package.id, names, said.get("vendor_vat") or "", project(by_hand).get("cig") or "", evidence
    )
