"""Records that state the same things are compared once, whoever registered them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..text import normalise
from ..values import MatchRecord, Variant

PRODUCT = "product"
GROUPS = {"platform": PRODUCT, "software": PRODUCT}
"""Kinds that are compared with each other; any other kind is compared with itself."""


def group(record: MatchRecord) -> str:
    return GROUPS.get(record.kind, record.kind)


def collapse(records: Sequence[MatchRecord]) -> tuple[list[Variant], list[MatchRecord]]:
    """Variants in the order of their first record, and one record for each.

    The body is no part of what is compared, not even where a text names it.
    """
    members: dict[tuple[object, ...], list[MatchRecord]] = defaultdict(list)
    for record in records:
        members[_key(record)].append(record)
    variants = [Variant(group[0].id, tuple(member.id for member in group)) for group in members.values()]
    return variants, [group[0] for group in members.values()]


def _key(record: MatchRecord) -> tuple[object, ...]:
    folded = normalise.folded
    return (
        group(record),
        folded(normalise.without_town(record.name)),
        normalise.vendor(record.vendor),
        folded(record.function),
        folded(normalise.without_town(record.description)),
        folded(record.text),
        normalise.address(record.url),
        normalise.address(record.repository),
        folded(record.version) if record.repository else "",
        record.catalogue_id.strip(),
        folded(record.protocol),
        tuple(sorted(record.based_on)),
    )
