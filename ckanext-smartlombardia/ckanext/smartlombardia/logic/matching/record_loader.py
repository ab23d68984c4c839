"""Records of the registry as the matcher takes them, and what cases need to know of them, in two queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.matching import MatchRecord
from ckanext.smartlombardia.model import Body, SourceRecord

KINDS = ("platform", "software", "dataservice")


@dataclass(frozen=True, slots=True)
class Registered:
    """A record that is matched. `ipa` is whose it is, `software` the UUID of the product that it is linked to.

    `state`, `private`, `owner_org`, `type` and `creator_user_id` are those of the package: by them is told who sees it.
    """

    match: MatchRecord
    name: str
    ipa: str | None
    software: str | None
    status: str
    since: str
    state: str
    private: bool
    owner_org: str | None
    type: str
    creator_user_id: str | None

    @property
    def id(self) -> str:
        return self.match.id

    @property
    def province(self) -> str | None:
        body = vocabularies.body(self.ipa) if self.ipa else None
        return body.province if body else None


def load_records(only: Collection[str] | None = None) -> list[Registered]:
    """Load active platforms, software products and data services, the oldest first; `only` these UUIDs if given."""
    package = core.Package
    query = (
        sa.select(
            package.id, package.name, package.title, package.notes, package.version, package.state, package.private,
            package.owner_org, package.type, package.creator_user_id, package.extras,
            package.metadata_created, Body.ipa,
        )
        .join(Body, Body.org_id == package.owner_org, isouter=True)
        .where(package.state == "active", package.type.in_(KINDS))
        .order_by(package.metadata_created, package.id)
    )  # fmt: skip
    if only is not None:
        query = query.where(package.id.in_(list(only)))
    rows = list(core.Session.execute(query))
    addresses = _stated_addresses()
    entries = {row.id: (row.extras or {}).get("catalogue_id") or row.id for row in rows if row.type == "software"}
    return [_to_record(row, entries, addresses) for row in rows]


def _to_record(row: Any, entries: Mapping[str, str], addresses: Mapping[str, str]) -> Registered:
    extras = row.extras or {}
    software = extras.get("software") or None
    entry = entries.get(row.id) or entries.get(software or "", software or "")
    return Registered(
        match=MatchRecord(
            id=row.id,
            kind=row.type,
            name=(extras.get("product_name") if row.type == "platform" else None) or row.title or "",
            vendor=extras.get("vendor_name") or _body_name(extras.get("releasing_body")),
            function=extras.get("function")
            or " ".join(_list(extras.get("functions")) or _list(extras.get("categories"))),
            description=row.notes or "",
            url=addresses.get(row.id) or extras.get("repository") or extras.get("landing_page") or "",
            version=row.version or "",
            body=row.ipa or "",
            catalogue_id=entry,
            repository=extras.get("repository") or "",
            based_on=tuple(_list(extras.get("is_based_on"))),
            licence=extras.get("licence") or "",
            protocol=extras.get("protocol") or "",
        ),
        name=row.name,
        ipa=row.ipa,
        software=software,
        status=extras.get("status") or extras.get("lifecycle") or "",
        since=extras.get("status_since") or row.metadata_created.date().isoformat(),
        state=row.state,
        private=row.private,
        owner_org=row.owner_org,
        type=row.type,
        creator_user_id=row.creator_user_id,
    )


def _stated_addresses() -> dict[str, str]:
    """The address that a record itself states, where the reader found that it stands elsewhere: a fork shows itself."""
    query = sa.select(SourceRecord.record, SourceRecord.repairs).where(
        SourceRecord.kind == "software", SourceRecord.record.is_not(None), SourceRecord.repairs != sa.text("'[]'")
    )
    return {
        record: str(repair["was"])
        for record, repairs in core.Session.execute(query)
        for repair in repairs
        if repair["field"] == "url" and repair["was"]
    }


def _body_name(ipa: str | None) -> str:
    body = vocabularies.body(ipa) if ipa else None
    return body.official_name if body else ""


def _list(value: str | None) -> list[str]:
    return list(json.loads(value)) if value and value.startswith("[") else [value] if value else []


def by_id(records: Iterable[Registered]) -> dict[str, Registered]:
    """Records by UUID."""
    return {record.id: record for record in records}
