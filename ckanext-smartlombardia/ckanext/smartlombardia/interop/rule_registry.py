"""Registry of rules: a row of a table says what a rule means, a Python function evaluates it.

`RuleRegistry` serves every table of rules: those on facts (`interop_rules`, here) and those on descriptions of APIs
(`api_rules`, in `lint.api_rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from ckanext.smartlombardia import vocabularies as v

from .values import Outcome, SubjectType, Text

Evaluate = Callable[[Any], Outcome]
R = TypeVar("R")
F = TypeVar("F")


class RuleRegistry(Generic[R, F]):
    """Rules of one table, each with what its module registered for it.

    `table` is the name of a table with a column `id`; `build` makes a rule of a row and of what was registered.
    """

    def __init__(self, table: str, build: Callable[[Mapping[str, str], F], R]) -> None:
        self._table, self._build = table, build
        self._registered: dict[str, F] = {}
        self._load = v.derived(self._read)

    def register(self, rule_id: str, registered: F) -> None:
        """Register the function of a rule, with its options."""
        self._registered[rule_id] = registered

    def rules(self) -> Mapping[str, R]:
        """Return all rules by id, in the order of the table. Raises KeyError when a row has no function."""
        return self._load()

    def _read(self) -> Mapping[str, R]:
        return {row["id"]: self._build(row, self._registered[row["id"]]) for row in v.rows(self._table)}


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
    evaluate: Evaluate

    @property
    def family(self) -> str:
        """Code of the table `rule_families`."""
        return self.id.partition("-")[0]


def rule(rule_id: str) -> Callable[[Evaluate], Evaluate]:
    """Register the decorated function as the rule `rule_id` of the table `interop_rules`."""

    def register(evaluate: Evaluate) -> Evaluate:
        _REGISTRY.register(rule_id, evaluate)
        return evaluate

    return register


def all_rules() -> Mapping[str, Rule]:
    """Return all rules by id, in the order of the table. Raises KeyError when a row has no function."""
    return _REGISTRY.rules()


@v.derived
def rules_on(subject: str) -> tuple[Rule, ...]:
    """Return the rules that judge subjects of a type, in the order of the table."""
    return tuple(rule for rule in all_rules().values() if rule.subject == subject)


def on_groups() -> list[str]:
    """Return the ids of the rules that judge groups of systems."""
    return [rule.id for rule in rules_on("group")]


def _rule(row: Mapping[str, str], evaluate: Evaluate) -> Rule:
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
        evaluate=evaluate,
        **texts,
    )


_REGISTRY: RuleRegistry[Rule, Evaluate] = RuleRegistry("interop_rules", _rule)
