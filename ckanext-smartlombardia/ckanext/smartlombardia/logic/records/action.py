"""Actions on records: taking them in, showing where values come from, confirming them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.facts import confirmations, provenance
from ckanext.smartlombardia.logic.records import (
    absence,
    edits,
    fact_view,
    ingest,
    ingest_observations,
    packages,
    repair_log,
    store,
)
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.model import Alias
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_body_facts",
    "smartlombardia_fact_confirm",
    "smartlombardia_observations_take",
    "smartlombardia_record_archived",
    "smartlombardia_record_facts",
    "smartlombardia_record_repairs",
    "smartlombardia_record_resolve",
    "smartlombardia_records_take",
]


def smartlombardia_records_take(context: Context, data_dict: DataDict) -> Outcome:
    """Take a batch of records of a source: facts, packages, index. Called in process by harvests.

    :param source: name of the source
    :param records: list of `Record` values
    :returns: counts (new, changed, joined, unchanged, outside, refused), refusals, repairs, UUIDs written
    """
    tk.check_access("smartlombardia_records_take", context, data_dict)
    outcome = ingest.take(data_dict["source"], data_dict["records"])
    packages.index(outcome.written)
    return outcome


def smartlombardia_observations_take(context: Context, data_dict: DataDict) -> Outcome:
    """Take a batch of facts on bodies. Called in process by harvests.

    :param source: name of the source
    :param observations: list of `Observation` values
    :returns: counts (new, changed, unchanged, outside, refused), refusals, repairs
    """
    tk.check_access("smartlombardia_observations_take", context, data_dict)
    return ingest_observations.take(data_dict["source"], data_dict["observations"])


@tk.side_effect_free
def smartlombardia_record_facts(context: Context, data_dict: DataDict) -> dict[str, dict[str, Any]]:
    """Where each value of a record comes from, since when, and what others say.

    :param id: id or name of the record
    :returns: field -> value, source, source_title, source_url, grade, observed_at, since, by_hand, others (sources that
        say the same or otherwise), contradicting and contradicted_by (facts, and the titles of their sources, that came
        to say otherwise after a hand edit)
    """
    tk.check_access("smartlombardia_record_facts", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    facts = store.facts_of([package.id])[package.id]
    winners = provenance(facts, visibility.body_of_organization(package.owner_org))
    addresses = fact_view.load_addresses([fact.source_record for fact in facts])
    return {name: fact_view.describe_winner(winner, addresses) for name, winner in winners.items()}


@tk.side_effect_free
def smartlombardia_record_repairs(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """What was mended on a record on its way in.

    :param id: id or name of the record
    :returns: list of field (the name of a field, or the IRI of a property), was, now, why, source, source_title
    """
    tk.check_access("smartlombardia_record_facts", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    return repair_log.of_record(package.id)


@tk.side_effect_free
def smartlombardia_record_resolve(context: Context, data_dict: DataDict) -> dict[str, str]:
    """The record that an id leads to today: itself, or the one it was merged into.

    :param id: UUID
    :returns: id, name and type
    """
    record_id = tk.get_or_bust(data_dict, "id")
    alias = core.Session.scalar(sa.select(Alias.new).where(Alias.old == record_id, Alias.until.is_(None)))
    tk.check_access("package_show", context, {"id": alias or record_id})
    package = core.Package.get(alias or record_id)
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    return {"id": package.id, "name": package.name, "type": package.type}


@tk.side_effect_free
def smartlombardia_body_facts(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """What is known of a body itself, with source, date and grade; newest first within a name.

    :param ipa: IPA code
    :param name: only facts of this name, such as `funded_service`
    :returns: list of name, object, value, source, source_title, source_url, grade, observed_at, since
    """
    tk.check_access("smartlombardia_body_facts", context, data_dict)
    facts = store.facts_of([tk.get_or_bust(data_dict, "ipa").lower()]).get(data_dict["ipa"].lower(), [])
    name = data_dict.get("name")
    facts = [fact for fact in facts if fact.kind == "body" and name in (None, fact.name)]
    addresses = fact_view.load_addresses([fact.source_record for fact in facts])
    ordered = sorted(facts, key=fact_view.newest_first)
    return [{"name": fact.name, "object": fact.object, **fact_view.describe_fact(fact, addresses)} for fact in ordered]


@tk.side_effect_free
def smartlombardia_record_archived(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What is left to say of a record that was archived because its source names it no more.

    :param id: id or name of the record
    :returns: title, type, organization (its name) and title of its body, since, and the titles of its sources
    """
    tk.check_access("smartlombardia_record_archived", context, data_dict)
    package = core.Package.get(data_dict["id"])
    since = absence.archived_since(package.id) if package and package.state == "deleted" else None
    if since is None or package.private:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    body = core.Group.get(package.owner_org) if package.owner_org else None
    return {
        "title": package.title,
        "type": package.type,
        "organization": body.name if body else None,
        "body": body.title if body else None,
        "since": since.isoformat(),
        "sources": sorted(fact_view.source_title(source) for source in absence.sources_of(package.id)),
    }


def smartlombardia_fact_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Confirm values of a record as they stand; they then count as said by the owner.

    :param id: id or name of the record
    :param fields: names of the fields; all that have a value if not given
    :returns: names of the fields that were not confirmed before
    """
    tk.check_access("smartlombardia_fact_confirm", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    body = visibility.body_of_organization(package.owner_org)
    store.hold(package.id)
    facts = store.facts_of([package.id])[package.id]
    names = data_dict.get("fields") or sorted({fact.name for fact in facts})
    hand = edits.stamp(package.id, core.User.get(context["user"]), body)
    changes = confirmations(facts, names, hand, owner=body)
    if changes:
        store.apply([changes])
        store.tell("record", {package.id: "confirmed"})
        core.Session.commit()
    return {"confirmed": sorted({fact.name for fact in changes.add})}
