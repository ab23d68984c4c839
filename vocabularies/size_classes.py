"""The class of a municipality by its inhabitants (table `size_classes`)."""

from __future__ import annotations

from .bodies import Body
from .tables import concepts, derived

NOT_KNOWN = "unknown"
NO_MUNICIPALITY = "other"


def size_class_of(body: Body | None) -> str:
    """The code of a body's class; `other` for what is no municipality, `unknown` without a number of inhabitants."""
    if body is None or (body.kind == "municipality" and body.population is None):
        return NOT_KNOWN
    if body.kind != "municipality":
        return NO_MUNICIPALITY
    population = body.population or 0
    return next(code for code, (low, below) in class_bounds().items() if low <= population < below)


@derived
def class_bounds() -> dict[str, tuple[int, float]]:
    """Inhabitants of each class of municipalities: from, up to but not including."""
    rows = [concept for concept in concepts("size_classes") if concept.extra["from"]]
    return {concept.code: (int(concept.extra["from"]), float(concept.extra["below"] or "inf")) for concept in rows}
