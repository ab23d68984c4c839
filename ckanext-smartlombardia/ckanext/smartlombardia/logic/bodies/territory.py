"""Load bodies of the compiled tables as organizations, in one transaction and only where something differs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.model import Body, FactRow
from ckanext.smartlombardia.model.base import alone
from ckanext.smartlombardia.registry import succession

NAMESPACE = uuid.UUID("7d3f0f52-6f0e-5b0a-9b1c-1f6a5d0c2e11")
SOURCE = "territory"
PROVINCES = ("province", "metropolitan_city")


def organization_id(ipa: str) -> str:
    """The organization's UUID: always the same for an IPA code, so that loading twice is loading once."""
    return str(uuid.uuid5(NAMESPACE, ipa))


def load(bodies: Sequence[vocabularies.Body]) -> dict[str, int]:
    """Create or renew the organizations of these bodies.

    Returns how many were created, changed and left as they are. Does not commit.
    """
    session = core.Session
    alone("territory")  # two harvests may bring in one body
    ids = [organization_id(body.ipa) for body in bodies]
    stored = {row.ipa: row for row in session.scalars(sa.select(Body).where(Body.org_id.in_(ids)))}
    groups = {group.id: group for group in session.scalars(sa.select(core.Group).where(core.Group.id.in_(ids)))}
    membership = sa.select(core.Member.group_id, core.Member.table_id).where(
        core.Member.table_name == "group", core.Member.group_id.in_(ids)
    )
    parents = dict(session.execute(membership).tuples().all())
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    new = [body for body in bodies if body.ipa not in stored]
    if new:
        session.execute(sa.insert(core.Group.__table__), [_group(body) for body in new])
        session.execute(sa.insert(Body), [_body(body) for body in new])
    counts["created"] = len(new)
    for body in bodies:
        if row := stored.get(body.ipa):
            counts["changed" if _renew(row, groups[row.org_id], body) else "unchanged"] += 1
    _put_under_parents(bodies, parents)
    _state_facts(bodies)
    return counts


def ensure(body: vocabularies.Body) -> str:
    """The IPA code of a body, whose organization is made now where only records bring it in."""
    if core.Session.get(Body, body.ipa) is None:
        load([body])
    return body.ipa


def holder(body: vocabularies.Body) -> str:
    """The organization that has a body's records today: its own, or that of the last successor of one that ended."""
    return organization_id(ensure(succession.heir(body, date.today())))


def territory(only: set[str] | None = None) -> list[vocabularies.Body]:
    """The bodies that every portal has: the Region, its provinces, its municipalities of today and those that ended.

    With `only`, no other municipalities than these.
    """
    return [
        body
        for body in vocabularies.bodies()
        if body.kind in PROVINCES
        or body.ipa == config.office()
        or (body.kind == "municipality" and (not only or body.ipa in only))
    ]


def _group(body: vocabularies.Body) -> dict[str, Any]:
    return {
        "id": organization_id(body.ipa),
        "name": body.ipa,
        "title": body.official_name or body.name,
        "type": "organization",
        "is_organization": True,
        "description": "",
        "image_url": "",
        "approval_status": "approved",
        "state": "active",
        "created": datetime.now(timezone.utc).replace(tzinfo=None),
    }


def _body(body: vocabularies.Body) -> dict[str, Any]:
    columns = ("ipa", "istat", "cadastral", "kind", "province", "valid_from", "valid_until", "successor")
    return {"org_id": organization_id(body.ipa), **{name: getattr(body, name) for name in columns}}


def _renew(row: Body, group: core.Group, body: vocabularies.Body) -> bool:
    """Bring a body that exists up to date; whether anything differed."""
    changed = False
    for name, value in _body(body).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    title = body.official_name or body.name
    if group.title != title:
        group.title = title
        changed = True
    return changed


def _put_under_parents(bodies: Iterable[vocabularies.Body], parents: dict[str, str]) -> None:
    """Municipalities under their province, provinces under the Region, as core keeps it: a member of kind group."""
    province_of = {row["code"]: row["ipa"] for row in vocabularies.rows("provinces")}
    for body in bodies:
        parent = _parent(body, province_of)
        if parent is None:
            continue
        child_id, parent_id = organization_id(body.ipa), organization_id(parent)
        if parents.get(child_id) == parent_id:
            continue
        core.Session.execute(
            sa.delete(core.Member).where(core.Member.group_id == child_id, core.Member.table_name == "group")
        )
        core.Session.add(
            core.Member(table_name="group", table_id=parent_id, group_id=child_id, capacity="public", state="active")
        )


def _parent(body: vocabularies.Body, province_of: dict[str, str]) -> str | None:
    if body.ipa == config.office():
        return None
    if body.kind in PROVINCES:
        return config.office()
    return province_of.get(body.province or "")


def _state_facts(bodies: Sequence[vocabularies.Body]) -> None:
    """What the registers say of each municipality, as facts of grade E4; a row only where it is new or differs."""
    compiled = vocabularies.table("bodies").date
    dates = {ipa: row["date"] for ipa, row in vocabularies.changes.read().items() if row["date"]}
    rows = core.Session.execute(
        sa.select(FactRow.id, FactRow.subject, FactRow.name, FactRow.value).where(
            FactRow.source == SOURCE, FactRow.until.is_(None), FactRow.subject.in_([body.ipa for body in bodies])
        )
    )
    stored = {(subject, name): (row_id, value) for row_id, subject, name, value in rows}
    added, ended = [], []
    for body in bodies:
        for name, value in _statements(body):
            before = stored.get((body.ipa, name))
            if before and before[1] == value:
                continue
            if before:
                ended.append(before[0])
            added.append(
                {
                    "kind": "body",
                    "subject": body.ipa,
                    "name": name,
                    "value": value,
                    "grade": "E4",
                    "source": SOURCE,
                    "observed_at": _moment(dates.get(body.ipa, compiled)),
                }
            )
    if ended:
        core.Session.execute(sa.update(FactRow).where(FactRow.id.in_(ended)).values(until=sa.func.now()))
    if added:
        core.Session.execute(sa.insert(FactRow), added)


def _statements(body: vocabularies.Body) -> Iterable[tuple[str, Any]]:
    for name in ("istat", "cadastral", "province", "population", "area", "successor"):
        if (value := getattr(body, name)) is not None:
            yield name, value
    if body.former_names:
        yield "former_names", list(body.former_names)


def _moment(text: str) -> datetime:
    """The first moment of a year, month or day that a table gives as its date."""
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=timezone.utc)
