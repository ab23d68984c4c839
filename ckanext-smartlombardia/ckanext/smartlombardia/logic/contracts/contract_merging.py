"""Several facts on one contract, of several sources or editions of a register -> one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ckanext.smartlombardia.facts import Fact, is_empty
from ckanext.smartlombardia.registry.contract_identity import WITHOUT_CIG, contract_id

WINNERS = ("suppliers", "withheld")  # told together: who won, and how many of them may be persons
Identities = Mapping[str, str]


def merge_contracts(facts: Iterable[Fact], identities: Identities) -> list[Fact]:
    """One fact a contract: what the newest observation tells, and of what it is silent about the newest that tells it.

    `identities` is what `find_identities` found among the public facts of the same body.
    """
    editions: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        editions[identities.get(fact.object or "", fact.object or "")].append(fact)
    return [_merge(identity, sorted(group, key=_observed)) for identity, group in editions.items()]


def find_identities(facts: Iterable[Fact]) -> dict[str, str]:
    """The identity that other facts give to contracts without a CIG: those of the same object, suppliers and dates."""
    with_cig: dict[str, set[str]] = defaultdict(set)
    without = []
    for fact in facts:
        identity = fact.object or ""
        if identity.startswith(WITHOUT_CIG):
            without.append(identity)
        else:
            with_cig[contract_id({**fact.value, "cig": None})].add(identity)
    return {identity: next(iter(with_cig[identity])) for identity in without if len(with_cig.get(identity, ())) == 1}


def _merge(identity: str, editions: Sequence[Fact]) -> Fact:
    """The last of the editions, filled from those before it."""
    value: dict[str, Any] = {}
    for edition in editions:
        told = {name: field for name, field in edition.value.items() if not is_empty(field)}
        if not told.keys().isdisjoint(WINNERS):
            value = {name: field for name, field in value.items() if name not in WINNERS}
        value |= told
    return replace(editions[-1], object=identity, value=value)


def _observed(fact: Fact) -> float:
    return fact.observed_at.timestamp() if fact.observed_at else 0.0
