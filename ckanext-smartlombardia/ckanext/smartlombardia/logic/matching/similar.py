"""Suggest products and platforms of the registry while a clerk types a name.

Names are kept in memory, so that the answer comes while one types; they only narrow the question to the database, which
says what the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.records.record_index import LONGEST_BATCH
from ckanext.smartlombardia.matching import name_index
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.registry import readable

MAX_PRODUCTS = 3
NAMES = 40  # names that are looked at: some may be of what the reader may not see
PRODUCT = sa.func.coalesce(core.Package.extras["product_name"].astext, core.Package.title)
LINK = core.Package.extras["software"].astext


class NameCache:
    """Names of platforms and products by UUID, and the platforms of each product. Updated by what changed since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names = name_index.Names()
        self._read: dict[str, datetime] = {}
        self._newest: datetime | None = None
        self._users: dict[str, set[str]] = defaultdict(set)

    def alike(self, name: str) -> set[str]:
        """UUIDs of the platforms and products whose names resemble the typed one."""
        with self._lock:
            self._renew()
            matches = self._names.alike(name, NAMES)
            return matches.union(*(self._users[record_id] for record_id in matches if record_id in self._users))

    def _renew(self) -> None:
        query = sa.select(core.Package.id, core.Package.metadata_modified, PRODUCT, LINK)
        query = query.where(core.Package.type.in_(("platform", "software")))
        if self._newest:  # what began earlier may have been committed later
            query = query.where(core.Package.metadata_modified >= self._newest - LONGEST_BATCH)
        for uuid, modified, name, product in core.Session.execute(query):
            if self._read.get(uuid) == modified:
                continue
            self._read[uuid] = modified
            self._newest = max(self._newest or modified, modified)
            self._names.put(uuid, name or "")
            if product:
                self._users[product].add(uuid)


NAME_CACHE = NameCache()


def similar(user: core.User | None, name: str, body: str | None) -> list[dict[str, Any]]:
    """Find products whose name begins like this or is almost the same, those of most bodies first: at most three."""
    record_ids = NAME_CACHE.alike(name)
    if not record_ids:
        return []
    scored = [(name_index.likeness(name, product["title"]), product) for product in _products(user, body, record_ids)]
    close = [(score, product) for score, product in scored if score >= name_index.ALIKE]
    return [product for _, product in sorted(close, key=lambda pair: (-pair[0], -pair[1]["bodies"]))][:MAX_PRODUCTS]


def _products(user: core.User | None, body: str | None, record_ids: Collection[str]) -> Sequence[dict[str, Any]]:
    """Products, among the records meant, by how many bodies use them; `own` is the platform of the body itself."""
    platform, software = core.Package, sa.orm.aliased(core.Package)
    own_name = sa.case((Body.ipa == (body or ""), platform.name))
    used = (
        sa.select(
            sa.func.coalesce(sa.func.min(software.title), sa.func.min(PRODUCT)).label("title"),
            sa.func.min(software.id).label("software"),
            sa.func.min(platform.extras["vendor_name"].astext).label("vendor"),
            sa.func.min(platform.extras["function"].astext).label("function"),
            sa.func.count(sa.distinct(Body.ipa)).label("bodies"),
            sa.func.min(own_name).label("own"),
        )
        .join(Body, Body.org_id == platform.owner_org)
        .join(software, sa.and_(software.id == LINK, software.state == "active"), isouter=True)
        .where(readable.readable_platforms(user), platform.id.in_(record_ids))
        .group_by(sa.func.coalesce(LINK, sa.func.lower(PRODUCT)))
    )
    products = [dict(row) for row in core.Session.execute(used).mappings()]
    listed_ids = {product["software"] for product in products}
    unused = sa.select(platform.id, platform.title, platform.extras["vendor_name"].astext.label("vendor")).where(
        platform.type == "software", readable.is_public(), platform.id.in_(record_ids)
    )
    nobodys = {"function": None, "bodies": 0, "own": None}
    rows = core.Session.execute(unused)
    return products + [
        {"title": row.title, "software": row.id, "vendor": row.vendor, **nobodys}
        for row in rows
        if row.id not in listed_ids
    ]
