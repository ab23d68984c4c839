"""What bodies were given, CUP by CUP, whichever source tells of it, and beside municipalities of the same size.

A CUP may stand in a project record, in a fact of the PNRR (`funded_project`) and in one of PA digitale 2026
(`funded_service`): it counts once, by the first of these that has it. A funding that was renounced is listed apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from statistics import median
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.projects.project_figures import sum_euro
from ckanext.smartlombardia.model import Body, FactRow
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.vocabularies.size_classes import NO_MUNICIPALITY, NOT_KNOWN, size_class_of

FACTS = ("funded_project", "funded_service")  # the first tells of a CUP where both do
RENOUNCED = "R"


@dataclass(frozen=True, slots=True)
class Funding:
    """A CUP at a body. `record` is the name of its project record, None where it is a fact only."""

    body: str
    cup: str
    title: str
    programme: str
    measure: str
    amount: Decimal | None
    is_renounced: bool
    record: str | None


def load_funding(bodies: Collection[str]) -> dict[str, list[Funding]]:
    """Funding of bodies (IPA codes), of public records and facts only, each CUP once."""
    funding: dict[str, dict[str, Funding]] = {}
    for item in (*_of_records(bodies), *_of_facts(bodies)):
        funding.setdefault(item.body, {}).setdefault(item.cup, item)
    return {body: list(items.values()) for body, items in funding.items()}


def summarise_body(ipa: str) -> dict[str, Any]:
    """A body's funding with sums, and those of municipalities of its size class.

    `class` is None for what is no municipality; its medians count the municipalities that have any funding known.
    """
    code, towns = _size_class(ipa)
    funding = load_funding({ipa, *towns})
    items = sorted(funding.get(ipa, []), key=lambda item: (-(item.amount or 0), item.cup))
    given = [item for item in items if not item.is_renounced]
    renounced = [item for item in items if item.is_renounced]
    return {
        "projects": [_to_json(item) for item in given],
        "renounced": [_to_json(item) for item in renounced],
        "amount": _total(given),
        "with_amount": sum(item.amount is not None for item in given),
        "class": _summarise_class(code, [funding.get(town, []) for town in towns]) if towns else None,
    }


def _size_class(ipa: str) -> tuple[str, list[str]]:
    """The code of a body's size class and its municipalities; none for what is no municipality."""
    code = size_class_of(vocabularies.body(ipa))
    if code in (NO_MUNICIPALITY, NOT_KNOWN):
        return code, []
    return code, [body.ipa for body in vocabularies.bodies("municipality") if size_class_of(body) == code]


def _summarise_class(code: str, towns: Sequence[Sequence[Funding]]) -> dict[str, Any]:
    """What the municipalities of a class were given, from the funding of each."""
    given = ([item for item in items if not item.is_renounced] for items in towns)
    funded = [items for items in given if items]
    return {
        "code": code,
        "municipalities": len(towns),
        "funded": len(funded),
        "median_projects": median([len(items) for items in funded]) if funded else None,
        "median_amount": median([_total(items) or 0 for items in funded]) if funded else None,
    }


def _of_records(bodies: Collection[str]) -> Iterable[Funding]:
    extras = core.Package.extras
    names = ("cup", "funding_programme", "measure_name", "amount", "status")
    columns = [extras[name].astext.label(name) for name in names]
    query = (
        sa.select(Body.ipa, core.Package.name, core.Package.title, *columns)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(readable.readable_of_type("project", None), extras["cup"].astext.is_not(None), Body.ipa.in_(bodies))
        .order_by(core.Package.metadata_created)
    )
    for row in core.Session.execute(query):
        amount = Decimal(row.amount) if row.amount else None
        programme, measure = row.funding_programme or "", row.measure_name or ""
        yield Funding(row.ipa, row.cup, row.title, programme, measure, amount, row.status == "renounced", row.name)


def _of_facts(bodies: Collection[str]) -> Iterable[Funding]:
    query = sa.select(FactRow.subject, FactRow.name, FactRow.object, FactRow.value).where(
        FactRow.kind == "body",
        FactRow.subject.in_(bodies),
        FactRow.name.in_(FACTS),
        FactRow.until.is_(None),
        FactRow.object.is_not(None),
    )
    query = query.order_by(FactRow.name, sa.nulls_last(FactRow.observed_at.desc()))
    for body, name, cup, value in core.Session.execute(query):
        amount = Decimal(str(value["amount"])) if value.get("amount") else None
        if name == "funded_project":
            title, programme, measure = value["title"], value["funding_programme"], value.get("measure_name", "")
            yield Funding(body, cup, title, programme, measure, amount, False, None)
        else:
            service = vocabularies.label("funded_services", value["service"])
            renounced = value["state"] == RENOUNCED
            yield Funding(body, cup, service, "PA digitale 2026", value["measure"], amount, renounced, None)


def _total(items: Iterable[Funding]) -> float | None:
    return sum_euro([item.amount for item in items if item.amount is not None])


def _to_json(item: Funding) -> dict[str, Any]:
    return {**asdict(item), "amount": float(item.amount) if item.amount is not None else None}
