"""What a new look changes: rows to add, rows to end. A row only on change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ckanext.smartlombardia.types import Grade

from .fact import Fact, SubjectKind, is_empty, same_value, standing_facts, without_owner
from .precedence import classify_source
from .projection import project


@dataclass(frozen=True, slots=True)
class Changes:
    """Facts to add, and standing facts to end: their `until` is set, their `id` kept. False when nothing changes."""

    add: list[Fact] = field(default_factory=list)
    close: list[Fact] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.add or self.close)

    def applied(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts that stand afterwards."""
        after = standing_facts(facts)
        for fact in self.close:
            after.remove(replace(fact, until=None))
        return after + self.add


@dataclass(frozen=True, slots=True)
class Stamp:
    """Everything about a statement but what it states. `at` is the moment of writing (UTC), `object` as in `Fact`."""

    kind: SubjectKind
    subject: str
    source: str
    at: datetime
    grade: Grade = "E1"
    source_record: int | None = None
    document: str | None = None
    by: str | None = None
    observed_at: datetime | None = None
    object: str | None = None

    def fact(self, name: str, value: Any) -> Fact:
        """The statement as a fact."""
        return Fact(
            self.kind, self.subject, name, value, self.object, self.grade, self.source, self.source_record,
            self.document, self.by, self.observed_at, since=self.at,
        )  # fmt: skip


def diff(stored: Sequence[Fact], observed: Mapping[str, Any], stamp: Stamp) -> Changes:
    """Compare what a source states now with what it stated before.

    `observed` is all that this source record states of the subject: what it stated before and no longer does is ended.
    Facts of other sources, of hands, and of other records of the same source are left alone, so all facts of the
    subject may be passed as `stored`. Same value and same grade is no change, even when seen in another document.
    """
    now = {(name, stamp.object): stamp.fact(name, value) for name, value in observed.items() if not is_empty(value)}
    unchanged: set[tuple[str, str | None]] = set()
    close = []
    for fact in standing_facts(stored):
        speaker = fact.subject, without_owner(fact.source), fact.source_record
        if speaker != (stamp.subject, without_owner(stamp.source), stamp.source_record):
            continue
        at = fact.name, fact.object
        known = at in now and at not in unchanged and (fact.grade, fact.source) == (stamp.grade, stamp.source)
        if known and same_value(fact.value, now[at].value):
            unchanged.add(at)
        else:
            close.append(replace(fact, until=stamp.at))
    return Changes([fact for at, fact in now.items() if at not in unchanged], close)


def edits(
    stored: Sequence[Fact],
    now: Mapping[str, Any],
    stamp: Stamp,
    *,
    names: Collection[str] | None = None,
    owner: str | None = None,
) -> Changes:
    """Compare the fields of a package, `now`, with the projection of the stored facts: the changes of an editor.

    A field that was emptied gives a fact with no value, so that no harvest fills it again. A new hand ends the standing
    fact of an older hand on the same field. A field that a decision holds keeps the decided value. `names` are the
    fields that count, all of `now` and of the projection if not given. `stamp.source` is `owner:<ipa>`, `office` or
    `decision`, `stamp.by` the user.
    """
    before = project(stored, owner)
    touched = [
        name
        for name in sorted({*before, *now} if names is None else names)
        if not same_value(before.get(name), _none_if_empty(now.get(name)))
    ]
    return _by_hand(stored, {name: _none_if_empty(now.get(name)) for name in touched}, stamp, owner)


def confirmations(stored: Sequence[Fact], names: Collection[str], stamp: Stamp, *, owner: str | None = None) -> Changes:
    """An editor confirms values as they stand: the same values, now also said by this hand.

    A name without a value is passed over. Confirming again what this very hand already said changes nothing.
    """
    before = project(stored, owner)
    return _by_hand(stored, {name: before[name] for name in sorted(names) if name in before}, stamp, owner)


def _by_hand(stored: Sequence[Fact], values: Mapping[str, Any], stamp: Stamp, owner: str | None) -> Changes:
    """The values as facts of this hand, in place of what a hand said before; nothing where it said just that."""
    new = {name: stamp.fact(name, value) for name, value in values.items()}
    older = [
        fact
        for fact in standing_facts(stored)
        if fact.name in new
        and fact.object is None
        and classify_source(fact, owner) == classify_source(new[fact.name], owner)
    ]
    unchanged = [fact for fact in older if fact.source == stamp.source and same_value(fact.value, new[fact.name].value)]
    repeated = {fact.name for fact in unchanged}
    return Changes(
        add=[fact for name, fact in new.items() if name not in repeated],
        close=[replace(fact, until=stamp.at) for fact in older if fact not in unchanged],
    )


def _none_if_empty(value: Any) -> Any:
    return None if is_empty(value) else value
