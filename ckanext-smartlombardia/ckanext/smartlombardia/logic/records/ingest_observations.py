"""Ingest a batch of observations: facts on bodies that are no records of their own, such as funded services."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import harvest_source
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import repeated_observations, store
from ckanext.smartlombardia.logic.records.outcome import Outcome, content_hash
from ckanext.smartlombardia.logic.records.placement import Home
from ckanext.smartlombardia.logic.records.record_index import records_of
from ckanext.smartlombardia.model import FactRow, Restricted, SourceRecord
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import Observation


def resolve_subject(observation: Observation, home: Home | None, bodies: Bodies) -> Resolved | Unresolved:
    """Resolve the body of an observation; Unresolved where a body's own source states something on another body."""
    resolved = bodies.resolve(observation.body)
    if isinstance(resolved, Unresolved) or home is None or not home.all:
        return resolved
    if home.org == territory.organization_id(resolved.body.ipa):
        return resolved
    return Unresolved("La fonte è di un altro ente.", (resolved.body,), outside=True)


def take(source: str, batch: Sequence[Observation], home: Home | None = None) -> Outcome:
    """Ingest observations of a source and commit them; unchanged ones write nothing.

    Those that are about nobody here, or about others than the body whose own source it is, are left out.
    """
    outcome = Outcome()
    before = records_of(source, [observation.guid for observation in batch])
    bodies = Bodies.load()
    added: list[dict] = []
    changed: list[dict] = []
    facts: list[tuple[str, str, Observation]] = []  # guid, ipa, observation
    guids: set[str] = set()
    for observation in batch:
        stored, digest = before.get(observation.guid), content_hash(observation)
        if observation.guid in guids or (stored and stored.hash == digest):
            outcome.count("unchanged")
            continue
        resolved = resolve_subject(observation, home, bodies)
        if isinstance(resolved, Unresolved):
            outcome.leave_out(observation.guid, resolved)
            continue
        guids.add(observation.guid)
        repairs = [asdict(repair) for repair in resolved.repairs]
        row = {
            "source": source,
            "guid": observation.guid,
            "kind": "body",
            "url": observation.url,
            "hash": digest,
            "repairs": repairs,
        }
        (changed if stored else added).append({**row, "id": stored.id} if stored else row)
        outcome.repair(observation.guid, list(resolved.repairs))
        facts.append((observation.guid, territory.ensure(resolved.body), observation))
    repeated = repeated_observations.find_repeated(source, (observation for _, _, observation in facts))
    for guid, _, _ in facts:
        outcome.reach(guid, "changed" if guid in before else "joined" if guid in repeated else "new")
    _write(source, harvest_source(source, home.body if home else None), added, changed, facts, repeated)
    core.Session.commit()
    return outcome


def _write(
    source: str,
    speaker: str,
    added: Sequence[dict],
    changed: Sequence[dict],
    facts: Sequence[tuple[str, str, Observation]],
    repeated: Collection[str],
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
            {"kind": "body", "subject": ipa, "name": observation.name, "value": observation.value,
             "object": observation.object, "grade": observation.grade, "source": speaker,
             "source_record": ids[guid], "observed_at": observation.observed_at, "since": moment,
             "until": moment if guid in repeated else None}
            for guid, ipa, observation in facts
        ]  # fmt: skip
        core.Session.execute(sa.insert(FactRow), rows)
        apart = [observation.restricted for _, _, observation in facts]
        restricted_rows = [{**row, "value": value} for row, value in zip(rows, apart, strict=True) if value]
        if restricted_rows:
            core.Session.execute(sa.insert(Restricted), restricted_rows)
        store.tell("body", {ipa: "facts" for _, ipa, _ in facts})
