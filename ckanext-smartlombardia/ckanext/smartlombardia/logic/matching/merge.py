"""Merge a duplicate record: which one stays, and whose value each field takes. The person who decides chooses."""

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

UNITED_FIELDS = frozenset({"resources"})  # what is no value of one record or the other, but of both


@dataclass(frozen=True, slots=True)
class Chosen:
    """`survivor` is the record that stays, None for the oldest; `fields` the record whose value a field takes."""

    survivor: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


NOTHING = Chosen()


@dataclass(frozen=True, slots=True)
class RecordState:
    """What a record states: all its facts, and the fields that they make."""

    facts: Sequence[Fact]
    fields: Mapping[str, Any]


def choices(members: Sequence[str], survivor: str | None = None) -> list[dict[str, Any]]:
    """List the fields in which the records differ: `field`, `values` by record, `stays`, a record.

    `stays` is whose value the field has after a merge into the survivor, the oldest if none is named, unless somebody
    chooses another.
    """
    states = _load_states(members)
    if not states:
        return []
    stay = survivor or next(iter(states))
    joined = _merge_fields(states, stay)
    choices = []
    for name in sorted({name for state in states.values() for name in state.fields} - UNITED_FIELDS):
        values = {record: state.fields[name] for record, state in states.items() if name in state.fields}
        first, *rest = values.values()
        if any(not same_value(first, other) for other in rest):
            stays = next((record for record, value in values.items() if same_value(value, joined.get(name))), stay)
            choices.append({"field": name, "stays": stays, "values": values})
    return choices


def values(members: Sequence[str], chosen: Chosen) -> dict[str, Any]:
    """The value of each chosen field. Raises ValidationError for a field or a record that the case has not."""
    states = _load_states(members)
    if not isinstance(chosen.fields, Mapping) or not {chosen.survivor, *chosen.fields.values()} <= {None, *states}:
        raise tk.ValidationError({"fields": [tk._("Choose among the records of this case.")]})
    unknown = [
        name for name, record in chosen.fields.items() if name not in states[record].fields or name in UNITED_FIELDS
    ]
    if unknown:
        message = tk._("That record says nothing there: {names}").format(names=", ".join(unknown))
        raise tk.ValidationError({"fields": [message]})
    return {name: states[record].fields[name] for name, record in chosen.fields.items()}


def _load_states(members: Iterable[str]) -> dict[str, RecordState]:
    """Load facts and fields of the records, the oldest first."""
    package = core.Package
    query = sa.select(package).where(package.id.in_(list(members)), package.state == "active")
    rows = list(core.Session.scalars(query.order_by(package.metadata_created, package.id)))
    facts_by_record = store.facts_of([row.id for row in rows])
    return {row.id: RecordState(facts_by_record[row.id], _fields(row, facts_by_record[row.id])) for row in rows}


def _fields(package: core.Package, facts: Iterable[Fact]) -> dict[str, Any]:
    return fields.projected(package.type, facts, visibility.body_of_organization(package.owner_org))


def _merge_fields(states: Mapping[str, RecordState], stay: str) -> dict[str, Any]:
    """The fields of the record that stays once the facts of the others are its own."""
    at = now()
    moved = [
        replace(fact, subject=stay, since=at, id=None)
        for record, state in states.items()
        if record != stay
        for fact in state.facts
    ]
    return _fields(core.Session.get_one(core.Package, stay), [*states[stay].facts, *moved])
