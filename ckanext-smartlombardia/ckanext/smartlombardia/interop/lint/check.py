"""All rules on one description."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats import openapi
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi

from ..values import Text
from .api_rules import ApiRule, all_rules
from .violations import Violation

PROFILE = "pdnd"


@dataclass(frozen=True, slots=True)
class ApiFinding:
    """Where a description breaks a rule.

    `rule` is the official linter's name of the rule, `number` ours. `pointer` is a JSON pointer into the document as
    written, `line` its line from 1 (0 when the document could not be read). `severity` is error, warn, info or hint;
    `force` a code of the table `forces`.
    """

    rule: str
    number: str
    severity: str
    force: str
    pointer: str
    line: int
    saw: str
    title: Text
    says: Text
    remedy: Text
    legal_source: Text


def lint(content: bytes | str, profile: str = PROFILE) -> list[ApiFinding]:
    """Check the description of an API; findings in the order of its lines.

    `profile` is a code of the table `api_profiles`: a map service is not judged as a service between administrations.
    A document that cannot be read at all has one finding, of the rule `parser`.
    """
    try:
        with _uninterrupted():
            return breaches(openapi.read(content), profile)
    except NotReadable as problem:
        return [_unreadable(problem)]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No search for circles among values meanwhile: it takes a quarter of the time and finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def breaches(api: OpenApi, profile: str) -> list[ApiFinding]:
    """Check a description that is already parsed, as `lint` does."""
    rules = [rule for rule in all_rules().values() if profile in rule.profiles and rule.binds(api)]
    findings = [_finding(api, rule, breach) for rule in rules for breach in rule.breaches(api)]
    return sorted(findings, key=lambda finding: (finding.line, finding.rule, finding.pointer))


def profile_of(api: OpenApi) -> str:
    """The profile that a description shows signs of: that of a service between administrations when there are none."""
    paths = api.at("paths")
    path_names = {str(path.key).rstrip("/") for path in api.children(paths)}
    for profile in v.concepts("api_profiles"):
        if path_names & set(filter(None, profile.extra["signs"].split("|"))):
            return profile.code
    return PROFILE


def _finding(api: OpenApi, rule: ApiRule, breach: Violation) -> ApiFinding:
    path = _existing_part(api, breach.path)
    return _to_finding(rule, openapi.as_pointer(path), api.line(path), breach.saw)


def _existing_part(api: OpenApi, path: Path) -> Path:
    """As much of a path as there is in the document."""
    node = api.tree
    for at, step in enumerate(path):
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return path[:at]
    return path


def _to_finding(rule: ApiRule, pointer: str, line: int, saw: str) -> ApiFinding:
    says = {lang: text.replace("{saw}", saw) for lang, text in rule.finding.items()}
    fields = (rule.id, rule.number, rule.severity, rule.force, pointer, line, saw)
    return ApiFinding(*fields, rule.title, says, rule.remedy, rule.legal_source)


def _unreadable(problem: NotReadable) -> ApiFinding:
    rule = all_rules()["parser"]
    remedy = {**rule.remedy, "it": problem.remedy}
    says = {"it": problem.why, "en": "The document is too large or opens into too much to be read."}
    fields = (rule.id, rule.number, rule.severity, rule.force, "", 0, problem.why)
    return ApiFinding(*fields, rule.title, says, remedy, rule.legal_source)
