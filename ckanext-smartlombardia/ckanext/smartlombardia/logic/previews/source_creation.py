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


def add(address: str, source_type: str, title: str, body: str, frequency: str, settings: Mapping[str, Any]) -> str:
    """Make a source; its name. Raises ValidationError: it is there already, no such type, settings that are wrong."""
    if there := reading(address):
        raise tk.ValidationError(
            {"address": [tk._("This address is already read by the source {name}").format(name=there)]}
        )
    owner = vocabularies.body(body)
    if owner is None:
        raise tk.ValidationError({"body": [tk._("There is no body with this IPA code")]})
    said = {**settings, "addresses": [address]} if urlsplit(address).query or settings else dict(settings)
    context = itself.context()
    source = {
        "name": _name(title),
        "title": title,
        "url": address,
        "source_type": source_type,
        "frequency": frequency if frequency in FREQUENCIES else "WEEKLY",
        "config": json.dumps(said, ensure_ascii=False) if said else "{}",
        "owner_org": territory.organization_id(territory.ensure(owner)),
    }
    return tk.get_action("harvest_source_create")(context, source)["name"]


def reading(address: str) -> str | None:
    """The name of the source that reads an address."""
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
    return [_wanted(number, _named(row)) for number, row in enumerate(rows, 2)]


def _named(row: Mapping[str, str]) -> dict[str, str]:
    plain = {str(name).strip().casefold(): str(value or "").strip() for name, value in row.items()}
    return {column: next(filter(None, map(plain.get, called)), "") for column, called in COLUMNS.items()}


def _wanted(number: int, said: Mapping[str, str]) -> dict[str, Any]:
    address, kind = said["address"], said["type"] or _kind(said["address"])
    wanted = {"row": number, "address": address, "title": said["title"] or urlsplit(address).netloc, "type": kind,
              "frequency": said["frequency"].upper()}  # fmt: skip
    if not address.startswith(("https://", "http://")):
        return {**wanted, "wrong": tk._("There is no address that begins with https://")}
    if vocabularies.concept("source_types", kind) is None or not jobs.is_ours(kind):
        return {**wanted, "wrong": tk._("The type of the source cannot be told: write it in the column type")}
    named = BodyRef(ipa=said["body"].lower() or None, name=said["title"] or None)
    resolved = Bodies.load().resolve(named)
    if isinstance(resolved, Resolved):
        return {**wanted, "body": resolved.body.ipa}
    if resolved.outside and (named.ipa or spelling.read(said["title"]).town):
        return {**wanted, "wrong": resolved.reason}
    return {**wanted, "body": config.office()}


def _kind(address: str) -> str:
    """The type that the end of an address tells (table `source_endings`)."""
    path = urlsplit(address).path.lower()
    rows = vocabularies.rows("source_endings")
    return next((row["type"] for row in rows if path.endswith(row["ending"])), "")


def _name(title: str) -> str:
    """A name that no other source has."""
    slug = names.slug(title) or "fonte"
    slug = f"fonte-{slug}" if slug in REGISTRY_SOURCES else slug
    taken = set(core.Session.scalars(sa.select(core.Package.name).where(core.Package.name.like(f"{slug}%"))))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)
