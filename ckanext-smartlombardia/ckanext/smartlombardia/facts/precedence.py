"""Which fact wins where several speak of one thing.

Decision, hand, the owner's own source, official register, others; then the better grade; then the newest observation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any, Literal

from ckanext.smartlombardia.types import Grade

from .fact import Fact, canonical, same_value, standing_facts

SourceKind = Literal["decision", "hand", "own source", "register", "other"]

RANKS: dict[SourceKind, int] = {"decision": 0, "hand": 1, "own source": 2, "register": 3, "other": 4}
"""Lower wins. A hand of the office and one of the owner count alike: between hands the newest speaks."""

GRADES: dict[Grade, int] = {"E4": 0, "E3": 1, "E2": 2, "E1": 3, "E0": 4}
"""Lower is better proved."""

LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def classify_source(fact: Fact, owner: str | None = None) -> SourceKind:
    """The kind of source that states a fact. `owner` is the IPA code of the body that the subject belongs to."""
    if fact.source == "decision":
        return "decision"
    if fact.source == "office" or fact.source.startswith("owner:"):
        return "hand"
    if owner and fact.source.endswith(f"@{owner}"):
        return "own source"
    return "register" if fact.grade == "E4" else "other"


def ranked(facts: Iterable[Fact], owner: str | None = None) -> list[Fact]:
    """Standing facts, the winner first. The order in which they come does not matter."""
    current = standing_facts(facts)
    return current if len(current) < 2 else sorted(current, key=lambda fact: _order(fact, owner))


def winner(facts: Iterable[Fact], owner: str | None = None) -> Fact | None:
    """The fact that counts, of facts about one (subject, name, object); None where none stands.

    A winner whose value is None says that there is no value: a hand emptied the field.
    """
    return next(iter(ranked(facts, owner)), None)


def contradictions(facts: Iterable[Fact], owner: str | None = None) -> list[Fact]:
    """What sources say otherwise since a person typed or decided the winning value of one (subject, name, object)."""
    order = ranked(facts, owner)
    if not order or classify_source(order[0], owner) not in ("decision", "hand"):
        return []
    first = order[0]
    return [
        fact
        for fact in order[1:]
        if classify_source(fact, owner) not in ("decision", "hand")
        and not same_value(fact.value, first.value)
        and (fact.since or LONG_AGO) > (first.since or LONG_AGO)
    ]


def _order(fact: Fact, owner: str | None) -> tuple[Any, ...]:
    return (
        RANKS[classify_source(fact, owner)],
        GRADES[fact.grade],
        -(fact.observed_at or LONG_AGO).timestamp(),
        -(fact.since or LONG_AGO).timestamp(),
        fact.source,
        fact.source_record or 0,
        canonical(fact.value),
    )
