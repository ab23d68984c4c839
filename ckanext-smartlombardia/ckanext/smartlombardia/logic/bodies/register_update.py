"""Bodies brought in line with what ISTAT and IndicePA say now; records of those that ended go on at their successors.

Nothing is deleted: a body that ended keeps its page, its facts and its name, and says where its records are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats import indicepa, istat
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import packages, store
from ckanext.smartlombardia.logic.records.package_refresh import rewrite
from ckanext.smartlombardia.model import Body, FactRow
from ckanext.smartlombardia.model.base import alone, now
from ckanext.smartlombardia.registry import succession, visibility
from ckanext.smartlombardia.vocabularies import changes

MOVED = "record_moved"
MAX_ABSENT = 20


@dataclass(frozen=True, slots=True)
class Move:
    """Records that go on at another body. `people` have access to the old one, and none to the new one by that."""

    old: str
    new: str
    records: list[str]
    sources: list[str]
    people: int


def read(istat_file: bytes | None, ipa_file: bytes | None) -> succession.Plan:
    """What the official files change. Raises NotReadable and ValidationError (a list that is not whole)."""
    variations = istat.variations(istat_file) if istat_file else []
    listed = list(indicepa.bodies(ipa_file)) if ipa_file else []
    try:
        return succession.plan(variations, listed)
    except succession.Incomplete as error:
        raise tk.ValidationError({"ipa": [tk._("The list is not whole: {why}").format(why=error)]}) from error


def store_plan(plan: succession.Plan) -> None:
    """Store the changes of a plan beside the tables, and update the organizations of the bodies. No commit."""
    rows = {ipa: dict(row) for ipa, row in changes.read().items()}
    for ipa, columns in plan.rows.items():
        rows[ipa] = {**rows.get(ipa, {"ipa": ipa}), **columns}
    if plan.rows:
        changes.write(rows.values())
    present = set(core.Session.scalars(sa.select(Body.ipa)))
    bodies = [body for ipa in plan.rows if (body := vocabularies.body(ipa))]
    territory.load([body for body in bodies if body.ipa in present or body.kind == succession.TOWN])
    core.Session.flush()  # moving forgets what is not written yet


def moves(plan: succession.Plan | None = None) -> list[Move]:
    """List what moves from bodies that ended, or that a plan ends, to their last successor."""
    over = (body for body in vocabularies.bodies() if succession.ended(body, date.today()))
    ends = {body.ipa: body.successor for body in over if body.successor}
    for ipa, row in plan.rows.items() if plan else ():
        if row.get("successor") and row["valid_until"] < date.today().isoformat():
            ends[ipa] = row["successor"]
    transfers = []
    for old, heir in ends.items():
        while heir in ends:
            heir = ends[heir]
        if move := _move(old, heir):
            transfers.append(move)
    return transfers


def titled(plan: succession.Plan) -> set[str]:
    """Records whose page and place in the index name a body that has another title now."""
    orgs = [territory.organization_id(ipa) for ipa, row in plan.rows.items() if "official_name" in row]
    query = sa.select(core.Package.id).where(core.Package.owner_org.in_(orgs), core.Package.state == "active")
    return set(core.Session.scalars(query))


def move(transfers: Iterable[Move], titled: Iterable[str] = ()) -> None:
    """Move records and sources to the successors, each with a dated fact on the old body. Commits, then indexes.

    `titled` are records to index although they do not move.
    """
    moved = set(titled)
    for transfer in transfers:
        alone(f"body {transfer.old}")
        body = vocabularies.body(transfer.new)
        assert body is not None  # noqa: S101  only bodies that are known have a successor
        org = territory.organization_id(territory.ensure(body))
        ids = [*transfer.records, *transfer.sources]
        core.Session.execute(
            sa.update(core.Package)
            .where(core.Package.id.in_(ids))
            .values(owner_org=org)
            .execution_options(synchronize_session=False)
        )
        core.Session.expire_all()
        rewrite(transfer.records)
        core.Session.execute(sa.insert(FactRow), [_fact(transfer, record) for record in ids])
        store.tell("record", dict.fromkeys(transfer.records, "updated"))
        store.tell("body", {transfer.old: "facts", transfer.new: "facts"})
        moved |= set(ids)
    core.Session.commit()
    packages.index(moved)


def report(plan: succession.Plan, transfers: Iterable[Move]) -> dict[str, Any]:
    """Report a plan: what is done, what waits for a register or a person, what moves."""
    return {
        "done": plan.done,
        "waiting": plan.waiting,
        "tax_codes": sum("tax_code" in row for row in plan.rows.values()),
        "absent": [{"ipa": body.ipa, "name": body.official_name or body.name} for body in plan.absent[:MAX_ABSENT]],
        "absent_count": len(plan.absent),
        "moves": [_to_row(transfer) for transfer in transfers],
    }


def _move(old: str, heir: str) -> Move | None:
    package = core.Package
    query = sa.select(package.id, package.type).where(
        package.owner_org == territory.organization_id(old), package.state == "active"
    )
    rows = core.Session.execute(query).all()
    if not rows:
        return None
    people = sa.select(sa.func.count()).where(
        core.Member.group_id == territory.organization_id(old),
        core.Member.table_name == "user",
        core.Member.state == "active",
    )
    records = [row.id for row in rows if row.type != visibility.SOURCE]
    sources = [row.id for row in rows if row.type == visibility.SOURCE]
    return Move(old, heir, records, sources, core.Session.scalar(people) or 0)


def _fact(transfer: Move, record: str) -> dict[str, Any]:
    return {
        "kind": "body", "subject": transfer.old, "name": MOVED, "object": record, "value": {"to": transfer.new},
        "grade": "E4",
        "source": territory.SOURCE, "observed_at": now(), "since": now(),
    }  # fmt: skip


def _to_row(transfer: Move) -> Mapping[str, Any]:
    return {
        "from": transfer.old,
        "to": transfer.new,
        "records": len(transfer.records),
        "sources": len(transfer.sources),
        "people": transfer.people,
    }
