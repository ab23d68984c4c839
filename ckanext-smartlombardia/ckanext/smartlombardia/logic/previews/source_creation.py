"""New sources: one that was tried, or many from a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckanext.harvest.model import HarvestSource

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.facts import REGISTRY_SOURCES
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.registry import itself, names, spelling
from ckanext.smartlombardia.registry.identity import Bodies, Resolved
from ckanext.smartlombardia.types import BodyRef

FREQUENCIES = ("MANUAL", "DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY")
# what a table may call its columns, in small letters
COLUMNS = {
    "address": ("address", "url", "indirizzo", "link"),
    "title": ("title", "titolo", "nome", "name", "ente", "titolare"),
    "type": ("type", "tipo", "source_type"),
    "body": ("body", "codice_ipa", "codice ipa", "ipa"),
    "frequency": ("frequency", "frequenza"),
}


def create_source(
    address: str, source_type: str, title: str, body: str, frequency: str, settings: Mapping[str, Any]
) -> str:
    """Create a source; returns its name. Raises ValidationError for an address that is read already or a wrong body."""
    if existing := find_source(address):
        raise tk.ValidationError(
            {"address": [tk._("This address is already read by the source {name}").format(name=existing)]}
        )
    owner = vocabularies.body(body)
    if owner is None:
        raise tk.ValidationError({"body": [tk._("There is no body with this IPA code")]})
    source_settings = {**settings, "addresses": [address]} if urlsplit(address).query or settings else dict(settings)
    context = itself.context()
    source = {
        "name": _name(title),
        "title": title,
        "url": address,
        "source_type": source_type,
        "frequency": frequency if frequency in FREQUENCIES else "WEEKLY",
        "config": json.dumps(source_settings, ensure_ascii=False) if source_settings else "{}",
        "owner_org": territory.organization_id(territory.ensure(owner)),
    }
    return tk.get_action("harvest_source_create")(context, source)["name"]


def find_source(address: str) -> str | None:
    """Find the name of the source that reads an address; None where there is none."""
    query = (
        sa.select(core.Package.name, HarvestSource)
        .join(HarvestSource, HarvestSource.id == core.Package.id)
        .where(core.Package.state == "active")
    )
    for name, source in core.Session.execute(query):
        if address in jobs.addresses_of(source.url, source.config):
            return name
    return None


def read_rows(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """What each row of a table asks for, with `wrong` where it cannot be: no address, no type, a body elsewhere.

    A row without a body says one by its title; where no body can be told, the source is the office's, unless the title
    is that of a town elsewhere.
    """
    return [_to_source(number, _read_columns(row)) for number, row in enumerate(rows, 2)]


def _read_columns(row: Mapping[str, str]) -> dict[str, str]:
    plain = {str(name).strip().casefold(): str(value or "").strip() for name, value in row.items()}
    return {column: next(filter(None, map(plain.get, called)), "") for column, called in COLUMNS.items()}


def _to_source(number: int, columns: Mapping[str, str]) -> dict[str, Any]:
    address, kind = columns["address"], columns["type"] or _kind(columns["address"])
    source = {"row": number, "address": address, "title": columns["title"] or urlsplit(address).netloc, "type": kind,
              "frequency": columns["frequency"].upper()}  # fmt: skip
    if not address.startswith(("https://", "http://")):
        return {**source, "wrong": tk._("There is no address that begins with https://")}
    if vocabularies.concept("source_types", kind) is None or not jobs.is_ours(kind):
        return {**source, "wrong": tk._("The type of the source cannot be told: write it in the column type")}
    body_ref = BodyRef(ipa=columns["body"].lower() or None, name=columns["title"] or None)
    resolved = Bodies.load().resolve(body_ref)
    if isinstance(resolved, Resolved):
        return {**source, "body": resolved.body.ipa}
    if resolved.outside and (body_ref.ipa or spelling.read(columns["title"]).town):
        return {**source, "wrong": resolved.reason}
    return {**source, "body": config.office()}


def _kind(address: str) -> str:
    """The type that the end of an address tells (table `source_endings`)."""
    path = urlsplit(address).path.lower()
    rows = vocabularies.rows("source_endings")
    return next((row["type"] for row in rows if path.endswith(row["ending"])), "")


def _name(title: str) -> str:
    """A name that no other source has."""
    slug = names.slug(title) or "fonte"
    slug = f"fonte-{slug}" if slug in REGISTRY_SOURCES else slug
    used = set(core.Session.scalars(sa.select(core.Package.name).where(core.Package.name.like(f"{slug}%"))))
    numbered = (f"{slug}-{number}" for number in range(2, len(used) + 3))
    return slug if slug not in used else next(candidate for candidate in numbered if candidate not in used)
