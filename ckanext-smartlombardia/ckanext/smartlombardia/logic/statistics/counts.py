"""Counts of public records, of groups that cannot exchange, and of towns by province."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.interop import finding_visibility
from ckanext.smartlombardia.model import Body, FindingRow, SourceRecord
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.registry.schemas import KINDS

OPEN_STATES = ("failing", "unknown")


def municipalities() -> list[Body]:
    """Municipalities of the reference list that have a page, as of the date of that list."""
    listed = date.fromisoformat(vocabularies.table("bodies").date)
    is_valid = sa.or_(Body.valid_until.is_(None), Body.valid_until >= listed)
    return list(core.Session.scalars(sa.select(Body).where(Body.kind == "municipality", is_valid)))


def records() -> dict[str, int]:
    """Public records by kind; every kind is named."""
    query = (
        sa.select(core.Package.type, sa.func.count())
        .where(readable.readable_packages(None))
        .group_by(core.Package.type)
    )
    counts = dict(core.Session.execute(query).tuples().all())
    return {kind: counts.get(kind, 0) for kind in KINDS}


def bodies_with_apis() -> set[str]:
    """Municipalities (IPA codes) that own at least one public data service."""
    return set(core.Session.scalars(_services(Body.ipa).distinct()))


def pdnd() -> dict[str, Any]:
    """Public data services of municipalities on PDND: `apis`, `municipalities` that own them, `seen` (ISO date)."""
    columns = sa.func.count(sa.distinct(core.Package.id)), sa.func.count(sa.distinct(Body.ipa))
    query = _services(*columns, sa.func.max(SourceRecord.last_seen)).outerjoin(
        SourceRecord, SourceRecord.record == core.Package.id
    )
    on_pdnd = core.Package.extras["channel"].astext == "pdnd"
    apis, towns, seen_at = core.Session.execute(query.where(on_pdnd)).one()
    return {"apis": apis, "municipalities": towns, "seen": seen_at and seen_at.date().isoformat()}


def gaps() -> list[dict[str, Any]]:
    """Groups of towns whose systems for one function cannot talk to each other, as public findings say.

    Each with id, function, bodies (how many).
    """
    function = FindingRow.detail["function"].astext
    query = sa.select(FindingRow.id, function, sa.func.jsonb_array_length(FindingRow.bodies)).where(
        finding_visibility.readable_findings(None),
        FindingRow.observed.in_(OPEN_STATES),
        FindingRow.rule.in_(_group_rules()),
        function.is_not(None),
    )
    return [{"id": id, "function": code, "bodies": bodies} for id, code, bodies in core.Session.execute(query)]


def provinces(funded: Mapping[str, set[str]], exposing: set[str]) -> list[dict[str, Any]]:
    """Provinces: code, name, municipalities, services (median), with_api, unknown (towns without a funding row)."""
    towns: dict[str, list[str]] = {}
    for body in municipalities():
        towns.setdefault(body.province or "", []).append(body.ipa)
    return [
        {
            "code": province.code,
            "name": dict(province.label),
            "municipalities": len(members := towns.get(province.code, [])),
            "services": median(numbers)
            if (numbers := [len(funded[ipa]) for ipa in members if ipa in funded])
            else None,
            "with_api": sum(ipa in exposing for ipa in members),
            "unknown": sum(ipa not in funded for ipa in members),
        }
        for province in vocabularies.concepts("provinces")
    ]


def _services(*columns: Any) -> Any:
    """Public data services owned by municipalities."""
    return (
        sa.select(*columns)
        .select_from(core.Package)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(readable.readable_packages(None), core.Package.type == "dataservice", Body.kind == "municipality")
    )


def _group_rules() -> list[str]:
    return [row["id"] for row in vocabularies.rows("interop_rules") if row["subject"] == "group"]
