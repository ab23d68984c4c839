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
class VerdictEntry:
    """A verdict of a rule on a subject. `finding` where it is worth acting on; `public` if anyone may see it."""

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


def to_entry(assessment: Assessment, finding: Finding | None = None, public: bool = False, **saw: Any) -> VerdictEntry:
    """Convert a verdict of the engine to the entry that is stored, with what pages and the score need of it."""
    return VerdictEntry(
        subject=assessment.subject,
        rule=assessment.rule,
        version=assessment.rule_version,
        verdict=assessment.verdict,
        saw={
            "reason": assessment.reason,
            "grade": assessment.grade,
            "severity": assessment.severity,
            "force": assessment.force,
            "to_confirm": assessment.to_confirm,
            "seen": dict(assessment.saw),
            **saw,
        },
        facts=numbers(assessment.fact_ids),
        finding=finding,
        public=public,
    )


def numbers(facts: Iterable[int]) -> tuple[int, ...]:
    """Numbers of facts, each once, in order."""
    return tuple(sorted(set(facts)))
