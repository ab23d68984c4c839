"""Packages brought in line with facts that changed without a new reading of a source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.facts import Fact, project
from ckanext.smartlombardia.logic.records import fields, packages, store
from ckanext.smartlombardia.registry import visibility


def rewrite(records: Iterable[str], emptied: Collection[str] = ()) -> None:
    """Packages as their facts have them; of the fields `emptied`, those that no fact states any more are emptied."""
    wanted = set(records)
    known: Mapping[str, Sequence[Fact]] = store.facts_of(wanted)
    for package in core.Session.scalars(sa.select(core.Package).where(core.Package.id.in_(wanted))):
        owner = visibility.body_of_organization(package.owner_org)
        said = project(known[package.id], owner)
        declared = fields.names(package.type)
        kept: dict[str, Any] = {name: None for name in emptied if name in declared}
        kept |= {name: value for name, value in said.items() if name in declared}
        packages.write(packages.Wanted(package.id, package.type, kept, package.owner_org, new=False))
