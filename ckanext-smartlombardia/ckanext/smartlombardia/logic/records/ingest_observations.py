"""A batch of facts on bodies that are no records of their own, such as funded services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import harvest_source
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.records.ingest import Home
from ckanext.smartlombardia.logic.records.outcome import Outcome, content_hash
from ckanext.smartlombardia.logic.records.record_index import records_of
from ckanext.smartlombardia.model import FactRow, Restricted, SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import Observation


def about(one: Observation, home: Home | None, bodies: Bodies) -> Resolved | Unresolved:
    """The body that an observation is about; outside where a body's own source speaks of another body."""
    found = bodies.resolve(one.body)
    if isinstance(found, Unresolved) or home is None or not home.all:
        return found
    if home.org == territory.organization_id(found.body.ipa):
        return found
    return Unresolved("La fonte è di un altro ente.", (found.body,), outside=True)


def take(source: str, batch: Sequence[Observation], home: Home | None = None) -> Outcome:
    """Take observations of a source and commit them; those that are as they were write nothing.

    Those that are about nobody here, or about others than the body whose own source it is, are left out.
    """
    outcome = Outcome()
    before = records_of(source, [one.guid for one in batch])
    bodies = Bodies.load()
    added: list[dict] = []
    changed: list[dict] = []
    facts: list[tuple[str, str, Observation]] = []  # guid, ipa, observation
    seen: set[str] = set()
    for one in batch:
        known, said = before.get(one.guid), content_hash(one)
        if one.guid in seen or (known and known.hash == said):
            outcome.count("unchanged")
            continue
        resolved = about(one, home, bodies)
        if isinstance(resolved, Unresolved):
            outcome.leave_out(one.guid, resolved)
            continue
        seen.add(one.guid)
        repairs = [asdict(repair) for repair in resolved.repairs]
        row = {"source": source, "guid": one.guid, "kind": "body", "url": one.url, "hash": said, "repairs": repairs}
        (changed if known else added).append({**row, "id": known.id} if known else row)
        outcome.repair(one.guid, list(resolved.repairs))
        outcome.reach(one.guid, "changed" if known else "new")
        facts.append((one.guid, territory.ensure(resolved.body), one))
    _write(source, added, changed, facts)
    core.Session.commit()
    return outcome


def _write(
    source: str, added: Sequence[dict], changed: Sequence[dict], facts: Sequence[tuple[str, str, Observation]]
) -> None:
    moment = now()
    if added:
        core.Session.execute(sa.insert(SourceRecord), list(added))
    if changed:
        core.Session.execute(sa.update(SourceRecord), [{**row, "last_seen": moment} for row in changed])
        store.end(row["id"] for row in changed)
    if facts:
        ids = {row.guid: row.id for row in records_of(source, [guid for guid, _, _ in facts]).values()}
        rows = [
            {"kind": "body", "subject": ipa, "name": one.name, "value": one.value, "object": one.object,
             "grade": one.grade, "source": harvest_source(source), "source_record": ids[guid],
             "observed_at": one.observed_at, "since": moment}
            for guid, ipa, one in facts
        ]  # fmt: skip
        core.Session.execute(sa.insert(FactRow), rows)
        apart = [one.restricted for _, _, one in facts]
        kept = [{**row, "value": value} for row, value in zip(rows, apart, strict=True) if value]
        if kept:
            core.Session.execute(sa.insert(Restricted), kept)
        store.tell("body", {ipa: "facts" for _, ipa, _ in facts})
