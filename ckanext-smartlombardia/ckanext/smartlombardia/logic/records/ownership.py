"""Whose a record is when several sources speak of it, and which of them only repeat another."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.dcatapit import addresses
from ckanext.smartlombardia.logic.records import absence
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.types import Noted, Record

REMEDY = "Se l’ente è cambiato, scrivete all’ufficio regionale: la scheda si sposta dalla sua pagina."


def is_copy(source: str, record: Record, uuid: str) -> bool:
    """Whether a source only repeats a record: one of ours, or one that we read at the site where its IRI lives.

    What a copy says is at best what the original says, and often what it said some time ago.
    """
    uri = str(record.fields.get("uri") or "")
    if addresses.record_id(uri):
        return True
    host = _host(uri)
    if not host or host == _host(record.url):
        return False
    query = sa.select(SourceRecord.url).where(
        SourceRecord.record == uuid, SourceRecord.source != source, SourceRecord.hash != absence.ARCHIVED
    )
    return host in map(_host, core.Session.scalars(query))


def is_origin(record: Record) -> bool:
    """Whether a record is read at the site where its IRI lives."""
    host = _host(str(record.fields.get("uri") or ""))
    return bool(host) and host == _host(record.url)


def owner_of(source: str, record: Record, uuid: str, owner_org: str | None) -> tuple[str | None, Noted | None]:
    """The organization of a record that exists, and what the report says where the source names another.

    `owner_org` is the organization that the source names, None where it names none. A record moves with its only
    source, and to the body at whose own site its IRI lives; where another source or a person speaks of it, it stays.
    """
    package = core.Package.get(uuid)
    present = package.owner_org if package else None
    if owner_org is None or present in (None, owner_org):
        return present or owner_org, None
    if absence.is_held_by_hand(uuid) or (absence.sources_of(uuid) - {source} and not is_origin(record)):
        return present, stays(record, uuid, f"La fonte dice che la scheda è di {_name(owner_org)}.")
    return owner_org, None


def stays(record: Record, uuid: str, why: str) -> Noted:
    """What the report says of a record that stays with its body although its source says otherwise."""
    package = core.Package.get(uuid)
    owner = _name(package.owner_org) if package and package.owner_org else "nessun ente"
    return Noted(record.guid, f"{why} Qui la scheda resta a {owner}.", REMEDY)


def _name(org: str) -> str:
    body = vocabularies.body(visibility.body_of_organization(org) or "")
    return body.official_name or body.name if body else "un altro ente"


def _host(address: str | None) -> str:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
