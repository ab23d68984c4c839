"""Whose record each of a source's records is, and which one: the place of a record in the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import config
from ckanext.smartlombardia.dcatapit import addresses
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import absence, ownership, packages
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.logic.records.record_index import RecordIndex
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import BodyRef, Record, Refused

FOREIGN = "La scheda esiste già ed è di un altro ente: la fonte di un ente scrive solo sulle schede sue."
FOREIGN_REMEDY = "Scrivete all'ente che la tiene, o all'ufficio regionale."
WITHDRAWN = "La scheda è una di quelle di questo registro e qui non c’è più: un altro catalogo la offre ancora."
WITHDRAWN_REMEDY = "Chiedete a chi gestisce l’altro catalogo di toglierla, oppure rimettetela qui."
DISTINCT_KINDS = frozenset({"dataset", "dataservice"})  # one source never means one record by two of its identifiers


@dataclass(slots=True)
class Placement:
    """A record with its place in the registry: UUID, organization, and what the source's identifier led to before.

    `hash` is that of the record as the source gave it, before identity added its own repairs. A `copy` is a record that
    another catalogue took from us or from a source that we read: it states nothing.
    """

    record: Record
    hash: str
    uuid: str
    owner_org: str | None
    new: bool
    row: SourceRecord | None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """The organization of a source. `all` says that every record is its own, whoever the record names; `outside` that
    those of bodies that are clearly not of Lombardy stay with it too.
    """

    org: str
    all: bool
    outside: bool = True

    @property
    def body(self) -> str | None:
        """The IPA code of the body whose own source it is; None for a source of the office."""
        return visibility.body_of_organization(self.org) if self.all else None


def resolve_body(named: BodyRef | None, home: Home | None, bodies: Bodies) -> Resolved | Unresolved | None:
    """The body that a record names; None where it stays with the source, unresolved where it is to be left out."""
    if named is None or (home and home.all):
        return None
    answer = bodies.resolve(named)
    stays = home is not None and isinstance(answer, Unresolved) and (home.outside or not answer.outside)
    return None if stays else answer


class Placer:
    """Places the records of one batch. What belongs to no body here is counted, or refused with its cause."""

    def __init__(self, source: str, index: RecordIndex, outcome: Outcome, home: Home | None) -> None:
        self.source, self.index, self.outcome, self.home = source, index, outcome, home
        self.bodies = Bodies.load()
        self.placements: list[Placement] = []
        self.new: set[str] = set()
        self.organizations: dict[str, str] = {}  # by IPA code

    def place_all(
        self, changed: Sequence[Record], hashes: Mapping[str, str], before: Mapping[str, SourceRecord]
    ) -> list[Placement]:
        """The places of these records, in their order, without those that are refused or left out."""
        for record in changed:
            answer = resolve_body(record.body, self.home, self.bodies)
            row = before.get(record.guid)
            if isinstance(answer, Unresolved):
                self._leave_out(record, row, answer)
            else:
                self._place(record, hashes[record.guid], row, answer)
                if answer is None and row and record.body and not self._is_own():
                    self._note_unresolved(record, row)
        return self.placements

    def _note_unresolved(self, record: Record, row: SourceRecord) -> None:
        """Say of a record of a body that its source now names another, which is none of Lombardy."""
        resolved = self.bodies.resolve(record.body) if record.body else None
        package = core.Package.get(row.record) if row.record else None
        if isinstance(resolved, Unresolved) and package and self.home and package.owner_org != self.home.org:
            self.outcome.noted.append(ownership.stays(record, package.id, resolved.reason))

    def _leave_out(self, record: Record, row: SourceRecord | None, answer: Unresolved) -> None:
        if row and row.record:
            self.outcome.noted.append(ownership.stays(record, row.record, answer.reason))
        self.outcome.leave_out(record.guid, answer)

    def _place(self, record: Record, digest: str, row: SourceRecord | None, answer: Resolved | None) -> None:
        owner_org = self._organization(record, answer)
        uuid = (row.record if row else None) or self.index.find(record, owner_org)
        if refused := self._refusal(record, uuid, row):
            self.outcome.refuse(refused)
            return
        if uuid and row is None and (record.apart or record.kind in DISTINCT_KINDS) and self._has(uuid):
            uuid = None
        copy = False
        if uuid is None:
            uuid = packages.new_id()
            self.new.add(uuid)
            self.index.add(record, owner_org, uuid)
        elif uuid not in self.new:
            copy = not self._is_own() and ownership.is_copy(self.source, record, uuid)
            named = owner_org if (answer or self._is_own()) and not copy else None
            owner_org, note = ownership.owner_of(self.source, record, uuid, named)
            self.outcome.noted += [note] if note else []
        new = uuid in self.new
        self.outcome.reach(record.guid, "changed" if row else "new" if new else "joined", uuid)
        self.outcome.repair(record.guid, record.repairs)
        self.placements.append(Placement(record, digest, uuid, owner_org, new, row, copy))

    def _organization(self, record: Record, answer: Resolved | None) -> str | None:
        """The organization of the body that a record names, or else the source's own."""
        if answer is None:
            return self.home.org if self.home else None
        ipa = answer.body.ipa
        if ipa not in self.organizations:
            self.organizations[ipa] = territory.holder(answer.body)
        record.repairs.extend(answer.repairs)
        return self.organizations[ipa]

    def _refusal(self, record: Record, uuid: str | None, row: SourceRecord | None) -> Refused | None:
        """Why a record cannot be taken: it is another body's, or one of ours that is no more."""
        if uuid is None:
            withdrawn = addresses.record_id(str(record.fields.get("uri") or ""))
            return Refused(record.guid, WITHDRAWN, WITHDRAWN_REMEDY) if withdrawn else None
        if self.home is None or not self.home.all or uuid in self.new:
            return None
        package = core.Package.get(uuid)
        if package is None or package.owner_org == self.home.org:
            return None
        office = package.owner_org == territory.organization_id(config.office())
        if office and row is None and ownership.is_origin(record) and not absence.is_held_by_hand(uuid):
            return None  # the office has it from a copy that does not say whose it is
        return Refused(record.guid, FOREIGN, FOREIGN_REMEDY)

    def _is_own(self) -> bool:
        return self.home is not None and self.home.all

    def _has(self, uuid: str) -> bool:
        """Whether another identifier of the same source leads to a record."""
        query = sa.select(SourceRecord.id).where(SourceRecord.source == self.source, SourceRecord.record == uuid)
        return (
            any(placement.uuid == uuid for placement in self.placements)
            or core.Session.scalar(query.limit(1)) is not None
        )
