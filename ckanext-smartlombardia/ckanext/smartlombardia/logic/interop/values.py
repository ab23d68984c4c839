"""A verdict on its way into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ckanext.smartlombardia.facts import canonical
from ckanext.smartlombardia.interop import Assessment, Finding

LEVEL = "LEVEL"
"""The rule under which the level of a system is kept; its verdict is the level, or unknown."""

LOCK_IN = "LOCK-IN"
"""The rule under which the lock-in index of a platform is kept, for its body and the office alone."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of a subject by a rule. `finding` where it is worth acting on; `public` if anyone may see it."""

    subject: str
    rule: str
    version: int
    verdict: str
    saw: dict[str, Any]
    facts: tuple[int, ...] = ()
    finding: Finding | None = None
    public: bool = False

    @property
    def content(self) -> tuple[int, str, str, tuple[int, ...]]:
        """What makes it another one when it changes."""
        return self.version, self.verdict, canonical(self.saw), self.facts


def stated(found: Assessment, finding: Finding | None = None, public: bool = False, **saw: Any) -> Stated:
    """A verdict of the engine, with what a page and the score need of it."""
    return Stated(
        subject=found.subject,
        rule=found.rule,
        version=found.rule_version,
        verdict=found.verdict,
        saw={
            "reason": found.reason,
            "grade": found.grade,
            "severity": found.severity,
            "force": found.force,
            "to_confirm": found.to_confirm,
            "seen": dict(found.saw),
            **saw,
        },
        facts=numbers(found.fact_ids),
        finding=finding,
        public=public,
    )


def numbers(facts: Iterable[int]) -> tuple[int, ...]:
    """Numbers of facts, each once, in order."""
    return tuple(sorted(set(facts)))
