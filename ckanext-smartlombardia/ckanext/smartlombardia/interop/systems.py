"""Facts of platforms and APIs -> what each is proved to speak, as rules on groups compare it."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact, project, standing_facts

from .exchange import Interface, System
from .standards import codes, exposed, kind
from .values import Aspect, Evidence

KINDS = {"data_models": "model", "id_schemes": "identifier"}
COMPARED = frozenset(
    ("function", "status", "title", "software", "product_name", "vendor_name", "vendor_vat", "cad68_type")
)
"""Facts of a platform that a comparison needs beside what it speaks."""

IN_SERVICE = ("in_use", "being_replaced", None)
"""States of a platform in which it exchanges; one that does not say is taken to be in use."""


def system(record: str, body: str, facts: Iterable[Fact], aspect: Aspect = "standards") -> System | None:
    """The platform of a body (IPA code) as it is compared; None without a function, or when it is not in service.

    `aspect` says by what: interface standards, data models or identifier schemes. Only those of grade E2 or better are
    taken: what is merely declared proves no gap. A platform without any is not known.
    """
    current = standing_facts(fact for fact in facts if fact.name in COMPARED or fact.name == aspect)
    fields = project(current, body)
    if not fields.get("function") or fields.get("status") not in IN_SERVICE:
        return None
    spoken = [
        (fact, interfaces)
        for fact in current
        if fact.name == aspect
        and fact.value
        and GRADES[fact.grade] <= GRADES["E2"]
        and (interfaces := _spoken(fact, aspect))
    ]
    title = fields.get("title") or record
    return System(
        key=record,
        body=body,
        function=fields["function"],
        interfaces=frozenset(interface for _, interfaces in spoken for interface in interfaces),
        product=str(fields.get("software") or fields.get("product_name") or "").lower(),
        vendor=str(fields.get("vendor_vat") or fields.get("vendor_name") or "").lower(),
        custom=fields.get("cad68_type") == "A",
        evidence=tuple(_evidence(record, body, title, fact, interfaces) for fact, interfaces in spoken),
        facts=tuple(fact for fact, _ in spoken),
    )


def api(record: str, body: str, facts: Iterable[Fact], function: str | None) -> System | None:
    """The API of a body as X-08 compares it: its operations, by each data model that its description follows."""
    current = standing_facts(facts)
    read = [fact for fact in current if fact.name == "description" and fact.value.get("models")]
    if function is None or not read:
        return None
    fact = min(read, key=lambda candidate: GRADES[candidate.grade])
    title = project(current, body).get("title") or record
    return System(
        key=record,
        body=body,
        function=function,
        interfaces=frozenset(Interface(standard=model) for model in fact.value["models"]),
        operations=frozenset(fact.value["operations"]),
        required=frozenset(fact.value["required"]),
        evidence=(_evidence(record, body, title, fact, [Interface(standard=model) for model in fact.value["models"]]),),
        facts=(fact,),
    )


def _spoken(fact: Fact, aspect: Aspect) -> list[Interface]:
    if aspect == "standards":
        return [Interface(standard=code, version=version) for code, version in exposed(fact)]
    return [Interface(standard=code) for code in codes(fact) if kind(code) == KINDS[aspect]]


def _evidence(record: str, body: str, title: str, fact: Fact, interfaces: Iterable[Interface]) -> Evidence:
    town = v.body(body)
    moment = fact.observed_at or fact.since
    return Evidence(
        body=body,
        body_name=town.name if town else body,
        record=record,
        identifier=fact.document or record,
        name=title,
        technology=", ".join(v.label("standards", interface.standard) for interface in interfaces),
        source=fact.source,
        grade=fact.grade,
        seen=moment.isoformat() if moment else None,
        states={fact.name: fact.value} if fact.name != "description" else {"sha256": fact.value.get("sha256", "")},
        facts=(fact.id,) if fact.id is not None else (),
    )
