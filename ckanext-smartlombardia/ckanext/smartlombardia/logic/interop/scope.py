"""Load what is judged: towns, records, and the facts on both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact, project, winner
from ckanext.smartlombardia.interop import Subject
from ckanext.smartlombardia.logic.interop import dataset_facts
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.records.function_inference import READ
from ckanext.smartlombardia.logic.restricted import contracts
from ckanext.smartlombardia.matching.functions import classifier
from ckanext.smartlombardia.model import AssessmentRow, Body
from ckanext.smartlombardia.registry import readable

KINDS = ("platform", "dataservice", "dataset")
TOGETHER = 5000  # subjects whose facts are read at once


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that is judged. `open` tells that anybody may see it."""

    id: str
    kind: str
    title: str
    body: str | None
    open: bool

    @property
    def subject(self) -> Subject:
        """The record as the rules take it."""
        return Subject(self.id, self.kind, self.title, self.body)  # type: ignore[arg-type]


@dataclass(slots=True)
class Scope:
    """Towns and records that are judged together; `gone` records that are no more, `is_full` tells a whole registry.

    `near` are records that are not judged here, but needed to compare others with. `contracts` are restricted facts of
    platforms, `reusable` the products of the national catalogue by function.
    """

    is_full: bool
    towns: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    near: dict[str, Entry] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    contracts: dict[str, list[Fact]] = field(default_factory=dict)
    reusable: dict[str, list[str]] = field(default_factory=dict)

    def facts_of(self, entry: Entry) -> list[Fact]:
        """Standing facts of a record."""
        return self.facts.get(entry.id, [])

    def function(self, entry: Entry) -> tuple[str | None, bool]:
        """(what a record is for, whether that is only read from its name and description)."""
        function_fact = winner([fact for fact in self.facts_of(entry) if fact.name == "function"], entry.body)
        if function_fact and function_fact.value:
            return function_fact.value, function_fact.source == READ
        if entry.kind == "dataset":
            return None, False
        fields = project(self.facts_of(entry), entry.body)
        guesses = classifier.classify(fields.get("title") or entry.title, fields.get("notes") or "")
        return classifier.sure(guesses), True


def load_all(without: Collection[str] = ()) -> Scope:
    """Load all towns and all records but those `without` (UUIDs)."""
    scope = Scope(is_full=True, towns=_towns(), entries=_entries(_other_than(without)))
    _read_facts(scope)
    return scope


def load_affected(records: Collection[str], bodies: Collection[str], without: Collection[str] = ()) -> Scope:
    """Load what a change of some records (UUIDs) or bodies (IPA codes) may alter: the bodies with all their records.

    Of those who do the same jobs, now or at the last judgement, everything is read, to be compared with. Records
    `without` are not read at all.
    """
    condition = _other_than(without)
    changed = _entries(core.Package.id.in_([*records, *_users(records)]), condition)
    towns = _towns()
    owners = {*bodies, *(entry.body for entry in changed.values() if entry.body)} & towns
    scope = Scope(is_full=False, towns=owners, entries={**changed, **_entries(Body.ipa.in_(owners), condition)})
    scope.gone = set(records) - set(changed) - set(without)
    _read_facts(scope)
    before = _functions_before([*records, *scope.gone])
    scope.functions = before | {code for entry in changed.values() if (code := scope.function(entry)[0])}
    scope.functions |= _partners(scope.functions)
    others = set(_same_functions(scope.functions)) - set(scope.entries) - scope.gone
    if others:
        scope.near = _entries(core.Package.id.in_(others), condition)
        scope.facts |= _facts(scope.near)
    return scope


def _other_than(records: Collection[str]) -> Any:
    return core.Package.id.not_in(list(records)) if records else sa.true()


def _towns() -> set[str]:
    """IPA codes of the municipalities that the registry holds."""
    return {town.ipa for town in v.bodies("municipality")} & set(core.Session.scalars(sa.select(Body.ipa)))


def _entries(*conditions: Any) -> dict[str, Entry]:
    package = core.Package
    query = (
        sa.select(package.id, package.type, package.title, Body.ipa, readable.is_public())
        .outerjoin(Body, Body.org_id == package.owner_org)
        .where(package.state == "active", package.type.in_(KINDS), *conditions)
    )
    return {
        id: Entry(id, kind, title or "", body, public)
        for id, kind, title, body, public in core.Session.execute(query).tuples()
    }


def _users(records: Collection[str]) -> Iterable[str]:
    """Platforms of a product among these records: what is known of the product counts for them."""
    query = sa.select(core.Package.id).where(core.Package.extras["software"].astext.in_(records))
    return core.Session.scalars(query) if records else ()


def _read_facts(scope: Scope) -> None:
    """Facts of all that is judged, and of the products that platforms name."""
    scope.facts = _facts([*scope.towns, *scope.entries])
    products = {
        fact.value for facts in scope.facts.values() for fact in facts if fact.name == "software" and fact.value
    }
    scope.facts |= _facts(products - set(scope.facts))
    for record, statements in dataset_facts.load_facts(
        [entry.id for entry in scope.entries.values() if entry.kind == "dataset"]
    ).items():
        scope.facts[record] = [*scope.facts.get(record, ()), *statements]
    scope.contracts = contracts.load_facts(entry.id for entry in scope.entries.values() if entry.kind == "platform")
    scope.reusable = _reusable()


def _reusable() -> dict[str, list[str]]:
    """Function -> products that are in the national catalogue."""
    package = core.Package
    query = sa.select(package.title, package.extras["functions"], package.extras["catalogue_id"].astext).where(
        package.type == "software", readable.is_public()
    )
    products: dict[str, list[str]] = defaultdict(list)
    for title, functions_of, listed in core.Session.execute(query).tuples():
        for code in functions_of or () if listed else ():
            products[code].append(title)
    return products


def _facts(subjects: Iterable[str]) -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = defaultdict(list)
    everyone = list(subjects)
    for start in range(0, len(everyone), TOGETHER):
        facts.update(store.facts_of(everyone[start : start + TOGETHER]))
    return facts


def _functions_before(records: Iterable[str]) -> set[str]:
    """What these records were for when they were judged last."""
    query = _levels().with_only_columns(AssessmentRow.saw["function"].astext)
    return {code for code in core.Session.scalars(query.where(AssessmentRow.subject.in_(list(records)))) if code}


def _same_functions(codes: Collection[str]) -> Iterable[str]:
    query = _levels().with_only_columns(AssessmentRow.subject)
    return core.Session.scalars(query.where(AssessmentRow.saw["function"].astext.in_(codes))) if codes else ()


def _levels() -> Any:
    return sa.select(AssessmentRow).where(AssessmentRow.rule == LEVEL, AssessmentRow.until.is_(None))


def _partners(codes: Collection[str]) -> set[str]:
    """Functions that exchange with these."""
    rows = v.rows("needs")
    return {
        partner
        for row in rows
        for function, partner in ((row["function_a"], row["function_b"]), (row["function_b"], row["function_a"]))
        if function in codes
    }
