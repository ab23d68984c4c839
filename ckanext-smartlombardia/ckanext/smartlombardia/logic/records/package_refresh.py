"""Refresh packages whose facts changed without a new run of a source."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.records import fields, packages, store
from ckanext.smartlombardia.registry import visibility


def rewrite(records: Iterable[str]) -> None:
    """Rewrite packages (UUIDs) as their facts have them. No commit, no indexing."""
    record_ids = set(records)
    facts = store.facts_of(record_ids)
    for package in core.Session.scalars(sa.select(core.Package).where(core.Package.id.in_(record_ids))):
        owner = visibility.body_of_organization(package.owner_org)
        values = fields.projected(package.type, facts[package.id], owner)
        packages.update(packages.PackageDraft(package.id, package.type, values, package.owner_org))
