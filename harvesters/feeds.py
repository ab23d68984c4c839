"""Whose a mobility feed is, and whether it is of Lombardy.

A feed is run by an operator. It is the feed of a body only where the operator itself is one (an agency in IndicePA, or
a municipality that is written as such); the town that it serves does not own it.
"""

from __future__ import annotations

import re

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.identity import Bodies, Resolved
from ckanext.smartlombardia.types import BodyRef
from ckanext.smartlombardia.vocabularies import Body

MUNICIPALITY = "municipality"
WRITTEN_AS_MUNICIPALITY = re.compile(r"\b(comune|municipality|city)\b", re.IGNORECASE)
ABBREVIATION = re.compile(r"\s*\([^()]*\)\s*$")
COUNTRY = re.compile(r",\s*(IT|Italy|Italia)$")


def resolve_place(name: str) -> Body | None:
    """The municipality of Lombardy that an Italian or English name means (table `english_names`)."""
    plain = COUNTRY.sub("", name.strip())
    body = _body(_italian_names().get(plain.casefold(), plain))
    return body if body and body.kind == MUNICIPALITY else None


def resolve_operator(name: str) -> BodyRef | None:
    """The body that an operator is; None where it is a company, or only bears the name of a town."""
    body = _body(name) or _body(ABBREVIATION.sub("", name))
    if body is None or (body.kind == MUNICIPALITY and not WRITTEN_AS_MUNICIPALITY.search(name)):
        return None
    return BodyRef(ipa=body.ipa, name=name)


@vocabularies.derived
def _italian_names() -> dict[str, str]:
    return {row["name_en"].casefold(): row["name_it"] for row in vocabularies.rows("english_names")}


def _body(name: str) -> Body | None:
    resolved = Bodies.load().resolve(BodyRef(name=name)) if name else None
    return resolved.body if isinstance(resolved, Resolved) else None
