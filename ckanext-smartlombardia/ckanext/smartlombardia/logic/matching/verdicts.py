"""Decisions of the office for the matcher: must-link and cannot-link constraints on records of today.

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


def load_decisions() -> list[Decision]:
    """Load decisions that settle a case and were not undone, the oldest first."""
    undone = sa.select(Decision.undoes).where(Decision.undoes.is_not(None))
    query = (
        sa.select(Decision)
        .where(Decision.kind == CASE, Decision.verdict.in_(VERDICTS), Decision.id.not_in(undone))
        .order_by(Decision.id)
    )
    return list(core.Session.scalars(query))


def is_trusted(decisions: Sequence[Decision]) -> bool:
    """Whether enough decisions of the random stream stand for the interface to say more than «maybe»."""
    return sum(bool(decision.seen.get("random")) for decision in decisions) >= TRIAL


def calibrate_model(used: Model, decisions: Sequence[Decision]) -> Model:
    """Calibrate the cut of the model's certain band on the random stream; unchanged while that is too short.

    The stream alone is no choice of anybody, so its shares are those of all cases. The cut is the least probability
    from which the share of «the same» is at least SURE by the lower bound of Wilson's interval (Wilson 1927); where
    there is none, nothing is certain.
    """
    if not is_trusted(decisions):
        return used
    drawn = [
        decision
        for decision in decisions
        if decision.seen.get("random") and decision.seen.get("relation") == "same_product"
    ]
    outcomes = ((float(decision.seen.get("probability") or 0.0), decision.verdict == "same") for decision in drawn)
    ranked = sorted(outcomes, key=lambda pair: -pair[0])
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
    """Map the sides of a decision to UUIDs of today: a record that is gone is replaced by its exact duplicate."""
    record_ids = {record.id for record in records}
    snapshots: dict[str, dict[str, Any]] = decision.seen.get("records", {})
    gone = [
        _to_match_record(record_id, snapshot)
        for record_id, snapshot in snapshots.items()
        if record_id not in record_ids
    ]
    stand_ins: dict[str, str] = {}
    if gone:
        for variant in collapse([*records, *gone])[0]:
            living = next((member for member in variant.members if member in record_ids), None)
            stand_ins |= {member: living for member in variant.members if living and member not in record_ids}
    mapped = [
        [record_id if record_id in record_ids else stand_ins.get(record_id) for record_id in side]
        for side in decision.seen.get("sides", ())
    ]
    return [[record_id for record_id in side if record_id] for side in mapped]


def _to_match_record(record: str, snapshot: dict[str, Any]) -> MatchRecord:
    values = {name: snapshot[name] for name in MatchRecord.__slots__ if name in snapshot}
    return MatchRecord(**{**values, "id": record, "based_on": tuple(values.get("based_on", ()))})


def to_verdicts(decided: Decided, records: Sequence[MatchRecord]) -> list[Verdict]:
    """Decisions as verdicts of the matcher: one for each pair of variants, not of records."""
    if not decided:
        return []
    variant_of = {member: variant.id for variant in collapse(records)[0] for member in variant.members}
    return [pair_verdict for verdict, parts in decided for pair_verdict in _pair_verdicts(verdict, parts, variant_of)]


def _pair_verdicts(verdict: str, parts: Sequence[Sequence[str]], variant_of: Mapping[str, str]) -> Iterator[Verdict]:
    representatives = [sorted({variant_of[record_id]: record_id for record_id in side}.values()) for side in parts]
    if verdict == "same":
        chain = [record_id for side in representatives for record_id in side]
        yield from (Verdict(left, right, True) for left, right in pairwise(chain))
        return
    for first, second in combinations(representatives, 2):
        yield from (Verdict(left, right, False) for left, right in product(first, second) if left != right)


def cannot_link(decided: Decided) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of sides that are not one product by decision; a lone side that is none is such a pair with itself."""
    return [
        (frozenset(first), frozenset(second))
        for verdict, parts in decided
        if verdict != "same"
        for first, second in (combinations(parts, 2) if len(parts) > 1 else product(parts, parts))
    ]
