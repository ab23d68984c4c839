"""Addresses of the sites of bodies, from IndicePA."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Stamp, diff
from ckanext.smartlombardia.formats import indicepa
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import FactRow
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.vocabularies import bodies

WEBSITE, SOURCE = "website", "indicepa"


def store_websites(listed: Iterable[indicepa.Listed]) -> int:
    """State the address of each body's site as a fact; returns how many changed. No commit.

    An address without a scheme, as IndicePA writes most, is asked with https.
    """
    known = {body.ipa for body in bodies()}
    addresses = {row.ipa: address for row in listed if row.ipa in known and (address := to_address(row.website))}
    facts = store.facts_of(addresses) if addresses else {}
    moment, changes = now(), []
    for ipa, address in addresses.items():
        ours = [fact for fact in facts.get(ipa, []) if fact.source == SOURCE and fact.name == WEBSITE]
        changes.append(diff(ours, {WEBSITE: address}, Stamp("body", ipa, SOURCE, at=moment, grade="E4")))
    store.apply(changes)
    return sum(map(bool, changes))


def load_websites() -> Mapping[str, str]:
    """The address of the site of each body, by IPA code."""
    query = sa.select(FactRow.subject, FactRow.value).where(
        FactRow.kind == "body", FactRow.name == WEBSITE, FactRow.until.is_(None)
    )
    return {ipa: str(value) for ipa, value in core.Session.execute(query.order_by(FactRow.id)).tuples()}


def to_address(text: str) -> str | None:
    """A web address as IndicePA writes it (`www.comune.suello.lc.it`); None where it is none."""
    plain = text.strip().lower()
    return codes.url(plain if plain.startswith(("http://", "https://")) else f"https://{plain}") if plain else None
