"""Values of the audit: who is judged, what a rule saw, what is worth acting on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.types import Grade

Verdict = Literal["pass", "fail", "unknown", "not_applicable", "excepted"]
SubjectType = Literal["municipality", "platform", "dataservice", "dataset", "group"]
Label = Literal["non_conformity", "criticality", "recommendation"]
Aspect = Literal["standards", "data_models", "id_schemes"]
"""What platforms are compared by."""

Text = Mapping[str, str]
"""The same words in "it" and "en"."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is judged. `key` is an IPA code, a record's UUID or the key of a group; `body` is whose it is (IPA code)."""

    key: str
    type: SubjectType
    name: str = ""
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says. `reason` is a code of the table `interop_reasons`; `saw` are JSON values for people.

    `facts` prove it, `context` is what else was read, such as the function of the system. `severity` and `force` are
    given only where the case at hand has other ones than the rule's row.
    """

    verdict: Verdict
    reason: str
    facts: tuple[Fact, ...] = ()
    saw: Mapping[str, Any] = field(default_factory=dict)
    context: tuple[Fact, ...] = ()
    severity: str | None = None
    force: str | None = None
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A rule's verdict on a subject, with the facts it rests on; `grade` is that of the weakest proof, E0 without."""

    subject: str
    rule: str
    rule_version: int
    verdict: Verdict
    reason: str
    facts: tuple[Fact, ...]
    saw: Mapping[str, Any]
    grade: Grade
    severity: str
    force: str
    to_confirm: bool = False

    @property
    def fact_ids(self) -> list[int]:
        """Rows of the facts, of those that are stored."""
        return [fact.id for fact in self.facts if fact.id is not None]


@dataclass(frozen=True, slots=True)
class Exemption:
    """An approved exception: this rule does not bind this subject until a day. `type` is a code such as `50ter-c7`."""

    subject: str
    rule: str
    type: str
    approver: str
    until: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row behind a finding, so that whoever reads it can open it.

    `record` is the record's UUID, `identifier` what the source calls it, `seen` the moment (ISO, UTC) it speaks of,
    `states` what it states, by name.
    """

    body: str
    body_name: str
    record: str
    identifier: str
    name: str
    technology: str
    source: str
    grade: Grade
    seen: str | None
    states: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A failing verdict worth acting on. `subject_key` is stable: with `rule` it names the finding for good.

    `gap` is the first condition of interoperability that is missing (table `interop_gaps`). `public` tells that it
    rests on public registers and documents alone. `figures` and `islands` are for findings on groups.
    """

    rule: str
    rule_version: int
    subject_key: str
    label: Label
    severity: str
    force: str
    layer: str
    gap: str | None
    title: Text
    says: Text
    remedy: Text
    legal_source: str
    evidence: tuple[Evidence, ...]
    bodies: tuple[str, ...]
    public: bool
    function: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    islands: tuple[Mapping[str, Any], ...] = ()

    def detail(self) -> dict[str, Any]:
        """Everything as JSON."""
        return asdict(self)
