"""How rules look: the best proved fact that says anything decides, so that more evidence never hides a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ckanext.smartlombardia.facts import Fact

from ..values import Outcome

Evaluate = Callable[[Any], Outcome | None]


def decide(facts: Iterable[Fact], evaluate: Evaluate) -> Outcome | None:
    """The outcome of the first fact that gives one; `facts` come the best proved first."""
    for fact in facts:
        outcome = evaluate(fact.value)
        if outcome is not None:
            return replace(outcome, facts=(fact, *outcome.facts))
    return None


def described(facts: Iterable[Fact], evaluate: Evaluate, kinds: tuple[str, ...] = ("openapi",)) -> Outcome:
    """What descriptions of these kinds say; not applicable where there are only others, unknown where none was read."""
    facts = list(facts)
    of_kind = [fact for fact in facts if fact.value["kind"] in kinds]
    outcome = decide(of_kind, evaluate)
    if outcome is not None:
        return outcome
    others = [fact for fact in facts if fact.value["kind"] not in (*kinds, "unreadable")]
    if others and not of_kind:
        return Outcome("not_applicable", "other-description", (others[0],), {"kind": others[0].value["kind"]})
    return Outcome("unknown", "not-read")
