"""What systems cost a year and until when their contracts run, for those who may see it: the office, and each body its
own. Whoever sees none of it learns nothing from the order of the queue either, for it is made of what they see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import project
from ckanext.smartlombardia.logic.matching.case_visibility import Viewer
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Body, Restricted

COST, END = "yearly_cost", "contract_end"


@dataclass(frozen=True, slots=True)
class Contract:
    """Euro a year, and the day, month or year (ISO) on which the contract ends; None where nobody said it."""

    cost: float | None
    end: str | None


def load_contracts(viewer: Viewer, only: Collection[str] | None = None) -> dict[str, Contract]:
    """Load the contracts that the viewer may see, by platform (UUID); `only` of these platforms."""
    if not (viewer.office or viewer.bodies):
        return {}
    query = sa.select(Restricted.subject).where(Restricted.name.in_((COST, END)), Restricted.until.is_(None)).distinct()
    if only is not None:
        query = query.where(Restricted.subject.in_(list(only)))
    if not viewer.office:
        package = core.Package
        own = sa.select(package.id).join(Body, Body.org_id == package.owner_org).where(Body.ipa.in_(viewer.bodies))
        query = query.where(Restricted.subject.in_(own))
    facts_by_platform = store.facts_of(core.Session.scalars(query), Restricted)
    return {platform: _contract(project(facts)) for platform, facts in facts_by_platform.items()}


def cost(members: Iterable[str], contracts: Mapping[str, Contract]) -> float | None:
    """Sum the known yearly cost (euro) of these records; None where nothing is known."""
    costs = [contract.cost for member in members if (contract := contracts.get(member)) and contract.cost is not None]
    return sum(costs) if costs else None


def _contract(facts: Mapping[str, object]) -> Contract:
    paid, end = facts.get(COST), facts.get(END)
    return Contract(float(str(paid)) if paid is not None else None, str(end) if end else None)
