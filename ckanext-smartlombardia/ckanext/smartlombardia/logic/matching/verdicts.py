"""What the office said, for the matcher: decisions that stand, as must-link and cannot-link on records of today.

Decisions hold the records and their values as they were seen, so they outlive every clustering: a record that is gone
is stood in for by one that states the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, product
from math import log2, sqrt
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.matching import MatchRecord, Verdict
from ckanext.smartlombardia.matching.resolution.exact_duplicates import collapse
from ckanext.smartlombardia.matching.scoring.model import Model
from ckanext.smartlombardia.model import Decision

CASE = "case"  # the kind of a decision on a case
VERDICTS = ("same", "derived", "different")  # those that settle a case
Decided = list[tuple[str, list[list[str]]]]
"""Verdicts with their sides as records of today, the oldest first."""

SURE = 0.95  # share of a band that must be the same, at least, for the machine to stand for it
NORMAL = 1.96  # deviations of a bound that holds in 95 of 100 cases
TRIAL = 100  # random decisions after which the machine's word may be trusted


def standing() -> list[Decision]:
    """Decisions that settle a case and were not undone, the oldest first."""
    undone = sa.select(Decision.undoes).where(Decision.undoes.is_not(None))
    query = (
        sa.select(Decision)
        .where(Decision.kind == CASE, Decision.verdict.in_(VERDICTS), Decision.id.not_in(undone))
        .order_by(Decision.id)
    )
    return list(core.Session.scalars(query))


def trusted(decisions: Sequence[Decision]) -> bool:
    """Whether enough decisions of the random stream stand for the interface to say more than «maybe»."""
    return sum(bool(one.seen.get("random")) for one in decisions) >= TRIAL


def calibrated(used: Model, decisions: Sequence[Decision]) -> Model:
    """The model with the cut of its certain band as the random stream has it; as it is while that is too short.

    The stream alone is no choice of anybody, so its shares are those of all cases. The cut is the least probability
    from which the share of «the same» is at least SURE by the lower bound of Wilson's interval (Wilson 1927); where
    there is none, nothing is certain.
    """
    if not trusted(decisions):
        return used
    drawn = [one for one in decisions if one.seen.get("random") and one.seen.get("relation") == "same_product"]
    said = ((float(one.seen.get("probability") or 0.0), one.verdict == "same") for one in drawn)
    ranked = sorted(said, key=lambda pair: -pair[0])
    right, cut = 0, 1.0
    for number, (chance, same) in enumerate(ranked, start=1):
        right += same
        if _least_share(right, number) >= SURE:
            cut = chance
    bits = log2(cut / (1 - cut)) if 0 < cut < 1 else 1e9
    return replace(used, name=f"{used.name}, {len(drawn)} drawn", certain=bits)


def _least_share(right: int, number: int) -> float:
    share, wide = right / number, NORMAL**2 / number
    return (share + wide / 2 - NORMAL * sqrt(share * (1 - share) / number + wide / number / 4)) / (1 + wide)


def sides(decision: Decision, records: Sequence[MatchRecord]) -> list[list[str]]:
    """The sides of a decision as records of today."""
    here = {record.id for record in records}
    seen: dict[str, dict[str, Any]] = decision.seen.get("records", {})
    gone = [_seen(one, said) for one, said in seen.items() if one not in here]
    stand_ins: dict[str, str] = {}
    if gone:
        for variant in collapse([*records, *gone])[0]:
            living = next((member for member in variant.members if member in here), None)
            stand_ins |= {member: living for member in variant.members if living and member not in here}
    found = [[one if one in here else stand_ins.get(one) for one in side] for side in decision.seen.get("sides", ())]
    return [[one for one in side if one] for side in found]


def _seen(record: str, said: dict[str, Any]) -> MatchRecord:
    known = {name: said[name] for name in MatchRecord.__slots__ if name in said}
    return MatchRecord(**{**known, "id": record, "based_on": tuple(known.get("based_on", ()))})


def spoken(decided: Decided, records: Sequence[MatchRecord]) -> list[Verdict]:
    """Decisions as verdicts of the matcher: one for each pair of variants, not of records."""
    if not decided:
        return []
    variant_of = {member: variant.id for variant in collapse(records)[0] for member in variant.members}
    return [one for verdict, parts in decided for one in _spoken(verdict, parts, variant_of)]


def _spoken(verdict: str, parts: Sequence[Sequence[str]], variant_of: Mapping[str, str]) -> Iterator[Verdict]:
    every = [sorted({variant_of[one]: one for one in side}.values()) for side in parts]
    if verdict == "same":
        chain = [one for side in every for one in side]
        yield from (Verdict(left, right, True) for left, right in pairwise(chain))
        return
    for one, other in combinations(every, 2):
        yield from (Verdict(left, right, False) for left, right in product(one, other) if left != right)


def apart(decided: Decided) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of sides that were said not to be one product; a lone side that is none is such a pair with itself."""
    return [
        (frozenset(one), frozenset(other))
        for verdict, parts in decided
        if verdict != "same"
        for one, other in (combinations(parts, 2) if len(parts) > 1 else product(parts, parts))
    ]
