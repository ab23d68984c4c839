"""A platform's facts -> what it is proved to speak."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact, project, standing_facts

from .exchange import Interface, System
from .standards import exposed
from .values import Evidence

IN_SERVICE = ("in_use", "being_replaced", None)
"""States of a platform in which it exchanges; one that does not say is taken to be in use."""


def system(record: str, body: str, facts: Iterable[Fact]) -> System | None:
    """The platform of a body (IPA code) as X-01 compares it; None without a function, or when it is not in service.

    Only interface standards of grade E2 or better are taken: what is merely declared proves no gap. A platform without
    any is not known.
    """
    known = standing_facts(facts)
    fields = project(known, body)
    if not fields.get("function") or fields.get("status") not in IN_SERVICE:
        return None
    proofs = [
        fact
        for fact in known
        if fact.name == "standards" and fact.value and GRADES[fact.grade] <= GRADES["E2"] and exposed(fact)
    ]
    spoken = {Interface(standard=code, version=version) for fact in proofs for code, version in exposed(fact)}
    return System(
        key=record,
        body=body,
        function=fields["function"],
        interfaces=frozenset(spoken),
        evidence=tuple(_evidence(record, body, fields.get("title") or record, fact) for fact in proofs),
        facts=tuple(proofs),
    )


def _evidence(record: str, body: str, title: str, fact: Fact) -> Evidence:
    town = v.body(body)
    seen = fact.observed_at or fact.since
    return Evidence(
        body=body,
        body_name=town.name if town else body,
        record=record,
        identifier=fact.document or record,
        name=title,
        technology=", ".join(v.label("standards", code) for code, _ in exposed(fact)),
        source=fact.source,
        grade=fact.grade,
        seen=seen.isoformat() if seen else None,
        states={fact.name: fact.value},
        facts=(fact.id,) if fact.id is not None else (),
    )
