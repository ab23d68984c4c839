"""One fact, and when it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from ckanext.smartlombardia.types import Grade

SubjectKind = Literal["body", "record", "address"]

REGISTRY_SOURCES = frozenset(
    {"contracts", "decision", "indicepa", "links", "office", "probe", "quality", "site", "territory", "text"}
)
"""Names under which the registry itself states facts; no harvest may speak under one of them."""

EMPTY: tuple[Any, ...] = (None, "", [], {})
"""What counts as no value. `False` and 0 are values."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something observed or declared about a subject.

    `subject` is an IPA code (body), a UUID (record) or an address. `value` is JSON; None means that a hand emptied the
    field. `object` tells several facts of one name apart (a CUP). `source` names who says it:

    - `decision`: an auditor decided
    - `owner:<ipa>`, `office`: typed by a person, of that body or of the regional office
    - `<name>@<ipa>`: a source that this body runs itself, such as its own catalogue
    - `<name>`: any other source; `harvest:<name>` where its name is one of the registry's own

    Moments are UTC. `observed_at` is the moment of which the source speaks, `since` and `until` bound when we held it:
    `until` is None while it stands. `id` is the row's number once stored; it takes no part in comparisons.
    """

    kind: SubjectKind
    subject: str
    name: str
    value: Any
    object: str | None = None
    grade: Grade = "E1"
    source: str = ""
    source_record: int | None = None
    document: str | None = None
    by: str | None = None
    observed_at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    id: int | None = field(default=None, compare=False)


def key(fact: Fact) -> tuple[str, str, str | None]:
    """What the fact speaks of: facts of one key compete, one of them wins."""
    return fact.subject, fact.name, fact.object


def standing_facts(facts: Iterable[Fact]) -> list[Fact]:
    """Those that still stand."""
    return [fact for fact in facts if fact.until is None]


def as_of(facts: Iterable[Fact], moment: datetime) -> list[Fact]:
    """Those that stood at a moment (UTC), as if today were then: their `until` is taken away."""
    return [
        replace(fact, until=None)
        for fact in facts
        if (fact.since is None or fact.since <= moment) and (fact.until is None or moment < fact.until)
    ]


def same_value(value: Any, other: Any) -> bool:
    """Is this the same JSON? Order of keys does not count, order of lists does; `true` is not 1, and 1.0 is 1."""
    if isinstance(value, str) and isinstance(other, str):
        return value == other
    return canonical(value) == canonical(other)


def canonical(value: Any) -> str:
    """One text for each JSON value, as stored or as typed."""
    return json.dumps(_to_integers(value), sort_keys=True, ensure_ascii=False, default=str)


def is_empty(value: Any) -> bool:
    """Does this state nothing?"""
    return value is None or (not isinstance(value, (bool, int, float)) and value in EMPTY)


def _to_integers(value: Any) -> Any:
    """Whole numbers as integers, as the database gives them back."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _to_integers(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_integers(inner) for inner in value]
    return value


def harvest_source(name: str, body: str | None = None) -> str:
    """The source of facts that a harvest states; with the IPA code of the body that runs the source itself.

    What a source is called gives it no rank: only its kind does.
    """
    plain = name.replace("@", " ")
    plain = f"harvest:{plain}" if plain in REGISTRY_SOURCES or plain.startswith("owner") else plain
    return f"{plain}@{body}" if body else plain


def without_owner(source: str) -> str:
    """The source of a fact by its name alone, whoever runs it."""
    return source.partition("@")[0]
