"""Packages brought in line with facts that changed without a new reading of a source."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.records import fields, packages, store
from ckanext.smartlombardia.registry import visibility


def rewrite(records: Iterable[str]) -> None:
    """Packages as their facts have them. No commit, no indexing."""
    wanted = set(records)
    known = store.facts_of(wanted)
    for package in core.Session.scalars(sa.select(core.Package).where(core.Package.id.in_(wanted))):
        owner = visibility.body_of_organization(package.owner_org)
        said = fields.projected(package.type, known[package.id], owner)
        packages.update(packages.Wanted(package.id, package.type, said, package.owner_org))
