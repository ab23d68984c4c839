"""The same software, bought again and again: products by how many bodies use them, functions by how many products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.registry import readable

MIN_SHARED = 2  # bodies that make a product a shared one, products that make a function a crowded one


def products(user: core.User | None, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Products with the number of bodies whose platforms, of those that the viewer may read, link to them."""
    software, link = sa.orm.aliased(core.Package), core.Package.extras["software"].astext
    bodies = sa.func.count(sa.distinct(Body.ipa))
    query = (
        sa.select(software.id, software.name, software.title, software.extras["vendor_name"].astext, bodies)
        .join(core.Package, link == software.id)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(readable.readable_platforms(user), *_conditions(filters), readable.is_public(software))
        .group_by(software.id)
        .having(bodies >= MIN_SHARED)
        .order_by(bodies.desc(), software.title)
    )
    names = ("id", "name", "title", "vendor", "bodies")
    return [dict(zip(names, row, strict=True)) for row in core.Session.execute(query)]


def functions(user: core.User | None, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Functions with several products in use: how many products, in how many bodies."""
    package = core.Package
    function = package.extras["function"].astext
    product = sa.func.coalesce(
        package.extras["software"].astext, sa.func.lower(package.extras["product_name"].astext), package.title
    )
    count, bodies = sa.func.count(sa.distinct(product)), sa.func.count(sa.distinct(Body.ipa))
    query = (
        sa.select(function, count, bodies)
        .join(Body, Body.org_id == package.owner_org)
        .where(readable.readable_platforms(user), *_conditions(filters), function.is_not(None), function != "")
        .group_by(function)
        .having(count >= MIN_SHARED)
        .order_by(count.desc(), bodies.desc())
    )
    return [
        {"function": code, "label": dict(concept.label), "products": number, "bodies": towns}
        for code, number, towns in core.Session.execute(query)
        if (concept := vocabularies.concept("functions", code))
    ]


def _conditions(filters: Mapping[str, Any]) -> list[Any]:
    conditions = []
    if filters.get("province"):
        conditions.append(Body.province == filters["province"])
    if filters.get("function"):
        conditions.append(core.Package.extras["function"].astext == filters["function"])
    return conditions
