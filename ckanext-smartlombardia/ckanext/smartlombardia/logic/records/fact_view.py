"""Describe facts for pages and the API: plain values, the source by its title."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.facts import Fact, Winner, classify_source, without_owner
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.records.function_inference import READ
from ckanext.smartlombardia.model import SourceRecord

Addresses = Mapping[int, str | None]


def describe_winner(winner: Winner, addresses: Addresses) -> dict[str, Any]:
    """Describe a field's winning fact with the facts that agree with it and contradict it."""
    return {
        **describe_fact(winner.fact, addresses),
        "by_hand": classify_source(winner.fact) in ("decision", "hand"),
        "others": [describe_fact(other, addresses) for other in winner.others],
        "contradicting": [describe_fact(other, addresses) for other in winner.contradicted],
        "contradicted_by": [source_title(other.source) for other in winner.contradicted],
    }


def describe_fact(fact: Fact, addresses: Addresses) -> dict[str, Any]:
    """Describe one fact. Its author is left out: an office is named, a person never."""
    return {
        "id": fact.id,
        "value": fact.value,
        "source": fact.source,
        "source_title": source_title(fact.source),
        "source_url": addresses.get(fact.source_record) if fact.source_record else None,
        "grade": fact.grade,
        "observed_at": _iso(fact.observed_at),
        "since": _iso(fact.since),
    }


def load_addresses(numbers: Iterable[int | None]) -> Addresses:
    """Load the address of each source record (by id), for links to the evidence."""
    ids = {number for number in numbers if number}
    if not ids:
        return {}
    rows = core.Session.execute(sa.select(SourceRecord.id, SourceRecord.url).where(SourceRecord.id.in_(ids)))
    return dict(rows.tuples().all())


def describe_facts(numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Facts by their number, each as pages show it: with its name, value, source and date."""
    facts = store.numbered(numbers)
    addresses = load_addresses([fact.source_record for fact in facts])
    return {fact.id: {"name": fact.name, **describe_fact(fact, addresses)} for fact in facts if fact.id is not None}


def source_title(source: str) -> str:
    """What people read for a source."""
    if source.startswith("owner:"):
        body = vocabularies.body(source.partition(":")[2])
        return tk._("declared by {body}").format(body=body.official_name if body else source.partition(":")[2])
    if source == "office":
        return tk._("regional office")
    if source == READ:
        return tk._("read by the registry in the text of the record")
    if source.removeprefix("harvest:") == "contracts":
        return tk._("published contracts (ANAC)")
    if source == "decision":
        return tk._("decision of the regional office")
    if source == "indicepa":
        return "IndicePA"
    if source == "site":
        return tk._("site of the body")
    if source == "territory":
        return vocabularies.table("bodies").source
    source = without_owner(source).removeprefix("harvest:")
    column = "title_en" if tk.h.lang() == "en" else "title_it"
    titles = {row["name"]: row[column] for row in vocabularies.rows("sources")}
    return titles.get(source) or core.Session.scalar(sa.select(core.Package.title).filter_by(name=source)) or source


def to_text(value: Any, lang: Any = "it") -> str:
    """Convert a fact's value to one line: states in words, long values cut, API descriptions by kind and version."""
    if isinstance(value, str):
        states = (state for state in vocabularies.concepts("lifecycles") if state.extra["pdnd_state"] == value)
        return next((state.label[lang].lower() for state in states), value)
    if isinstance(value, Mapping) and "kind" in value:
        return " ".join(str(value.get(name) or "") for name in ("kind", "version", "title")).strip()
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"


def newest_first(fact: Fact) -> tuple[str, float]:
    """Sort key of facts: by name, then the newest observation first."""
    moment = fact.observed_at or fact.since
    return fact.name, -moment.timestamp() if moment else 0.0


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
