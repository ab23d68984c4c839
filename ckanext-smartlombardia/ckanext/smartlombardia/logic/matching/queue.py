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


def narrowed(cases: Sequence[Case], asked: Mapping[str, Any]) -> list[Case]:
    """The cases that are asked for: every filter counts."""
    return [case for case in cases if _fits(case, asked)]


def by_cost(cases: Sequence[Case], contracts: Mapping[str, Contract]) -> list[Case]:
    """By what is known to be paid a year, times how sure the machine is; where the viewer sees no cost, by impact."""
    paid = {case.id: (cost(case.members, contracts) or 0.0) * _sure(case) for case in cases}
    return sorted(cases, key=lambda case: (-paid[case.id], -impact(case), case.id))


def ordered(cases: Sequence[Case]) -> list[Case]:
    """By impact, with cases of the random stream in every fifth place as long as there are any."""
    ranked = sorted(cases, key=lambda case: (-impact(case), case.id))
    drawn = sorted((case for case in ranked if is_random(case)), key=lambda case: case.id)
    chosen = [case for case in ranked if not is_random(case)]
    fours = [chosen[start : start + RANDOM - 1] for start in range(0, len(chosen), RANDOM - 1)]
    found: list[Case] = []
    for four, one in zip_longest(fours, drawn):
        found += [*(four or ()), *([one] if one is not None else ())]
    return found


def facets(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """How many cases there are for each choice of a filter."""
    found: dict[str, dict[str, int]] = {"relation": dict(Counter(case.relation for case in cases))}
    found["band"] = dict(Counter((case.detail or {}).get("band", "candidate") for case in cases))
    found["assigned_to"] = dict(Counter(case.assigned_to for case in cases if case.assigned_to).most_common())
    for name, column in FACETS.items():
        counts = Counter(value for case in cases for value in (case.detail or {}).get(column, ()))
        found[name] = dict(counts.most_common())
    return found


def is_random(case: Case) -> bool:
    """Whether a case belongs to the random stream."""
    return bool((case.detail or {}).get("random"))


def _sure(case: Case) -> float:
    return float((case.detail or {}).get("probability", case.score))


def _fits(case: Case, asked: Mapping[str, Any]) -> bool:
    detail = case.detail or {}
    if asked.get("relation") not in (None, case.relation) or asked.get("assigned_to") not in (None, case.assigned_to):
        return False
    if asked.get("band") not in (None, detail.get("band", "candidate")):
        return False
    if asked.get("record") and asked["record"] not in case.members:
        return False
    if asked.get("random") is not None and asked["random"] != is_random(case):
        return False
    return all(asked[name] in detail.get(column, ()) for name, column in FACETS.items() if asked.get(name))
