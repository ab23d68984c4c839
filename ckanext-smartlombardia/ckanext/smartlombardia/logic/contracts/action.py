"""Actions on published contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.logic.contracts import contract_facts, contract_filters, contract_matching, platforms
from ckanext.smartlombardia.logic.records import fact_view, packages
from ckanext.smartlombardia.registry import readable, visibility

__all__ = ["smartlombardia_body_contracts", "smartlombardia_contracts_link", "smartlombardia_systems_record"]


@tk.side_effect_free
def smartlombardia_body_contracts(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Contracts on systems and IT services that a body has published, those that end last first.

    A contract that several sources tell of is one. What it cost is given to the body itself and to the regional office.

    :param ipa: IPA code
    :param year: only those in force in a year
    :param supplier: only those of a supplier, by VAT number or a part of its name
    :param system: only those that a platform rests on, by its UUID
    :returns: list of the values of `contract` facts with id, source, source_title, source_url, grade, observed_at and
        `systems` (id, name and title of the platforms that rest on it, of those that the caller may see); for who may
        see them `amount` (euro without VAT, for the whole contract) and `yearly` where its length is known
    """
    tk.check_access("smartlombardia_body_contracts", context, data_dict)
    ipa = tk.get_or_bust(data_dict, "ipa").lower()
    facts = contract_facts.load_published([ipa]).get(ipa, [])
    sees_costs = visibility.sees_restricted(visibility.viewer(context), ipa)
    costs = contract_facts.load_costs([ipa]) if sees_costs else {}
    systems = _visible_systems(context, contract_facts.platforms_by_contract(ipa))
    addresses = fact_view.load_addresses([fact.source_record for fact in facts])
    contracts = [
        _shown(fact, costs.get((ipa, fact.object or ""), {}), systems.get(fact.object or "", []), addresses)
        for fact in facts
    ]
    wanted = [contract for contract in contracts if contract_filters.matches(contract, data_dict)]
    return sorted(wanted, key=contract_filters.last_day, reverse=True)


def smartlombardia_contracts_link(context: Context, data_dict: DataDict) -> list[str]:
    """Tell the platforms what the published contracts of their bodies say, where it is certain which are meant.

    :param bodies: IPA codes of bodies whose contracts changed
    :param records: records that changed, of which the platforms count
    :returns: ids of the platforms of which something changed
    """
    tk.check_access("smartlombardia_contracts_link", context, data_dict)
    bodies = set(data_dict.get("bodies") or ()) | contract_facts.bodies_of(data_dict.get("records") or ())
    return sorted(contract_facts.link_contracts(bodies)) if bodies else []


def smartlombardia_systems_record(context: Context, data_dict: DataDict) -> list[str]:
    """Record as platforms to be confirmed the systems that the published contracts of bodies tell of. Commits.

    :param bodies: IPA codes of bodies whose contracts changed
    :returns: ids of the platforms that were written
    """
    tk.check_access("smartlombardia_systems_record", context, data_dict)
    bodies = set(tk.get_or_bust(data_dict, "bodies"))
    record_ids = platforms.record_systems(bodies) if bodies else set()
    packages.index(record_ids)
    return sorted(record_ids)


def _shown(
    fact: Fact, cost: Mapping[str, Any], systems: Sequence[Mapping[str, str]], addresses: fact_view.Addresses
) -> dict[str, Any]:
    """A contract as it is shown, with its source."""
    source = fact_view.describe_fact(fact, addresses)
    names = ("source", "source_title", "source_url", "grade", "observed_at")
    contract = {**fact.value, "id": fact.object, "systems": systems, **{name: source[name] for name in names}}
    if amount := cost.get("amount"):
        contract |= {"amount": amount, "yearly": _yearly(amount, contract_matching.days(contract))}
    return contract


def _visible_systems(context: Context, platforms: Mapping[str, set[str]]) -> dict[str, list[dict[str, str]]]:
    """The platforms by contract that the caller may see."""
    package = core.Package
    query = sa.select(package.id, package.name, package.title).where(
        package.id.in_(set().union(*platforms.values())), readable.readable_platforms(visibility.viewer(context))
    )
    visible = {row["id"]: dict(row) for row in core.Session.execute(query).mappings()}
    return {
        identity: [visible[record] for record in sorted(records) if record in visible]
        for identity, records in platforms.items()
    }


def _yearly(amount: float, days: int | None) -> int | None:
    """The cost of a year, for contracts of about a year at least."""
    return round(amount * 365 / days) if days and days >= 360 else None
