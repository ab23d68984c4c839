"""How comparisons are declared: levels from strongest to weakest, and how each is said to a person.

Conditions are SQL on columns `<name>_l` and `<name>_r`; lists are only ever intersected and counted, in words that are
filled in for each SQL engine. The first level that holds counts; one without a condition is the rest. No weights here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

DIALECTS: Mapping[str, Mapping[str, str]] = {
    "duckdb": {"shared": "len(list_intersect({0}_l, {1}_r))", "count": "len({0})"},
    "spark": {"shared": "size(array_intersect({0}_l, {1}_r))", "count": "size({0})"},
}


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome. `it` and `en` are sentences with places for `{both}`, `{left}`, `{right}`: the values compared."""

    name: str
    condition: str
    it: str
    en: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reads` are the columns whose values its sentences show."""

    name: str
    reads: tuple[str, ...]
    levels: tuple[Level, ...]


def shared(left: str, right: str | None = None) -> str:
    """How many words two lists have in common, as a place to fill in for an engine."""
    return f"{{shared:{left}:{right or left}}}"


def count(column: str) -> str:
    return f"{{count:{column}}}"


def likeness(column: str, percent: int) -> str:
    """The cosine of two lists is at least so many hundredths, without a square root: words² ≥ percent² × lengths."""
    both = f"{shared(column)} * {shared(column)} * 10000"
    return f"{shared(column)} > 0 and {both} >= {percent * percent} * {count(column + '_l')} * {count(column + '_r')}"


def either(left: str, right: str) -> str:
    """Something of one list is in the other's, in whichever direction the pair stands."""
    return f"({shared(left, right)} > 0 or {shared(right, left)} > 0)"


LONGER = "greatest({{count:{0}_l}}, {{count:{0}_r}})"
SHORTER = "least({{count:{0}_l}}, {{count:{0}_r}})"
BOTH_HAVE = "({0}_l is not null and {0}_r is not null)"


def sql(condition: str, dialect: str) -> str:
    """A condition with its list functions in the words of one engine."""
    templates = DIALECTS[dialect]
    expanded = re.sub(r"\{shared:(\w+):(\w+)\}", lambda m: templates["shared"].format(*m.groups()), condition)
    return re.sub(r"\{count:(\w+)\}", lambda m: templates["count"].format(*m.groups()), expanded)
