"""Verdicts on a system -> its level, by gates, and its score as an interval.

The level shown is what is proven; beside it stands the level that the system would have if every unknown passed.
Nothing unknown lowers a level, it only widens the gap between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES
from ckanext.smartlombardia.types import Grade

from .rule_registry import all_rules
from .values import Assessment

LEVELS = ("L0", "L1", "L2", "L3", "L4")
EXPORT = ("P-03", "D-01")
READABLE = ("A-01", "A-02")
STANDARD = ("P-05", "A-10", "A-11")
PROFILE = ("A-05", "A-18")
CHANNEL = ("A-12", "A-13", "A-14")
OBSERVED = "A-17"
SEPARATE_SERIES = ("L", "AI")


@dataclass(frozen=True, slots=True)
class Level:
    """`proven` is None when even the first gate is not known: it may be anything up to `possible`."""

    proven: str | None
    possible: str


@dataclass(frozen=True, slots=True)
class Score:
    """From `lo` to `hi`, 0 to 100: the weights that pass, and with them those unknown. `coverage` is 0 to 1.

    Below a coverage of .7 only the interval may be shown.
    """

    lo: float
    hi: float
    coverage: float


def score(assessments: Iterable[Assessment]) -> Score:
    """The score over the rules that apply; excepted ones do not count. Nothing judged is 0 to 100, coverage 0.

    Lock-in and the register of artificial intelligence have figures of their own; contracts are not for everybody.
    """
    weights = _weights()
    sums = {"pass": 0, "unknown": 0, "fail": 0}
    for assessment in assessments:
        if assessment.verdict in sums and assessment.rule not in _apart():
            sums[assessment.verdict] += weights[assessment.severity]
    total = sum(sums.values())
    if not total:
        return Score(0.0, 100.0, 0.0)
    return Score(
        lo=100 * sums["pass"] / total,
        hi=100 * (sums["pass"] + sums["unknown"]) / total,
        coverage=1 - sums["unknown"] / total,
    )


@cache
def _apart() -> frozenset[str]:
    return frozenset(rule.id for rule in all_rules().values() if rule.restricted or rule.family in SEPARATE_SERIES)


@v.derived
def _weights() -> dict[str, int]:
    return {severity.code: int(severity.extra["weight"]) for severity in v.concepts("interop_severities")}


def level(
    platform: Sequence[Assessment],
    interfaces: Sequence[Sequence[Assessment]] = (),
    open_gaps: bool = False,
    capped: bool = True,
) -> Level:
    """The level of a system from the verdicts on it and on each of its interfaces; the best interface counts.

    `open_gaps`: a finding of X-01 to X-04 with a legally required need stands against it. `capped`: the grade of the
    evidence limits the level (declared L1, documents L2; L3 and L4 want something seen or registered at each gate).
    """
    ways = [*interfaces] or [()]
    gates = [_Gates({assessment.rule: assessment for assessment in (*platform, *way)}, open_gaps) for way in ways]
    return Level(
        proven=max((each.level(hopeful=False, capped=capped) for each in gates), key=_height),
        possible=max((each.level(hopeful=True, capped=False) for each in gates), key=_height) or LEVELS[-1],
    )


@dataclass(frozen=True, slots=True)
class _Gates:
    """The gates of one system with one of its interfaces. `hopeful` reads unknown as pass."""

    verdicts: Mapping[str, Assessment]
    open_gaps: bool

    def level(self, hopeful: bool, capped: bool) -> str | None:
        exportable = any(self._holds(rule, hopeful) for rule in EXPORT)
        if not self._holds("P-01", hopeful):
            if exportable:
                return "L1"
            return "L0" if self._verdict("P-01") == "fail" else None
        climbed = 1
        for gate in (self._connected, self._standard, self._integrated):
            if not gate(hopeful, capped):
                break
            climbed += 1
        return LEVELS[climbed]

    def _connected(self, hopeful: bool, capped: bool) -> bool:
        secure = self.verdicts.get("A-09")
        broken = secure is not None and secure.verdict == "fail" and secure.severity == "blocker"
        readable = all(self._holds(rule, hopeful) for rule in READABLE)
        return readable and not broken and (not capped or self._proved(("P-01", *READABLE), "E2"))

    def _standard(self, hopeful: bool, capped: bool) -> bool:
        met = all(self._holds(rule, hopeful) or self._verdict(rule) == "not_applicable" for rule in STANDARD)
        profile = any(self._holds(rule, hopeful) for rule in PROFILE)
        return met and profile and (not capped or self._proved((*STANDARD, *PROFILE), "E3"))

    def _integrated(self, hopeful: bool, capped: bool) -> bool:
        channel = any(self._holds(rule, hopeful) for rule in CHANNEL)
        met = channel and self._holds(OBSERVED, hopeful) and not self.open_gaps
        return met and (not capped or self._proved((*CHANNEL, OBSERVED), "E3"))

    def _verdict(self, rule: str) -> str:
        return self.verdicts[rule].verdict if rule in self.verdicts else "unknown"

    def _holds(self, rule: str, hopeful: bool) -> bool:
        return self._verdict(rule) in (("pass", "unknown") if hopeful else ("pass",))

    def _proved(self, rules: Iterable[str], grade: Grade) -> bool:
        """Does one of these rules pass on evidence at least this good?"""
        passing = [self.verdicts[rule] for rule in rules if self._verdict(rule) == "pass"]
        return any(GRADES[assessment.grade] <= GRADES[grade] for assessment in passing)


def _height(level: str | None) -> int:
    return -1 if level is None else LEVELS.index(level)
