"""Rules for descriptions of APIs: the row of the table says what they mean, the function sees whether they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi

from ..values import Text
from .sight import Breach

See = Callable[[OpenApi], Iterable[Breach]]
Seen = Literal["written", "anywhere", "paths"]
ODD = re.compile(r"[^A-Za-z0-9\-_.!~*'()/]")
_FUNCTIONS: dict[str, tuple[See, Seen]] = {}


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
    seen: Seen
    see: See

    def binds(self, api: OpenApi) -> bool:
        return not self.versions or any(api.version.startswith(version) and api.version for version in self.versions)

    def breaches(self, api: OpenApi) -> Iterator[Breach]:
        """Each place once."""
        seen = set()
        for breach in self.see(api):
            for path in self._paths(api, breach.path):
                if path not in seen:
                    seen.add(path)
                    yield Breach(path, breach.saw)

    def _paths(self, api: OpenApi, path: Path) -> Iterator[Path]:
        """The path, and where the official linter loses it: behind a reference it knows no names such as `a:b`."""
        if self.seen == "written" or not api.is_referred(path):
            yield path
            return
        if self.seen == "anywhere" or path[0] == "paths":
            yield path
        odd = (at for at, step in enumerate(path) if isinstance(step, str) and ODD.search(step))
        yield path[: next(odd, len(path))]


def rule(id: str, seen: Seen = "anywhere") -> Callable[[See], See]:
    """The function of a rule of the table `api_rules`.

    `seen` says from where it looks: at the document as it is `written`, at what stands `anywhere` with references
    followed, or at what can be come to from `paths`.
    """

    def keep(see: See) -> See:
        _FUNCTIONS[id] = see, seen
        return see

    return keep


@cache
def all_rules() -> Mapping[str, ApiRule]:
    """All rules by id, in the order of the table. Raises KeyError when a row has no function."""
    from . import rules as _  # noqa: F401  the functions register themselves

    return {row["id"]: _rule(row) for row in v.rows("api_rules")}


def _rule(row: Mapping[str, str]) -> ApiRule:
    texts = {
        name: {lang: row[f"{name}_{lang}"] for lang in ("it", "en")}
        for name in ("title", "finding", "remedy", "legal_source")
    }
    see, seen = _FUNCTIONS[row["id"]]
    return ApiRule(
        id=row["id"],
        number=row["number"],
        severity=row["severity"],
        force=row["force"],
        versions=tuple(row["versions"].split("|")) if row["versions"] else (),
        profiles=tuple(row["profiles"].split("|")),
        source=row["source"],
        date=row["date"],
        seen=seen,
        see=see,
        **texts,
    )
