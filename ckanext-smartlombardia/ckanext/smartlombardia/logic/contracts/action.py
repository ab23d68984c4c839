"""Actions on published contracts."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.contracts import contract_facts, contract_matching, platforms
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.registry import visibility

__all__ = ["smartlombardia_body_contracts", "smartlombardia_contracts_link", "smartlombardia_systems_record"]


@tk.side_effect_free
def smartlombardia_body_contracts(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Software and IT contracts that a body has published, those that end last first.

    What they cost is given to the body itself and to the regional office.

    :param ipa: IPA code
    :returns: list of the values of `contract` facts with source, source_title, source_url, grade and observed_at; for
        who may see them `amount` (euro without VAT, for the whole contract) and `yearly` where its length is known
    """
    tk.check_access("smartlombardia_body_contracts", context, data_dict)
    ipa = tk.get_or_bust(data_dict, "ipa").lower()
    costs = {}
    if visibility.sees_restricted(visibility.viewer(context), ipa):
        costs = {
            contract["cig"]: contract["amount"]
            for contract in contract_facts.load_contracts([ipa]).get(ipa, ())
            if contract.get("amount")
        }
    facts = tk.get_action("smartlombardia_body_facts")(context, {"ipa": ipa, "name": contract_facts.CONTRACT})
    newest = {fact["object"]: fact for fact in sorted(facts, key=lambda fact: fact["observed_at"] or "")}
    origin = ("source", "source_title", "source_url", "grade", "observed_at")
    contracts = [{**fact["value"], **{name: fact[name] for name in origin}} for fact in newest.values()]
    for contract in contracts:
        if amount := costs.get(contract["cig"]):
            contract |= {"amount": amount, "yearly": _yearly(amount, contract_matching.days(contract))}
    return sorted(
        contracts,
        key=lambda contract: contract.get("end") or contract.get("start") or contract.get("awarded") or "",
        reverse=True,
    )


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


def _yearly(amount: float, days: int | None) -> int | None:
    """The cost of a year, for contracts of about a year at least."""
    return round(amount * 365 / days) if days and days >= 360 else None
