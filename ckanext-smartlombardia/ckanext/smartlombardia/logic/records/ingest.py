"""Ingest a batch of a source's records: identity, facts, packages; a record that fails is refused with its cause.

Facts are written first and the packages after them, all in one transaction; where one record spoils it, the batch is
taken again in halves, so that the others are in.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Fact, Stamp, diff, harvest_source, project
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.records import (
    bounds,
    bulk_insert,
    fields,
    function_inference,
    funding_states,
    packages,
    store,
)
from ckanext.smartlombardia.logic.records.outcome import Outcome, content_hash
from ckanext.smartlombardia.logic.records.placement import Home, Placement, Placer
from ckanext.smartlombardia.logic.records.record_index import RecordIndex, records_of
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.model.base import alone, now
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.types import Record, Refused

LOG = logging.getLogger(__name__)
ORDER = {"software": 0, "dataset": 1, "dataservice": 2, "project": 3, "platform": 4}  # what others link to comes first
# links by the source's own identifiers -> the field of UUIDs that they become
LINKS = {"software_guid": "software", "dataset_guids": "serves_datasets"}
REPEATED = "L’identificativo compare più volte nella fonte, ogni volta con una scheda diversa: vale la prima."
REPEATED_REMEDY = "Date a ogni scheda della fonte un identificativo suo."
RESOURCES = UUID("0f7c6e0a-6d0e-5b6a-8a53-4f1d8a7e9b21")


def take(source: str, batch: Sequence[Record], index: RecordIndex | None = None, home: Home | None = None) -> Outcome:
    """Ingest a batch of records of a source and commit it. Unchanged records cost one look-up.

    `index` is the one that the batches of a run share. With a home, records whose body is not resolved become its
    own; without one they are left out.
    """
    index = index or RecordIndex()
    outcome = Outcome()
    fresh = [record for record in batch if not _is_repeated(record, index, outcome)]
    outcome.add(_take_apart(source, sorted(fresh, key=lambda record: ORDER[record.kind]), index, home))
    return outcome


def _is_repeated(record: Record, index: RecordIndex, outcome: Outcome) -> bool:
    """Whether this run has met the record's identifier already. A different record under it is refused."""
    bounds.fit(record)
    digest = content_hash(record)
    before = index.identifiers.get(record.guid)
    if before is None:
        index.identifiers[record.guid] = digest
        return False
    if before == digest:
        outcome.count("unchanged")
    else:
        outcome.refuse(Refused(record.guid, REPEATED, REPEATED_REMEDY))
    return True


def _take_apart(source: str, batch: Sequence[Record], index: RecordIndex, home: Home | None) -> Outcome:
    """Write a batch in one transaction; where it fails, each half in its own, down to the record that fails."""
    try:
        outcome = _take_together(source, batch, index, home)
        core.Session.commit()
        return outcome
    except Exception as error:  # whatever a record brings about, the others are taken
        core.Session.rollback()
        if failures.is_outage(error) or failures.is_full(error):
            raise
        if len(batch) == 1 and not isinstance(error, tk.ValidationError):
            LOG.exception("A record of %s cannot be taken: %s", source, batch[0].guid)
        why = failures.of_record(error)
    outcome = Outcome()
    if len(batch) == 1:
        outcome.refuse(Refused(batch[0].guid, why, "Correggete il dato alla fonte."))
        return outcome
    middle = len(batch) // 2
    for half in (batch[:middle], batch[middle:]):
        outcome.add(_take_apart(source, half, index, home))
    return outcome


def _take_together(source: str, batch: Sequence[Record], index: RecordIndex, home: Home | None) -> Outcome:
    outcome = Outcome(noted=[note for record in batch for note in record.noted])
    for kind in sorted({record.kind for record in batch}):
        alone(f"records of kind {kind}")  # two harvests would make one record twice
    before = records_of(source, [record.guid for record in batch])
    body = home.body if home else None
    hashes = {record.guid: content_hash(record) + (f"@{body}" if body else "") for record in batch}
    changed = [
        record for record in batch if record.guid not in before or before[record.guid].hash != hashes[record.guid]
    ]
    outcome.count("unchanged", len(batch) - len(changed))
    if not changed:
        return outcome
    index.renew({record.kind for record in changed})
    placements = Placer(source, index, outcome, home).place_all(changed, hashes, before)
    _remember(source, placements)
    facts = _state(source, harvest_source(source, body), placements)
    by_uuid = {placement.uuid: placement for placement in placements}
    _write(by_uuid.values(), facts)
    store.tell("record", {uuid: "created" if placement.new else "updated" for uuid, placement in by_uuid.items()})
    outcome.written = set(by_uuid)
    return outcome


def _write(placements: Collection[Placement], facts: Mapping[str, list[Fact]]) -> None:
    """Write packages as their facts have them, kind by kind: what others link to comes first."""
    owners = {org: visibility.body_of_organization(org) for org in {placement.owner_org for placement in placements}}
    for kind in sorted({placement.record.kind for placement in placements}, key=ORDER.__getitem__):
        same_kind = [placement for placement in placements if placement.record.kind == kind]
        drafts = {
            placement.uuid: packages.PackageDraft(
                placement.uuid,
                kind,
                fields.projected(kind, facts[placement.uuid], owners[placement.owner_org]),
                placement.owner_org,
            )
            for placement in same_kind
        }
        bulk_insert.create([drafts[placement.uuid] for placement in same_kind if placement.new])
        for placement in same_kind:
            if not placement.new:
                packages.update(drafts[placement.uuid])


def _remember(source: str, placements: Sequence[Placement]) -> None:
    """Store which record each of the source's identifiers leads to, with the hash of its content."""
    for placement in placements:
        row = placement.row
        if row is None:
            row = placement.row = SourceRecord(source=source, guid=placement.record.guid, kind=placement.record.kind)
            core.Session.add(row)
        row.record, row.url, row.hash = placement.uuid, placement.record.url, placement.hash
        row.repairs = [asdict(repair) for repair in placement.record.repairs]
        row.last_seen, row.absent_runs = now(), 0
    core.Session.flush()


def _state(source: str, speaker: str, placements: Sequence[Placement]) -> dict[str, list[Fact]]:
    """Write what each record states as facts of `speaker`; returns all facts of their subjects as they are then."""
    subjects = {placement.uuid for placement in placements}
    facts = store.facts_of(subjects)
    statements = {placement.record.guid: _to_statements(source, placement) for placement in placements}
    store.apply(
        [
            diff(facts[placement.uuid], statements[placement.record.guid], _stamp(speaker, placement))
            for placement in placements
        ]
    )
    products = {placement.uuid: statements[placement.record.guid].get("software") for placement in placements}
    for platforms in (False, True):  # what a platform is for may follow from its product
        _infer_functions(
            [placement for placement in placements if (placement.record.kind == "platform") is platforms], products
        )
    funding_states.write_states(
        {
            placement.uuid: placement.record.fields["cup"]
            for placement in placements
            if placement.record.kind == "project" and placement.record.fields.get("cup")
        }
    )
    return store.facts_of(subjects)


def _infer_functions(placements: Sequence[Placement], products: Mapping[str, str | None]) -> None:
    """Write the functions that the registry infers from the texts of records."""
    facts = store.facts_of({placement.uuid for placement in placements} | set(filter(None, products.values())))
    changes = []
    for placement in placements:
        statements = project([fact for fact in facts[placement.uuid] if fact.source != function_inference.READ])
        product = facts[products[placement.uuid] or ""]
        inferred = function_inference.infer_function(placement.record.kind, statements, product)
        changes.append(
            diff(
                facts[placement.uuid],
                inferred,
                replace(_stamp("", placement), source=function_inference.READ, grade="E1"),
            )
        )
    store.apply(changes)


def _stamp(speaker: str, placement: Placement) -> Stamp:
    assert placement.row is not None  # noqa: S101  _remember has made it
    return Stamp(
        "record",
        placement.uuid,
        speaker,
        at=now(),
        grade=placement.record.grade,
        source_record=placement.row.id,
        observed_at=placement.record.observed_at,
    )


def _to_statements(source: str, placement: Placement) -> dict[str, Any]:
    """The fields of a record as facts state them: links as UUIDs, resources with stable ids."""
    if placement.copy:
        return {}
    statements = dict(placement.record.fields)
    for link_field, field in LINKS.items():
        guids = statements.pop(link_field, None)
        linked = _led_to(source, guids) if guids else []
        if linked:
            statements[field] = linked if isinstance(guids, list) else linked[0]
    if "resources" in statements:
        statements["resources"] = _numbered(placement.uuid, statements["resources"])
    return statements


def _led_to(source: str, guids: str | list[str]) -> list[str]:
    """UUIDs of the records that identifiers of a source lead to, unknown ones left out."""
    identifiers = guids if isinstance(guids, list) else [guids]
    query = sa.select(SourceRecord.guid, SourceRecord.record).where(
        SourceRecord.source == source, SourceRecord.guid.in_(identifiers), SourceRecord.record.is_not(None)
    )
    records_by_guid = dict(core.Session.execute(query).tuples().all())
    return [records_by_guid[guid] for guid in identifiers if guid in records_by_guid]


def _numbered(record: str, resources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Resources with an id made of what they are, so that a file keeps its address when others come and go."""
    counts: dict[str, int] = {}
    numbered = []
    for resource in resources:
        what = str(resource.get("uri") or resource.get("url") or "")
        counts[what] = counts.get(what, 0) + 1
        numbered.append({"id": str(uuid5(RESOURCES, f"{record} {what} {counts[what]}")), **resource})
    return numbered
