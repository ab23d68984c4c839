"""Facts of one record -> its fields, and where each value comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .fact import Fact
from .precedence import contradictions, ranked, winner


@dataclass(frozen=True, slots=True)
class Winner:
    """The fact behind a field; what else is said of it, in order of weight; what sources came to say otherwise later.

    `fact.value` is None where a hand emptied the field.
    """

    fact: Fact
    others: tuple[Fact, ...] = ()
    contradicted: tuple[Fact, ...] = ()


def project(facts: Iterable[Fact], owner: str | None = None) -> dict[str, Any]:
    """Field by field the value that wins, in order of names; emptied fields are absent. All facts are of one record.

    `owner` is the IPA code of the body that the record belongs to. Facts with an `object` are no fields.
    """
    return {
        name: first.value
        for name, group in _fields(facts).items()
        if (first := winner(group, owner)) is not None and first.value is not None
    }


def provenance(facts: Iterable[Fact], owner: str | None = None) -> dict[str, Winner]:
    """Field by field the winning fact with its company, emptied fields included."""
    winners = {}
    for name, group in _fields(facts).items():
        order = ranked(group, owner)
        if order:
            winners[name] = Winner(order[0], tuple(order[1:]), tuple(contradictions(group, owner)))
    return winners


def _fields(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.object is None:
            groups[fact.name].append(fact)
    return dict(sorted(groups.items()))
