"""What sources say of a body and nobody there has confirmed yet: the questions of its page, and their answers.

A question is known by its key: `record:<uuid>` (do you use this platform?), `ended:<uuid>:<CIG>` (do you use it still,
now that this contract is over?), `claim:<uuid>` (does this record of somebody else name you rightly?), `apis` (do you
offer these?), or `fact:<number>` (is this so?). Each is asked once: whatever was answered, also «I do not know», is
kept as a fact of the body, named `answer`, with the key as its object.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Fact, Stamp
from ckanext.smartlombardia.logic.contracts import platforms
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Body, FactRow, SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import claims

Answer = Literal["yes", "no", "unknown"]
ANSWERS = ("yes", "no", "unknown")
ANSWER = claims.ANSWER
APIS = "apis"
ENDED = "ended:"
OUT_OF_USE = ("retired", "not_used")
NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that waits for a word. `records` are UUIDs, `fact` the fact in question; one of the two is given.

    `contracts` are the facts on the contracts that a platform rests on, the last one last.
    """

    key: str
    records: tuple[str, ...] = ()
    fact: FactRow | None = None
    source_url: str | None = None
    contracts: tuple[Fact, ...] = ()


def questions(ipa: str) -> list[Question]:
    """List the open questions of a body: its platforms first, then its APIs, then its funded services, newest first."""
    answered = answers(ipa)
    unconfirmed = _unconfirmed(ipa)
    evidence = platforms.evidence_of(ipa)
    pending = [
        Question(f"record:{record}", (record,), contracts=tuple(evidence.get(record, ())))
        for record in unconfirmed["platform"]
    ]
    pending += _ended_contracts(evidence, set(unconfirmed["platform"]), answered)
    pending += [Question(f"{claims.KEY}{record}", (record,)) for record in claims.list_waiting_claims(ipa)]
    if unconfirmed["dataservice"]:
        pending.append(Question(APIS, tuple(unconfirmed["dataservice"])))
    pending += [Question(f"fact:{fact.id}", fact=fact, source_url=url) for fact, url in _funded(ipa)]
    return [question for question in pending if question.key not in answered]


def answers(ipa: str) -> dict[str, FactRow]:
    """Load the answers of a body, by key."""
    query = sa.select(FactRow).where(FactRow.subject == ipa, FactRow.name == ANSWER, FactRow.until.is_(None))
    return {str(row.object): row for row in core.Session.scalars(query)}


def save_answers(ipa: str, new_answers: Mapping[str, Answer], user: core.User | None) -> None:
    """Save answers by key, replacing older ones, and publish to the outbox. No commit."""
    _end(ipa, new_answers)
    for key, answer in new_answers.items():
        stamp = Stamp("body", ipa, f"owner:{ipa}", at=now(), by=user.id if user else None, object=key)
        core.Session.add(FactRow(**store.columns(stamp.fact(ANSWER, answer))))
    store.tell("body", {ipa: "answered"})


def withdraw(ipa: str, keys: Iterable[str]) -> None:
    """Take answers back, so that the questions are asked again. No commit here."""
    _end(ipa, keys)
    store.tell("body", {ipa: "answered"})


def _end(ipa: str, keys: Iterable[str]) -> None:
    store.hold(ipa)
    core.Session.execute(
        sa.update(FactRow)
        .where(FactRow.subject == ipa, FactRow.name == ANSWER, FactRow.object.in_(list(keys)), FactRow.until.is_(None))
        .values(until=now())
        .execution_options(synchronize_session=False)
    )


def _ended_contracts(
    evidence: Mapping[str, Sequence[Fact]], unconfirmed: Collection[str], answered: Mapping[str, FactRow]
) -> list[Question]:
    """Platforms that were confirmed and whose last known contract is over, unless they are said to be out of use.

    Who confirmed a platform when its contract was over already has said that it is used still.
    """
    today = now().date().isoformat()
    over = [
        record
        for record, facts in evidence.items()
        if record not in unconfirmed and _last_day(facts) < today
        if (answer := answered.get(f"record:{record}")) is None or answer.since.date().isoformat() < _last_day(facts)
    ]
    query = sa.select(core.Package.id, core.Package.extras["status"].astext).where(
        core.Package.id.in_(over), core.Package.state == "active"
    )
    return [
        Question(f"{ENDED}{record}:{evidence[record][-1].object}", (record,), contracts=tuple(evidence[record]))
        for record, status in core.Session.execute(query.order_by(core.Package.title))
        if status not in OUT_OF_USE
    ]


def _last_day(contracts: Sequence[Fact]) -> str:
    """The day on which the last contract ends; late where one does not say when."""
    return max(fact.value.get("end") or NEVER for fact in contracts)


def _unconfirmed(ipa: str) -> dict[str, list[str]]:
    """Platforms and APIs of a body on which no hand has said anything, by type."""
    by_hand = sa.exists().where(
        FactRow.subject == core.Package.id,
        FactRow.until.is_(None),
        store.by_hand(),
    )
    query = (
        sa.select(core.Package.type, core.Package.id)
        .join(Body, Body.org_id == core.Package.owner_org)
        .where(Body.ipa == ipa, core.Package.state == "active", ~by_hand)
        .where(core.Package.type.in_(["platform", "dataservice"]))
        .order_by(core.Package.title)
    )
    records: dict[str, list[str]] = {"platform": [], "dataservice": []}
    for kind, record in core.Session.execute(query):
        records[kind].append(record)
    return records


def _funded(ipa: str) -> list[tuple[FactRow, str | None]]:
    """The newest fact on each funded service that was not renounced, with the address that says so."""
    query = (
        sa.select(FactRow, SourceRecord.url)
        .outerjoin(SourceRecord, SourceRecord.id == FactRow.source_record)
        .where(FactRow.subject == ipa, FactRow.name == "funded_service", FactRow.until.is_(None))
        .order_by(FactRow.observed_at.desc().nulls_last(), FactRow.id)
    )
    newest: dict[Any, tuple[FactRow, str | None]] = {}
    for fact, url in core.Session.execute(query):
        newest.setdefault(fact.value["service"], (fact, url))
    return [entry for service, entry in newest.items() if service != "other" and entry[0].value["state"] != "R"]
