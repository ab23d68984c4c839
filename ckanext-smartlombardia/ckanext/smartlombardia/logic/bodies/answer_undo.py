"""Taking an answer about a record back: what the body only confirmed or denied is again as its sources say.

Values that the body typed itself stay: they answer no question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.facts import Changes, Fact, project, same_value, standing_facts
from ckanext.smartlombardia.logic.bodies.questions import APIS, ENDED
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.model.base import now

NOT_USED = "not_used"


def records_of(ipa: str, key: str) -> list[str]:
    """UUIDs of the body's own records that an answer was about."""
    query = (
        sa.select(core.Package.id)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(Body.ipa == ipa, core.Package.state == "active")
    )
    if key == APIS:
        return list(core.Session.scalars(query.where(core.Package.type == "dataservice")))
    return list(
        core.Session.scalars(
            query.where(core.Package.id == key.removeprefix("record:").removeprefix(ENDED).partition(":")[0])
        )
    )


def retract(context: Context, ipa: str, record: str) -> None:
    """End the body's «yes» or «no» on a record; its status is again what the sources say. No commit of its own."""
    facts = standing_facts(store.facts_of([record]).get(record, []))
    ended = [fact for fact in facts if _answers(fact, facts, f"owner:{ipa}")]
    if not ended:
        return
    store.apply([Changes(close=[replace(fact, until=now()) for fact in ended])])
    store.tell("record", {record: "retracted"})
    if any(fact.name == "status" for fact in ended):
        left = [fact for fact in facts if fact not in ended]
        status = project(left, ipa).get("status", "")
        tk.get_action("package_patch")(tk.fresh_context(context), {"id": record, "status": status})


def _answers(fact: Fact, facts: Sequence[Fact], owner: str) -> bool:
    """Is it the body's answer: that it does not use the platform, or just what another source says too?"""
    if fact.source != owner:
        return False
    if fact.name == "status" and fact.value == NOT_USED:
        return True
    others = [
        other for other in facts if other.name == fact.name and other.object == fact.object and other.source != owner
    ]
    return any(same_value(other.value, fact.value) for other in others)
