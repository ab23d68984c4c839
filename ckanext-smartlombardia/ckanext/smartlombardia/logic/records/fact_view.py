"""Facts as pages and the API show them: plain values, the source by its title."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.facts import Fact, Winner, classify_source
from ckanext.smartlombardia.logic.records.function_inference import READ
from ckanext.smartlombardia.model import SourceRecord

Addresses = Mapping[int, str | None]


def winner(found: Winner, addresses: Addresses) -> dict[str, Any]:
    """A field's winning fact with its company."""
    return {
        **fact(found.fact, addresses),
        "by_hand": classify_source(found.fact) in ("decision", "hand"),
        "others": [fact(other, addresses) for other in found.others],
        "contradicting": [fact(other, addresses) for other in found.contradicted],
        "contradicted_by": [source_title(other.source) for other in found.contradicted],
    }


def fact(one: Fact, addresses: Addresses) -> dict[str, Any]:
    """One fact. Who typed it stays inside: an office is named, a person never."""
    return {
        "id": one.id,
        "value": one.value,
        "source": one.source,
        "source_title": source_title(one.source),
        "source_url": addresses.get(one.source_record) if one.source_record else None,
        "grade": one.grade,
        "observed_at": _iso(one.observed_at),
        "since": _iso(one.since),
    }


def addresses(numbers: Iterable[int | None]) -> Addresses:
    """Address of each source record, for links to the evidence."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    rows = core.Session.execute(sa.select(SourceRecord.id, SourceRecord.url).where(SourceRecord.id.in_(wanted)))
    return dict(rows.tuples().all())


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
    if source == "territory":
        return vocabularies.table("bodies").source
    source = source.removeprefix("harvest:")
    column = "title_en" if tk.h.lang() == "en" else "title_it"
    titles = {row["name"]: row[column] for row in vocabularies.rows("sources")}
    return titles.get(source) or core.Session.scalar(sa.select(core.Package.title).filter_by(name=source)) or source


def stated(value: Any, lang: Any = "it") -> str:
    """A value of a fact in a line: states in words, long ones by what they begin with, descriptions by their kind."""
    if isinstance(value, str):
        states = (one for one in vocabularies.concepts("lifecycles") if one.extra["pdnd_state"] == value)
        return next((one.label[lang].lower() for one in states), value)
    if isinstance(value, Mapping) and "kind" in value:
        return " ".join(str(value.get(name) or "") for name in ("kind", "version", "title")).strip()
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"


def newest_first(one: Fact) -> tuple[str, float]:
    """Sorts facts by name, then the newest observation first."""
    moment = one.observed_at or one.since
    return one.name, -moment.timestamp() if moment else 0.0


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
