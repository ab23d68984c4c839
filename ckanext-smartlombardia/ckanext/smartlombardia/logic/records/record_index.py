"""Find the record of the registry that a source's record is: the same record from two sources is one record."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.dcatapit import addresses, values
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.registry.identity import fold
from ckanext.smartlombardia.types import Record

Key = tuple[str, ...]
# the fields by which a record of a kind is the same wherever it comes from, the surest first; `body` is its body
# a service is what its description says; one that has none is told by its address, protocol and title
KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "platform": (("body", "product_name"),),
    "software": (("repository",),),
    "dataservice": (
        ("pdnd_eservice_id",),
        ("uri",),
        ("body", "endpoint_description", "title"),
        ("body", "endpoint_description"),
        ("body", "endpoint_url", "protocol", "title"),
    ),
    "dataset": (("uri",), ("body", "identifier")),
    "project": (("cup",),),
}
UNDESCRIBED = ("body", "endpoint_url", "protocol", "title")
LONGEST_BATCH = timedelta(minutes=30)  # how long writing one batch may take
ADDRESSES = ("repository", "endpoint_url", "endpoint_description")


def keys_of(kind: str, fields: Mapping[str, Any], owner_org: str | None) -> list[Key]:
    """Keys under which a record can be found again; none where the fields are missing."""
    keys = []
    for names in KEYS[kind]:
        if names == UNDESCRIBED and fields.get("endpoint_description"):
            continue
        parts = [owner_org if name == "body" else _plain(name, fields.get(name)) for name in names]
        if all(parts):
            keys.append((kind, *names, *map(str, parts)))
    return keys


class RecordIndex:
    """Index of existing records by key. The batches of a run share it; each one refreshes it first."""

    def __init__(self) -> None:
        self.identifiers: dict[str, str] = {}  # of the source, that this run has met, with the hash of what they said
        self._records: dict[Key, str] = {}
        self._kept: set[str] = set()
        self._newest: dict[str, datetime] = {}  # the latest change that was read, of each kind

    def renew(self, kinds: Iterable[str]) -> None:
        """Read what was written since the last call; everything where records have gone."""
        stale_kinds = set(kinds)
        present = core.Session.scalars(sa.select(core.Package.id).where(*_active(stale_kinds | set(self._newest))))
        if self._kept - set(present):
            stale_kinds |= set(self._newest)
            self._records, self._kept, self._newest = {}, set(), {}
        for kind in stale_kinds:
            self._read(kind)

    def find(self, record: Record, owner_org: str | None) -> str | None:
        """The UUID of the record with one of the keys of `record`, None for a new one. An IRI of ours is a key too."""
        own = addresses.record_id(str(record.fields.get("uri") or ""))
        if own in self._kept:
            return own
        return next(filter(None, map(self._records.get, keys_of(record.kind, record.fields, owner_org))), None)

    def add(self, record: Record, owner_org: str | None, uuid: str) -> None:
        """Remember a record that this batch writes."""
        self._keep(keys_of(record.kind, record.fields, owner_org), uuid)

    def _read(self, kind: str) -> None:
        names = sorted({name for key in KEYS[kind] for name in key if name != "body"})
        columns = [
            (core.Package.title if name == "title" else core.Package.extras[name].astext).label(name) for name in names
        ]
        query = sa.select(core.Package.id, core.Package.owner_org, core.Package.metadata_modified, *columns)
        query = query.where(*_active({kind}))
        if kind in self._newest:  # what began earlier may have been committed later
            query = query.where(core.Package.metadata_modified >= self._newest[kind] - LONGEST_BATCH)
        for row in core.Session.execute(query):
            fields = {name: getattr(row, name) for name in names}
            self._keep(keys_of(kind, fields, row.owner_org), row.id)
            self._newest[kind] = max(self._newest.get(kind, row.metadata_modified), row.metadata_modified)

    def _keep(self, keys: Iterable[Key], uuid: str) -> None:
        self._kept.add(uuid)
        for key in keys:
            self._records.setdefault(key, uuid)


def _active(kinds: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return core.Package.type.in_(kinds), core.Package.state == "active"


def records_of(source: str, guids: Iterable[str]) -> dict[str, SourceRecord]:
    """Load the rows of a source's identifiers, by identifier."""
    query = sa.select(SourceRecord).where(SourceRecord.source == source, SourceRecord.guid.in_(list(guids)))
    return {row.guid: row for row in core.Session.scalars(query)}


def _plain(name: str, value: Any) -> str:
    if not value:
        return ""
    if name == "uri":
        return str(values.iri(value)) if values.is_iri(value) else ""
    if name in ADDRESSES:
        return re.sub(r"(^https?://(www\.)?)|(\.git)?/*$", "", str(value).strip().lower())
    return fold(str(value))
