"""Projects counted by domain, size class of the municipality, province, programme and measure.

A CUP counts once, in whichever records it stands. Money is what sources publish of the project's funding, to the cent;
a project whose funding nobody publishes counts without money, never as nought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.vocabularies.size_classes import size_class_of

STATES = ("planned", "running", "closed", "renounced", "unknown")
DIMENSIONS = ("domain", "size", "province", "programme", "measure")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as the figures count it. Codes are `unknown` where nobody states them."""

    body: str
    domain: str
    size: str
    province: str
    programme: str
    measure: str
    status: str
    amount: Decimal | None


def load_projects(filters: Mapping[str, str], user: core.User | None = None) -> list[ProjectRow]:
    """Projects that a viewer may see and that fit the filters (dimension -> code), each CUP once."""
    rows = [_to_project(row) for row in core.Session.execute(_projects(user))]
    return [row for row in rows if all(getattr(row, name) == code for name, code in filters.items())]


def count_states(user: core.User | None = None) -> dict[str, int]:
    """Projects that a viewer may see by state, each CUP once: the same numbers as in the total, without the rest."""
    projects = _projects(user).subquery()
    query = sa.select(projects.c.status, sa.func.count()).group_by(projects.c.status)
    counts = {status or UNKNOWN: number for status, number in core.Session.execute(query)}
    return {state: counts.get(state, 0) for state in STATES}


def count_projects(rows: Sequence[ProjectRow]) -> dict[str, Any]:
    """`total` and, by dimension, a list of counts (`code`, `label_it`, `label_en`, states, `projects`, `bodies`,
    `with_amount`, `amount` in euro), the largest first; domains, classes and provinces in their own order.
    """
    return {"total": _count(rows), **{name: _count_by(name, rows) for name in DIMENSIONS}}


def sum_euro(amounts: Sequence[Decimal]) -> float | None:
    """Euros to the cent; None where no amount is published."""
    return float(sum(amounts, Decimal(0))) if amounts else None


def _projects(user: core.User | None) -> sa.Select[Any]:
    """A row for each CUP, or for each record without one: the record that was there first."""
    extras = core.Package.extras
    cup = sa.func.coalesce(extras["cup"].astext, core.Package.id)
    names = ("domain", "status", "funding_programme", "measure", "measure_name", "amount")
    return (
        sa.select(*[extras[name].astext.label(name) for name in names], Body.ipa, Body.province)
        .distinct(cup)
        .outerjoin(Body, Body.org_id == core.Package.owner_org)
        .where(readable.readable_of_type("project", user))
        .order_by(cup, core.Package.metadata_created)
    )


def _to_project(row: Any) -> ProjectRow:
    return ProjectRow(
        body=row.ipa or "",
        domain=row.domain or UNKNOWN,
        size=size_class_of(vocabularies.body(row.ipa) if row.ipa else None),
        province=row.province or UNKNOWN,
        programme=row.funding_programme or UNKNOWN,
        measure=row.measure_name or row.measure or UNKNOWN,
        status=row.status or UNKNOWN,
        amount=Decimal(row.amount) if row.amount else None,
    )


def _count_by(dimension: str, rows: Sequence[ProjectRow]) -> list[dict[str, Any]]:
    groups: dict[str, list[ProjectRow]] = {}
    for row in rows:
        groups.setdefault(getattr(row, dimension), []).append(row)
    scheme = {"domain": "domains", "size": "size_classes", "province": "provinces"}.get(dimension)
    codes = [concept.code for concept in vocabularies.concepts(scheme)] if scheme else []
    by_count = sorted(groups, key=lambda code: (code == UNKNOWN, -len(groups[code]), code))
    ordered = [*(code for code in codes if code in groups), *(code for code in by_count if code not in codes)]
    return [{"code": code, **_labels(scheme, code), **_count(groups[code])} for code in ordered]


def _labels(scheme: str | None, code: str) -> dict[str, str]:
    if code == UNKNOWN:
        return {"label_it": "Non noto", "label_en": "Not known"}
    concept = vocabularies.concept(scheme, code) if scheme else None
    return {
        "label_it": concept.label["it"] if concept else code,
        "label_en": concept.label["en"] if concept else code,
    }


def _count(rows: Sequence[ProjectRow]) -> dict[str, Any]:
    amounts = [row.amount for row in rows if row.amount is not None]
    states = {state: sum(row.status == state for row in rows) for state in STATES}
    return {
        **states,
        "projects": len(rows),
        "bodies": len({row.body for row in rows if row.body}),
        "with_amount": len(amounts),
        "amount": sum_euro(amounts),
    }
