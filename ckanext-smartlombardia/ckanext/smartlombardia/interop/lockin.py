"""Verdicts on a platform -> how hard it is to leave its vendor: an index apart from interoperability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .rule_registry import all_rules
from .values import Assessment


@dataclass(frozen=True, slots=True)
class LockIn:
    """From `lo` to `hi`, 0 (free) to 100 (tied): the points of what fails, and with them those of what is not known.

    `failing` are the rules that add their points.
    """

    lo: int
    hi: int
    failing: tuple[str, ...]


@cache
def _points() -> dict[str, int]:
    return {rule.id: rule.points for rule in all_rules().values() if rule.points}


def lock_in(assessments: Iterable[Assessment]) -> LockIn:
    """The index from the verdicts of the rules that have points; others are passed over."""
    points = _points()
    failing, open_ = [], 0
    for assessment in assessments:
        if assessment.rule in points and assessment.verdict == "fail":
            failing.append(assessment.rule)
        elif assessment.rule in points and assessment.verdict == "unknown":
            open_ += points[assessment.rule]
    lo = sum(points[rule] for rule in failing)
    return LockIn(lo, lo + open_, tuple(failing))
