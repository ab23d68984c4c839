"""The queue: narrowed, counted and put in order. The most useful first; every fifth place is for the random stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from ckanext.smartlombardia.logic.matching.case_builder import RANDOM
from ckanext.smartlombardia.logic.matching.contracts import Contract, cost
from ckanext.smartlombardia.model import Case

FACETS = {"province": "provinces", "function": "functions", "vendor": "vendors", "body": "bodies"}


def impact(case: Case) -> float:
    """Bodies that a decision touches, by how sure the machine is."""
    return case.bodies * _sure(case)


def filter_cases(cases: Sequence[Case], filters: Mapping[str, Any]) -> list[Case]:
    """Select the cases that pass every filter (keys as `smartlombardia_case_list` takes them)."""
    return [case for case in cases if _fits(case, filters)]


def rank_by_cost(cases: Sequence[Case], contracts: Mapping[str, Contract]) -> list[Case]:
    """Order by known yearly cost times the probability of the case; where the viewer sees no cost, by impact."""
    paid = {case.id: (cost(case.members, contracts) or 0.0) * _sure(case) for case in cases}
    return sorted(cases, key=lambda case: (-paid[case.id], -impact(case), case.id))


def rank_by_impact(cases: Sequence[Case]) -> list[Case]:
    """Order by impact, with a case of the random stream in every fifth place as long as there are any."""
    ranked = sorted(cases, key=lambda case: (-impact(case), case.id))
    drawn = sorted((case for case in ranked if is_random(case)), key=lambda case: case.id)
    chosen = [case for case in ranked if not is_random(case)]
    fours = [chosen[start : start + RANDOM - 1] for start in range(0, len(chosen), RANDOM - 1)]
    order: list[Case] = []
    for four, random_case in zip_longest(fours, drawn):
        order += [*(four or ()), *([random_case] if random_case is not None else ())]
    return order


def facets(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """Count the cases for each value of each filter."""
    facets: dict[str, dict[str, int]] = {"relation": dict(Counter(case.relation for case in cases))}
    facets["band"] = dict(Counter((case.detail or {}).get("band", "candidate") for case in cases))
    facets["assigned_to"] = dict(Counter(case.assigned_to for case in cases if case.assigned_to).most_common())
    for name, column in FACETS.items():
        counts = Counter(value for case in cases for value in (case.detail or {}).get(column, ()))
        facets[name] = dict(counts.most_common())
    return facets


def is_random(case: Case) -> bool:
    """Whether a case belongs to the random stream."""
    return bool((case.detail or {}).get("random"))


def _sure(case: Case) -> float:
    return float((case.detail or {}).get("probability", case.score))


def _fits(case: Case, filters: Mapping[str, Any]) -> bool:
    detail = case.detail or {}
    if filters.get("relation") not in (None, case.relation) or filters.get("assigned_to") not in (
        None,
        case.assigned_to,
    ):
        return False
    if filters.get("band") not in (None, detail.get("band", "candidate")):
        return False
    if filters.get("record") and filters["record"] not in case.members:
        return False
    if filters.get("random") is not None and filters["random"] != is_random(case):
        return False
    return all(filters[name] in detail.get(column, ()) for name, column in FACETS.items() if filters.get(name))
