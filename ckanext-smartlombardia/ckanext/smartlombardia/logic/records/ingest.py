"""A batch of a source's records: identity, facts, packages; each record that cannot be taken is named with its cause.

Facts are written first and the packages after them, all in one transaction; where one record spoils it, the batch is
taken again in halves, so that the others are in.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Fact, Stamp, diff, harvest_source, project
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.operations import failures
from ckanext.smartlombardia.logic.records import bounds, bulk_insert, fields, function_inference, packages, store
from ckanext.smartlombardia.logic.records.outcome import Outcome, content_hash
from ckanext.smartlombardia.logic.records.record_index import Known, records_of
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.model.base import alone, now
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import BodyRef, Record, Refused

LOG = logging.getLogger(__name__)
ORDER = {"software": 0, "dataset": 1, "dataservice": 2, "project": 3, "platform": 4}  # what others link to comes first
# links by the source's own identifiers -> the field of UUIDs that they become
LINKS = {"software_guid": "software", "dataset_guids": "serves_datasets"}
REPEATED = "L’identificativo compare più volte nella fonte, ogni volta con una scheda diversa: vale la prima."
REPEATED_REMEDY = "Date a ogni scheda della fonte un identificativo suo."
FOREIGN = "La scheda esiste già ed è di un altro ente: la fonte di un ente scrive solo sulle schede sue."
APART = frozenset({"dataset"})  # one source never means one record by two of its identifiers
RESOURCES = UUID("0f7c6e0a-6d0e-5b6a-8a53-4f1d8a7e9b21")


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


@dataclass(frozen=True, slots=True)
class Home:
    """The organization of a source. `all` says that every record is its own, whoever the record names; `outside` that
    those of bodies that are clearly not of Lombardy stay with it too.
    """

    org: str
    all: bool
    outside: bool = True


def whose(named: BodyRef | None, home: Home | None, bodies: Bodies) -> Resolved | Unresolved | None:
    """The body that a record names; None where it stays with the source, unresolved where it is to be left out."""
    if named is None or (home and home.all):
        return None
    found = bodies.resolve(named)
    stays = home is not None and isinstance(found, Unresolved) and (home.outside or not found.outside)
    return None if stays else found


def take(source: str, batch: Sequence[Record], known: Known | None = None, home: Home | None = None) -> Outcome:
    """Take a batch of records of a source and commit it. Records that are as they were cost one look-up.

    `known` is kept from batch to batch of one run. With a home, records whose body cannot be told are taken as its
    own; without one they are left out.
    """
    known = known or Known()
    outcome = Outcome()
    fresh = [record for record in batch if not _is_repeated(record, known, outcome)]
    outcome.add(_take_apart(source, sorted(fresh, key=lambda record: ORDER[record.kind]), known, home))
    return outcome


def _is_repeated(record: Record, known: Known, outcome: Outcome) -> bool:
    """Whether this run has met the record's identifier before. Another record under it is refused, the same is not."""
    bounds.fit(record)
    said = content_hash(record)
    before = known.identifiers.get(record.guid)
    if before is None:
        known.identifiers[record.guid] = said
        return False
    if before == said:
        outcome.count("unchanged")
    else:
        outcome.refuse(Refused(record.guid, REPEATED, REPEATED_REMEDY))
    return True


def _take_apart(source: str, batch: Sequence[Record], known: Known, home: Home | None) -> Outcome:
    """A batch in one transaction; its halves in one each where a record cannot be written, down to that record."""
    try:
        outcome = _take_together(source, batch, known, home)
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
        outcome.add(_take_apart(source, half, known, home))
    return outcome


def _take_together(source: str, batch: Sequence[Record], known: Known, home: Home | None) -> Outcome:
    outcome = Outcome(noted=[one for record in batch for one in record.noted])
    for kind in sorted({record.kind for record in batch}):
        alone(f"records of kind {kind}")  # two harvests would make one record twice
    before = records_of(source, [record.guid for record in batch])
    hashes = {one.guid: content_hash(one) for one in batch}
    changed = [one for one in batch if one.guid not in before or before[one.guid].hash != hashes[one.guid]]
    outcome.count("unchanged", len(batch) - len(changed))
    if not changed:
        return outcome
    known.renew({record.kind for record in changed})
    placed = _place(source, changed, hashes, before, known, outcome, home)
    _remember(source, placed)
    facts = _state(source, placed)
    written = {one.uuid: one for one in placed}
    _write(written.values(), facts)
    store.tell("record", {uuid: "created" if one.new else "updated" for uuid, one in written.items()})
    outcome.written = set(written)
    return outcome


def _write(placed: Collection[Placed], facts: Mapping[str, list[Fact]]) -> None:
    """Packages as their facts have them, kind by kind: what others link to comes first."""
    owners = {org: visibility.body_of_organization(org) for org in {one.owner_org for one in placed}}
    for kind in sorted({one.record.kind for one in placed}, key=ORDER.__getitem__):
        here = [one for one in placed if one.record.kind == kind]
        wanted = {
            one.uuid: packages.Wanted(
                one.uuid, kind, fields.projected(kind, facts[one.uuid], owners[one.owner_org]), one.owner_org
            )
            for one in here
        }
        bulk_insert.create([wanted[one.uuid] for one in here if one.new])
        for one in here:
            if not one.new:
                packages.update(wanted[one.uuid])


def _place(
    source: str,
    changed: Sequence[Record],
    hashes: dict[str, str],
    before: dict[str, SourceRecord],
    known: Known,
    outcome: Outcome,
    home: Home | None,
) -> list[Placed]:
    """Whose record each is and which one; what belongs to no body here is counted, or refused with its cause."""
    bodies = Bodies.load()
    placed: list[Placed] = []
    new: set[str] = set()
    organizations: dict[str, str] = {}  # by IPA code
    for record in changed:
        owner_org = home.org if home else None
        found = whose(record.body, home, bodies)
        if isinstance(found, Unresolved):
            outcome.leave_out(record.guid, found)
            continue
        if found:
            ipa = found.body.ipa
            if ipa not in organizations:
                organizations[ipa] = territory.holder(found.body)
            owner_org = organizations[ipa]
            record.repairs.extend(found.repairs)
        row = before.get(record.guid)
        uuid = (row.record if row else None) or known.find(record, owner_org)
        if uuid and home and home.all and not _is_of(uuid, home.org):
            outcome.refuse(Refused(record.guid, FOREIGN, "Scrivete all'ente che la tiene, o all'ufficio regionale."))
            continue
        if uuid and row is None and record.kind in APART and _has(source, uuid, placed):
            uuid = None
        if uuid is None:
            uuid = packages.new_id()
            new.add(uuid)
            known.add(record, owner_org, uuid)
        outcome.reach(record.guid, "changed" if row else "new" if uuid in new else "joined", uuid)
        outcome.repair(record.guid, record.repairs)
        placed.append(Placed(record, hashes[record.guid], uuid, owner_org, uuid in new, row))
    return placed


def _is_of(uuid: str, org: str) -> bool:
    """Whether a record belongs to an organization; one that this run has made is nobody else's."""
    package = core.Package.get(uuid)
    return package is None or package.owner_org == org


def _has(source: str, uuid: str, placed: Sequence[Placed]) -> bool:
    """Whether another identifier of the same source leads to a record."""
    query = sa.select(SourceRecord.id).where(SourceRecord.source == source, SourceRecord.record == uuid)
    return any(one.uuid == uuid for one in placed) or core.Session.scalar(query.limit(1)) is not None


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
        stated = project([fact for fact in facts[one.uuid] if fact.source != function_inference.READ])
        product = facts[products[one.uuid] or ""]
        found = function_inference.read(one.record.kind, stated, product)
        changes.append(
            diff(facts[one.uuid], found, replace(_stamp("", one), source=function_inference.READ, grade="E1"))
        )
    store.apply(changes)


def _stamp(source: str, one: Placed) -> Stamp:
    assert one.row is not None  # noqa: S101  _remember has made it
    return Stamp(
        "record",
        one.uuid,
        harvest_source(source),
        at=now(),
        grade=one.record.grade,
        source_record=one.row.id,
        observed_at=one.record.observed_at,
    )


def _stated(source: str, one: Placed) -> dict[str, Any]:
    """The fields of a record, its links by the source's identifiers as UUIDs, its files with ids that stay theirs."""
    said = dict(one.record.fields)
    for given, field in LINKS.items():
        guids = said.pop(given, None)
        found = _led_to(source, guids) if guids else []
        if found:
            said[field] = found if isinstance(guids, list) else found[0]
    if "resources" in said:
        said["resources"] = _numbered(one.uuid, said["resources"])
    return said


def _led_to(source: str, guids: str | list[str]) -> list[str]:
    """The records that identifiers of a source led to."""
    wanted = guids if isinstance(guids, list) else [guids]
    query = sa.select(SourceRecord.guid, SourceRecord.record).where(
        SourceRecord.source == source, SourceRecord.guid.in_(wanted), SourceRecord.record.is_not(None)
    )
    found = dict(core.Session.execute(query).tuples().all())
    return [found[guid] for guid in wanted if guid in found]


def _numbered(record: str, resources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Resources with an id made of what they are, so that a file keeps its address when others come and go."""
    seen: dict[str, int] = {}
    numbered = []
    for one in resources:
        what = str(one.get("uri") or one.get("url") or "")
        seen[what] = seen.get(what, 0) + 1
        numbered.append({"id": str(uuid5(RESOURCES, f"{record} {what} {seen[what]}")), **one})
    return numbered
