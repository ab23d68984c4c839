"""Plan what follows from a verdict: shown before it is given and executed after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.matching import case_builder, merge, record_loader
from ckanext.smartlombardia.logic.matching.case_view import sides_of
from ckanext.smartlombardia.logic.matching.merge import Chosen
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.model import Case


@dataclass(slots=True)
class Plan:
    """What a decision writes. All are UUIDs.

    `product` is the software that `links`, platforms, will link to; `made` are its fields where it is yet to be made.
    `merged` are records whose addresses will lead on to `survivor`, `fields` values that were chosen for it. `based_on`
    is what a derived software will state.
    """

    product: str | None = None
    made: dict[str, Any] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    survivor: str | None = None
    merged: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    derived: str | None = None
    based_on: str = ""

    def as_seen(self) -> dict[str, Any]:
        """The plan as a decision keeps it."""
        return asdict(self)


def plan(case: Case, verdict: str, chosen: Chosen = merge.NOTHING) -> Plan:
    """Plan the effects of a verdict on a case. Raises ValidationError where a chosen record or field is none of its."""
    records = record_loader.by_id(record_loader.load_records(case.members))
    sides = [[records[record_id] for record_id in side if record_id in records] for side in sides_of(case)]
    if verdict == "same":
        return _merge(sides, chosen) if case.relation == "same_record" else _join(sides)
    if verdict == "derived":
        return _derive(sides)
    return Plan()


def _merge(sides: Sequence[Sequence[Registered]], chosen: Chosen) -> Plan:
    """One record: the chosen or the oldest stays, the others lead to it, and what linked to them links to it."""
    records = [record for side in sides for record in side]
    values = merge.values([record.id for record in records], chosen)
    first, *rest = sorted(records, key=lambda record: (record.id != chosen.survivor, record.since))
    merged = [record.id for record in rest]
    linking = _platforms_of(merged) if first.type == "software" else []
    return Plan(product=first.id if linking else None, links=linking, survivor=first.id, merged=merged, fields=values)


def _join(sides: Sequence[Sequence[Registered]]) -> Plan:
    """One product: the software of the largest side, or a new one; the platforms of all sides link to it."""
    platforms = [record for side in sides for record in side if record.type == "platform"]
    products = [record for side in sides for record in side if record.type == "software"]
    if products:
        return Plan(
            product=products[0].id, links=[record.id for record in platforms if record.software != products[0].id]
        )
    return Plan(made=_product(platforms), links=[record.id for record in platforms]) if platforms else Plan()


def _derive(sides: Sequence[Sequence[Registered]]) -> Plan:
    """What comes from another says so: the first side comes from the second."""
    own = next((record for record in sides[0] if record.type == "software"), None)
    base = next((record for record in sides[-1] if record.type == "software"), None)
    if own is None or base is None or own is base:
        return Plan()
    return Plan(derived=own.id, based_on=base.match.repository or base.match.url or base.match.name)


def _product(platforms: Sequence[Registered]) -> dict[str, Any]:
    """The fields of a product as those who use it state it most often."""
    records: Mapping[str, Registered] = record_loader.by_id(platforms)
    vendors = Counter(platform.match.vendor for platform in platforms if platform.match.vendor)
    functions = Counter(platform.match.function for platform in platforms if platform.match.function)
    product = {"title": case_builder.name_of(list(records), records)}
    if vendors:
        product["vendor_name"] = vendors.most_common(1)[0][0]
    return {**product, "functions": [functions.most_common(1)[0][0]]} if functions else product


def _platforms_of(software: Sequence[str]) -> list[str]:
    package = core.Package
    query = sa.select(package.id).where(
        package.type == "platform", package.state == "active", package.extras["software"].astext.in_(software)
    )
    return list(core.Session.scalars(query.order_by(package.id)))
