"""What a clerk may mean while typing a name: products and platforms that are in the registry already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz

from ckan import model as core

from ckanext.smartlombardia.logic.matching.shared import readable
from ckanext.smartlombardia.matching import normalise
from ckanext.smartlombardia.model import Body

LEAST = 3  # letters without which nothing is offered
ALIKE = 82  # likeness of two names, out of 100, from which one may be a typing error of the other
MOST = 3


def similar(user: core.User | None, name: str, body: str | None) -> list[dict[str, Any]]:
    """Products whose name begins like this or is almost the same, those of most bodies first: at most three."""
    typed = normalise.folded(normalise.without_town(name))
    if len(typed) < LEAST:
        return []
    found = [(likeness(typed, one["title"]), one) for one in _products(user, body)]
    close = [(score, one) for score, one in found if score >= ALIKE]
    return [one for _, one in sorted(close, key=lambda pair: (-pair[0], -pair[1]["bodies"]))][:MOST]


def likeness(typed: str, title: str) -> float:
    """How likely a name, folded as far as it is typed, is that of a product: 0 to 100."""
    known = normalise.folded(title)
    words, last = known.split(), typed.split()[-1]
    begun = set(typed.split()[:-1]) <= set(words) and any(word.startswith(last) for word in words)
    return 100.0 if begun else fuzz.ratio(typed, known)


def _products(user: core.User | None, body: str | None) -> Sequence[dict[str, Any]]:
    """Products by how many bodies use them; `own` is the platform by which the body uses it already."""
    platform, software = core.Package, sa.orm.aliased(core.Package)
    stated = sa.func.coalesce(platform.extras["product_name"].astext, platform.title)
    link, mine = platform.extras["software"].astext, sa.case((Body.ipa == (body or ""), platform.name))
    used = (
        sa.select(
            sa.func.coalesce(sa.func.min(software.title), sa.func.min(stated)).label("title"),
            sa.func.min(software.id).label("software"),
            sa.func.min(platform.extras["vendor_name"].astext).label("vendor"),
            sa.func.min(platform.extras["function"].astext).label("function"),
            sa.func.count(sa.distinct(Body.ipa)).label("bodies"),
            sa.func.min(mine).label("own"),
        )
        .join(Body, Body.org_id == platform.owner_org)
        .join(software, sa.and_(software.id == link, software.state == "active"), isouter=True)
        .where(*readable(user))
        .group_by(sa.func.coalesce(link, sa.func.lower(stated)))
    )
    found = [dict(row) for row in core.Session.execute(used).mappings()]
    named = {one["software"] for one in found}
    unused = sa.select(platform.id, platform.title, platform.extras["vendor_name"].astext.label("vendor")).where(
        platform.type == "software", platform.state == "active", sa.not_(platform.private)
    )
    nobodys = {"function": None, "bodies": 0, "own": None}
    rows = core.Session.execute(unused)
    return found + [
        {"title": row.title, "software": row.id, "vendor": row.vendor, **nobodys} for row in rows if row.id not in named
    ]
