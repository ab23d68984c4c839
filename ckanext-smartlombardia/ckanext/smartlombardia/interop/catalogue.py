"""Rules: the row of the table says what they mean, the function sees whether they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from ckanext.smartlombardia import vocabularies as v

from .values import Outcome, SubjectType, Text

See = Callable[[Any], Outcome]
_FUNCTIONS: dict[str, See] = {}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the table has it, with its function. `finding` is a finding's sentence, `{…}` what was seen.

    `restricted` rules read contracts: their verdicts are for the body and the office alone. `points` is what a failure
    adds to the lock-in index, None for rules that take no part in it.
    """

    id: str
    version: int
    subject: SubjectType
    severity: str
    force: str
    layer: str
    title: Text
    predicate: Text
    remedy: Text
    finding: Text
    inputs: tuple[str, ...]
    legal_source: str
    to_confirm: bool
    restricted: bool
    points: int | None
    see: See

    @property
    def family(self) -> str:
        """Code of the table `rule_families`."""
        return self.id.partition("-")[0]


def rule(id: str) -> Callable[[See], See]:
    """The function of a rule of the table `interop_rules`."""

    def keep(see: See) -> See:
        _FUNCTIONS[id] = see
        return see

    return keep


@cache
def all_rules() -> dict[str, Rule]:
    """All rules by id, in the order of the table. Raises KeyError when a row has no function."""
    from . import rules as _  # noqa: F401  the functions register themselves

    return {row["id"]: _rule(row) for row in v.rows("interop_rules")}


@cache
def rules_on(subject: str) -> tuple[Rule, ...]:
    """The rules that judge subjects of a type, in the order of the table."""
    return tuple(rule for rule in all_rules().values() if rule.subject == subject)


def on_groups() -> list[str]:
    """Ids of the rules that judge groups of systems."""
    return [rule.id for rule in rules_on("group")]


def _rule(row: Mapping[str, str]) -> Rule:
    texts = {name: {lang: row[f"{name}_{lang}"] for lang in ("it", "en")} for name in ("title", "predicate", "remedy")}
    return Rule(
        id=row["id"],
        version=int(row["version"]),
        subject=cast("SubjectType", row["subject"]),
        severity=row["severity"],
        force=row["force"],
        layer=row["layer"],
        finding={lang: row[f"finding_{lang}"] for lang in ("it", "en")},
        inputs=tuple(row["inputs"].split("|")),
        legal_source=row["legal_source"],
        to_confirm=bool(row["to_confirm"]),
        restricted=bool(row["restricted"]),
        points=int(row["points"]) if row["points"] else None,
        see=_FUNCTIONS[row["id"]],
        **texts,
    )
