"""A batch of a source's records: identity, facts, packages; each record that cannot be taken is named with its cause.

Facts are written first and the packages after them, all in one transaction; where one record spoils it, the batch is
taken again one by one, so that the others are in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Fact, Stamp, diff, project
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import fields, packages, reading, store
from ckanext.smartlombardia.logic.records.known import Known, records_of
from ckanext.smartlombardia.logic.records.outcome import Outcome, content_hash
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.model.base import alone, now
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.identity import Bodies, Resolved
from ckanext.smartlombardia.types import Record, Refused

ORDER = {"software": 0, "dataset": 1, "dataservice": 2, "project": 3, "platform": 4}  # what others link to comes first
SOFTWARE_GUID = "software_guid"  # a platform's product, by the source's own identifier


@dataclass(slots=True)
class Placed:
    """A record with its place in the registry: UUID, organization, and what the source's identifier led to before.

    `hash` is that of the record as the source gave it, before identity added its own repairs.
    """

    record: Record
    hash: str
    uuid: str
    owner_org: str | None
    new: bool
    row: SourceRecord | None


def take(source: str, batch: Sequence[Record], known: Known | None = None) -> Outcome:
    """Take a batch of records of a source and commit it. Records that are as they were cost one look-up.

    `known` is kept from batch to batch of one run.
    """
    known = known or Known()
    ordered = sorted(batch, key=lambda record: ORDER[record.kind])
    try:
        outcome = _take_together(source, ordered, known)
        core.Session.commit()
        return outcome
    except tk.ValidationError:
        core.Session.rollback()
    outcome = Outcome()
    for record in ordered:
        try:
            outcome.add(_take_together(source, [record], known))
            core.Session.commit()
        except tk.ValidationError as error:
            core.Session.rollback()
            outcome.refuse(Refused(record.guid, _sentence(error), "Correggete il dato alla fonte."))
    return outcome


def _take_together(source: str, batch: Sequence[Record], known: Known) -> Outcome:
    outcome = Outcome()
    for kind in sorted({record.kind for record in batch}):
        alone(f"records of kind {kind}")  # two harvests would make one record twice
    before = records_of(source, [record.guid for record in batch])
    hashes = {one.guid: content_hash(one) for one in batch}
    changed = [one for one in batch if one.guid not in before or before[one.guid].hash != hashes[one.guid]]
    outcome.count("unchanged", len(batch) - len(changed))
    if not changed:
        return outcome
    known.renew({record.kind for record in changed})
    placed = _place(changed, hashes, before, known, outcome)
    _remember(source, placed)
    facts = _state(source, placed)
    written = {one.uuid: one for one in placed}
    for uuid, one in written.items():
        packages.write(packages.Wanted(uuid, one.record.kind, _fields(one, facts[uuid]), one.owner_org, one.new))
    store.tell("record", {uuid: "created" if one.new else "updated" for uuid, one in written.items()})
    outcome.written = set(written)
    return outcome


def _place(
    changed: Sequence[Record],
    hashes: dict[str, str],
    before: dict[str, SourceRecord],
    known: Known,
    outcome: Outcome,
) -> list[Placed]:
    """Whose record each is and which one; what belongs to no body here is counted, or refused with its cause."""
    bodies = Bodies.load()
    placed: list[Placed] = []
    new: set[str] = set()
    for record in changed:
        owner_org = None
        if record.body is not None:
            resolved = bodies.resolve(record.body)
            if not isinstance(resolved, Resolved):
                outcome.leave_out(record.guid, resolved)
                continue
            owner_org = territory.organization_id(territory.ensure(resolved.body))
            record.repairs.extend(resolved.repairs)
        row = before.get(record.guid)
        uuid = (row.record if row else None) or known.find(record, owner_org)
        if uuid is None:
            uuid = packages.new_id()
            new.add(uuid)
            known.add(record, owner_org, uuid)
        outcome.reach(record.guid, "changed" if row else "new" if uuid in new else "joined", uuid)
        outcome.repair(record.guid, record.repairs)
        placed.append(Placed(record, hashes[record.guid], uuid, owner_org, uuid in new, row))
    return placed


def _remember(source: str, placed: Sequence[Placed]) -> None:
    """Keep which record each of the source's identifiers led to, with the hash of what it said."""
    for one in placed:
        row = one.row
        if row is None:
            row = one.row = SourceRecord(source=source, guid=one.record.guid, kind=one.record.kind)
            core.Session.add(row)
        row.record, row.url, row.hash = one.uuid, one.record.url, one.hash
        row.repairs = [asdict(repair) for repair in one.record.repairs]
        row.last_seen, row.absent_runs = now(), 0
    core.Session.flush()


def _state(source: str, placed: Sequence[Placed]) -> dict[str, list[Fact]]:
    """Write what each record states as facts; returns all facts of their subjects as they are then."""
    subjects = {one.uuid for one in placed}
    known = store.facts_of(subjects)
    said = {one.record.guid: _stated(source, one) for one in placed}
    store.apply([diff(known[one.uuid], said[one.record.guid], _stamp(source, one)) for one in placed])
    products = {one.uuid: said[one.record.guid].get("software") for one in placed}
    for platforms in (False, True):  # what a platform is for may follow from its product
        _read([one for one in placed if (one.record.kind == "platform") is platforms], products)
    return store.facts_of(subjects)


def _read(placed: Sequence[Placed], products: Mapping[str, str | None]) -> None:
    """Write what the registry itself reads in the texts of records."""
    facts = store.facts_of({one.uuid for one in placed} | set(filter(None, products.values())))
    changes = []
    for one in placed:
        stated = project([fact for fact in facts[one.uuid] if fact.source != reading.READ])
        product = facts[products[one.uuid] or ""]
        found = reading.read(one.record.kind, stated, product)
        changes.append(diff(facts[one.uuid], found, replace(_stamp(reading.READ, one), grade="E1")))
    store.apply(changes)


def _stamp(source: str, one: Placed) -> Stamp:
    assert one.row is not None  # noqa: S101  _remember has made it
    return Stamp(
        "record",
        one.uuid,
        source,
        at=now(),
        grade=one.record.grade,
        source_record=one.row.id,
        observed_at=one.record.observed_at,
    )


def _stated(source: str, one: Placed) -> dict[str, Any]:
    """The fields of a record with its links resolved: a product by the source's identifier becomes its UUID."""
    said = dict(one.record.fields)
    guid = said.pop(SOFTWARE_GUID, None)
    if guid:
        software = core.Session.scalar(
            sa.select(SourceRecord.record).where(SourceRecord.source == source, SourceRecord.guid == guid)
        )
        if software:
            said["software"] = software
    return said


def _fields(one: Placed, facts: list[Fact]) -> dict[str, Any]:
    """The package as its facts have it; what the package type does not declare stays a fact only."""
    owner = visibility.body_of_organization(one.owner_org)
    declared = fields.names(one.record.kind)
    return {name: value for name, value in project(facts, owner).items() if name in declared}


def _sentence(error: tk.ValidationError) -> str:
    """What CKAN found wrong, as one sentence."""
    parts = [
        f"{name}: {'; '.join(map(str, said)) if isinstance(said, list) else said}"
        for name, said in error.error_dict.items()
    ]
    return "Non si può scrivere: " + " · ".join(parts)
