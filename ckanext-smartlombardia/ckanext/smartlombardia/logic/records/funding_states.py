"""The state of a project as PA digitale 2026 publishes it for the same CUP, written to the project's record.

The list of the PNRR says of a CUP that it is active years after it was paid out or renounced; the newer fact wins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.facts import Stamp, diff
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import FactRow
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.types import Grade

FUNDED = "funded_service"


def write_states(cups: Mapping[str, str]) -> set[str]:
    """Write the states of projects (UUID -> CUP) as facts of the source that tells them. No commit.

    Returns the UUIDs of records whose facts changed.
    """
    newest = _newest_states(set(cups.values()))
    projects = {uuid: newest[cup] for uuid, cup in cups.items() if cup in newest}
    stored = store.facts_of(projects)
    changes = {uuid: diff(stored[uuid], _stated(row), _stamp(uuid, row)) for uuid, row in projects.items()}
    store.apply(list(changes.values()))
    return {uuid for uuid, change in changes.items() if change}


def projects_of(bodies: Collection[str]) -> dict[str, str]:
    """Project records (UUID -> CUP) of whose CUP a fact of these bodies tells."""
    cups = sa.select(FactRow.object).where(
        FactRow.kind == "body", FactRow.subject.in_(bodies), FactRow.name == FUNDED, FactRow.until.is_(None)
    )
    cup = core.Package.extras["cup"].astext
    query = sa.select(core.Package.id, cup).where(core.Package.type == "project", core.Package.state == "active")
    return dict(core.Session.execute(query.where(cup.in_(cups))).tuples().all())


def _newest_states(cups: Collection[str]) -> dict[str, FactRow]:
    """The newest fact of funding of each CUP."""
    query = (
        sa.select(FactRow)
        .distinct(FactRow.object)
        .where(FactRow.kind == "body", FactRow.name == FUNDED, FactRow.until.is_(None), FactRow.object.in_(list(cups)))
        .order_by(FactRow.object, sa.nulls_last(FactRow.observed_at.desc()))
    )
    return {str(row.object): row for row in core.Session.scalars(query)}


def _stated(row: FactRow) -> dict[str, str]:
    """The status of a project (column `project_status` of the scheme of states); nothing for a state without one."""
    concept = vocabularies.concept("funding_states", str(row.value.get("state")))
    return {"status": concept.extra["project_status"]} if concept else {}


def _stamp(uuid: str, row: FactRow) -> Stamp:
    return Stamp(
        "record",
        uuid,
        row.source,
        at=now(),
        grade=cast("Grade", row.grade),
        source_record=row.source_record,
        observed_at=row.observed_at,
    )
