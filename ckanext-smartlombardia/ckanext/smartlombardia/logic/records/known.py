"""Which record of the registry is meant: one record by two routes is one record with two sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.registry.identity import fold
from ckanext.smartlombardia.types import Record

Key = tuple[str, ...]
# the fields by which a record of a kind is the same wherever it comes from, the surest first; `body` is its body
KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "platform": (("body", "product_name"),),
    "software": (("repository",),),
    "dataservice": (("pdnd_eservice_id",), ("body", "endpoint_url")),
    "dataset": (("body", "identifier"),),
    "project": (("cup",),),
}
ADDRESSES = ("repository", "endpoint_url")


def keys_of(kind: str, fields: Mapping[str, Any], owner_org: str | None) -> list[Key]:
    """Keys under which a record can be found again; none where the fields are missing."""
    keys = []
    for names in KEYS[kind]:
        parts = [owner_org if name == "body" else _plain(name, fields.get(name)) for name in names]
        if all(parts):
            keys.append((kind, *names, *map(str, parts)))
    return keys


class Known:
    """Records that are there already, by key. Grows as a batch adds its own."""

    def __init__(self, kinds: Iterable[str]):
        self._records: dict[Key, str] = {}
        for kind in kinds:
            self._read(kind)

    def find(self, record: Record, owner_org: str | None) -> str | None:
        """The UUID of the record that is meant, None for a new one."""
        return next(filter(None, map(self._records.get, keys_of(record.kind, record.fields, owner_org))), None)

    def add(self, record: Record, owner_org: str | None, uuid: str) -> None:
        """Remember a record that this batch writes."""
        for key in keys_of(record.kind, record.fields, owner_org):
            self._records.setdefault(key, uuid)

    def _read(self, kind: str) -> None:
        names = sorted({name for key in KEYS[kind] for name in key if name != "body"})
        columns = [core.Package.extras[name].astext.label(name) for name in names]
        query = sa.select(core.Package.id, core.Package.owner_org, *columns).where(
            core.Package.type == kind, core.Package.state == "active"
        )
        for row in core.Session.execute(query):
            fields = {name: getattr(row, name) for name in names}
            for key in keys_of(kind, fields, row.owner_org):
                self._records.setdefault(key, row.id)


def records_of(source: str, guids: Iterable[str]) -> dict[str, SourceRecord]:
    """What a source's own identifiers led to before."""
    query = sa.select(SourceRecord).where(SourceRecord.source == source, SourceRecord.guid.in_(list(guids)))
    return {row.guid: row for row in core.Session.scalars(query)}


def _plain(name: str, value: Any) -> str:
    if not value:
        return ""
    if name in ADDRESSES:
        return re.sub(r"(^https?://(www\.)?)|(\.git)?/*$", "", str(value).strip().lower())
    return fold(str(value))
