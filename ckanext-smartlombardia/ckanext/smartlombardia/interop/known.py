"""What is known of the subject at hand: the only thing that a rule reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ckanext.smartlombardia.facts import GRADES, Fact, ranked, winner
from ckanext.smartlombardia.types import Grade

from .values import Subject


class Known:
    """Standing facts of a subject, and beside them those of records that belong to it (a body's data services)."""

    def __init__(self, subject: Subject, facts: Iterable[Fact]) -> None:
        self.subject = subject
        self._own: dict[str, list[Fact]] = defaultdict(list)
        self._around: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.until is None:
                (self._own if fact.subject == subject.key else self._around)[fact.name].append(fact)

    def value(self, name: str) -> Any:
        """The value that a page shows, None where there is none: for what a person decides, such as the function."""
        fact = self.fact(name)
        return fact.value if fact else None

    def fact(self, name: str) -> Fact | None:
        """The fact behind `value`."""
        found = winner([fact for fact in self._own[name] if fact.object is None], self.subject.body)
        return found if found is not None and found.value is not None else None

    def seen(self, name: str) -> list[Fact]:
        """All that is stated under a name, the best proved first: what was seen outranks what was declared.

        A decision outranks all, also one that there is nothing.
        """
        order = sorted(
            ranked(self._own[name], self.subject.body), key=lambda fact: (fact.source != "decision", GRADES[fact.grade])
        )
        if order and order[0].source == "decision" and order[0].value is None:
            return []
        return [fact for fact in order if fact.value is not None]

    def around(self, name: str) -> list[Fact]:
        """The same of records that belong to the subject."""
        return sorted(
            (fact for fact in self._around[name] if fact.value is not None),
            key=lambda fact: (GRADES[fact.grade], fact.subject, fact.source),
        )


def weakest(facts: Iterable[Fact]) -> Grade:
    """The grade of the weakest fact, E0 where there are none."""
    return max((fact.grade for fact in facts), key=GRADES.__getitem__, default="E0")
