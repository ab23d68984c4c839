"""One record twice: which one stays, and field by field whose value it has. The person who decides chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Fact, same_value
from ckanext.smartlombardia.logic.records import fields, store
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility

WHOLE = frozenset({"resources"})  # what is no value of one record or the other, but of both


@dataclass(frozen=True, slots=True)
class Chosen:
    """`survivor` is the record that stays, None for the oldest; `fields` the record whose value a field takes."""

    survivor: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


NOTHING = Chosen()


@dataclass(frozen=True, slots=True)
class Told:
    """What a record states: all its facts, and the fields that they make."""

    facts: Sequence[Fact]
    fields: Mapping[str, Any]


def choices(members: Sequence[str], survivor: str | None = None) -> list[dict[str, Any]]:
    """Fields of which the records say different things: `field`, `values` by record, `stays`, a record.

    `stays` is whose value the field has after a merge into the survivor, the oldest if none is named, unless somebody
    chooses another.
    """
    told = _told(members)
    if not told:
        return []
    stay = survivor or next(iter(told))
    joined = _joined(told, stay)
    found = []
    for name in sorted({name for one in told.values() for name in one.fields} - WHOLE):
        values = {record: one.fields[name] for record, one in told.items() if name in one.fields}
        first, *rest = values.values()
        if any(not same_value(first, other) for other in rest):
            stays = next((one for one, value in values.items() if same_value(value, joined.get(name))), stay)
            found.append({"field": name, "stays": stays, "values": values})
    return found


def values(members: Sequence[str], chosen: Chosen) -> dict[str, Any]:
    """The value of each field that was chosen. Raises ValidationError where a field or a record is none of theirs."""
    told = _told(members)
    if not isinstance(chosen.fields, Mapping) or not {chosen.survivor, *chosen.fields.values()} <= {None, *told}:
        raise tk.ValidationError({"fields": [tk._("Choose among the records of this case.")]})
    unknown = [name for name, record in chosen.fields.items() if name not in told[record].fields or name in WHOLE]
    if unknown:
        said = tk._("That record says nothing there: {names}").format(names=", ".join(unknown))
        raise tk.ValidationError({"fields": [said]})
    return {name: told[record].fields[name] for name, record in chosen.fields.items()}


def _told(members: Iterable[str]) -> dict[str, Told]:
    """What the records say, the oldest first."""
    package = core.Package
    query = sa.select(package).where(package.id.in_(list(members)), package.state == "active")
    rows = list(core.Session.scalars(query.order_by(package.metadata_created, package.id)))
    known = store.facts_of([row.id for row in rows])
    return {row.id: Told(known[row.id], _fields(row, known[row.id])) for row in rows}


def _fields(package: core.Package, facts: Iterable[Fact]) -> dict[str, Any]:
    return fields.projected(package.type, facts, visibility.body_of_organization(package.owner_org))


def _joined(told: Mapping[str, Told], stay: str) -> dict[str, Any]:
    """The fields of the record that stays once the facts of the others are its own."""
    at = now()
    moved = [
        replace(fact, subject=stay, since=at, id=None)
        for one, said in told.items()
        if one != stay
        for fact in said.facts
    ]
    return _fields(core.Session.get_one(core.Package, stay), [*told[stay].facts, *moved])
