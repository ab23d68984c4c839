"""Rules on descriptions of APIs: the table `api_rules` with the functions that look for violations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi

from ..rule_registry import RuleRegistry
from ..values import Text
from .violations import Violation

Evaluate = Callable[[OpenApi], Iterable[Violation]]
Reach = Literal["written", "anywhere", "paths"]
ODD = re.compile(r"[^A-Za-z0-9\-_.!~*'()/]")


@dataclass(frozen=True, slots=True)
class ApiRule:
    """A rule as the table `api_rules` has it, with its function.

    `id` is the official linter's name of it, `number` ours; `versions` are those of OpenAPI that it binds, all when
    empty; `profiles` says for which kinds of service it counts. `finding` is a sentence, `{saw}` what stands there.
    """

    id: str
    number: str
    severity: str
    force: str
    versions: tuple[str, ...]
    profiles: tuple[str, ...]
    title: Text
    finding: Text
    remedy: Text
    legal_source: Text
    source: str
    date: str
    reach: Reach
    evaluate: Evaluate

    def binds(self, api: OpenApi) -> bool:
        return not self.versions or any(api.version.startswith(version) and api.version for version in self.versions)

    def breaches(self, api: OpenApi) -> Iterator[Violation]:
        """Each place once."""
        reported = set()
        for breach in self.evaluate(api):
            for path in self._paths(api, breach.path):
                if path not in reported:
                    reported.add(path)
                    yield Violation(path, breach.saw)

    def _paths(self, api: OpenApi, path: Path) -> Iterator[Path]:
        """The path, and where the official linter loses it: behind a reference it knows no names such as `a:b`."""
        if self.reach == "written" or not api.is_referred(path):
            yield path
            return
        if self.reach == "anywhere" or path[0] == "paths":
            yield path
        odd = (at for at, step in enumerate(path) if isinstance(step, str) and ODD.search(step))
        yield path[: next(odd, len(path))]


def rule(rule_id: str, reach: Reach = "anywhere") -> Callable[[Evaluate], Evaluate]:
    """Register the decorated function as the rule `rule_id` of the table `api_rules`.

    `reach` says what it looks at: the document as it is `written`, what stands `anywhere` with references followed, or
    what can be come to from `paths`.
    """

    def register(evaluate: Evaluate) -> Evaluate:
        _REGISTRY.register(rule_id, (evaluate, reach))
        return evaluate

    return register


def all_rules() -> Mapping[str, ApiRule]:
    """Return all rules by id, in the order of the table. Raises KeyError when a row has no function."""
    return _REGISTRY.rules()


def _rule(row: Mapping[str, str], registered: tuple[Evaluate, Reach]) -> ApiRule:
    texts = {
        name: {lang: row[f"{name}_{lang}"] for lang in ("it", "en")}
        for name in ("title", "finding", "remedy", "legal_source")
    }
    evaluate, reach = registered
    return ApiRule(
        id=row["id"],
        number=row["number"],
        severity=row["severity"],
        force=row["force"],
        versions=tuple(row["versions"].split("|")) if row["versions"] else (),
        profiles=tuple(row["profiles"].split("|")),
        source=row["source"],
        date=row["date"],
        reach=reach,
        evaluate=evaluate,
        **texts,
    )


_REGISTRY: RuleRegistry[ApiRule, tuple[Evaluate, Reach]] = RuleRegistry("api_rules", _rule)
