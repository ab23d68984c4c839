"""What is known of the subject at hand: the only thing that a rule reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timezone
from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact, ranked, winner
from ckanext.smartlombardia.types import Grade

from .values import Subject


class SubjectFacts:
    """Standing facts of a subject, and beside them those of records that belong to it.

    These are a body's data services, a platform's APIs and datasets. `today` is the day that it is judged on, None
    where nobody said: what depends on it is then not known.
    """

    def __init__(self, subject: Subject, facts: Iterable[Fact], today: date | None = None) -> None:
        self.subject, self.today = subject, today
        self._own: dict[str, list[Fact]] = defaultdict(list)
        self._around: dict[str, list[Fact]] = defaultdict(list)
        self._ranked: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.until is None:
                (self._own if fact.subject == subject.key else self._around)[fact.name].append(fact)

    @property
    def function(self) -> Fact | None:
        """What the subject is for, where that is a code of the scheme."""
        declared = self.best("function")
        return declared if declared and v.concept("functions", str(declared.value)) else None

    def neighbours(self, *names: str) -> list[SubjectFacts]:
        """What is known of each record that belongs to the subject and states any of these."""
        by_record: dict[str, list[Fact]] = defaultdict(list)
        for facts in self._around.values():
            for fact in facts:
                by_record[fact.subject].append(fact)
        return [
            SubjectFacts(Subject(key, "dataservice", body=self.subject.body), facts, self.today)
            for key, facts in sorted(by_record.items())
            if any(fact.name in names for fact in facts)
        ]

    def age(self, fact: Fact) -> int | None:
        """Days since what a fact tells was seen, None where either day is not known."""
        moment = fact.observed_at or fact.since
        if self.today is None or moment is None:
            return None
        return (datetime.combine(self.today, time.max, timezone.utc) - moment).days

    def value(self, name: str) -> Any:
        """The value that a page shows, None where there is none: for what a person decides, such as the function."""
        fact = self.best(name)
        return fact.value if fact else None

    def best(self, name: str) -> Fact | None:
        """The fact behind `value`."""
        if name not in self._own:
            return None
        winning = winner([fact for fact in self._own[name] if fact.object is None], self.subject.body)
        return winning if winning is not None and winning.value is not None else None

    def all(self, name: str) -> list[Fact]:
        """All that is stated under a name, the best proved first: what was seen outranks what was declared.

        A decision outranks all, also one that there is nothing.
        """
        if name not in self._own:
            return []
        if name not in self._ranked:
            self._ranked[name] = self._order(name)
        return self._ranked[name]

    def _order(self, name: str) -> list[Fact]:
        if len(self._own[name]) == 1:
            return [fact for fact in self._own[name] if fact.value is not None]
        order = sorted(
            ranked(self._own[name], self.subject.body), key=lambda fact: (fact.source != "decision", GRADES[fact.grade])
        )
        if order and order[0].source == "decision" and order[0].value is None:
            return []
        return [fact for fact in order if fact.value is not None]

    def related(self, name: str) -> list[Fact]:
        """The same of records that belong to the subject."""
        return sorted(
            (fact for fact in self._around[name] if fact.value is not None),
            key=lambda fact: (GRADES[fact.grade], fact.subject, fact.source),
        )


def weakest(facts: Iterable[Fact]) -> Grade:
    """The grade of the weakest fact, E0 where there are none."""
    facts = tuple(facts)
    if len(facts) == 1:
        return facts[0].grade
    return max((fact.grade for fact in facts), key=GRADES.__getitem__, default="E0")
