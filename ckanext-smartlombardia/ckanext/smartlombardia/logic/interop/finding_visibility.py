"""Who may see a finding (design, section 4): the row itself and the record that it is about."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ckan import model as core

from ckanext.smartlombardia.model import FindingRow
from ckanext.smartlombardia.registry import readable, visibility


def readable_findings(user: core.User | None) -> Any:
    """The condition on findings that a viewer may see.

    The office sees all; a body those about itself; anyone those that rest on public facts alone, unless the record that
    they are about is kept from them.
    """
    if visibility.is_office(user):
        return sa.true()
    bodies = visibility.bodies_of(user)
    public = sa.and_(FindingRow.public, ~_is_about_hidden_record(user))
    return sa.or_(public, concerns(bodies)) if bodies else public


def concerns(bodies: set[str] | list[str]) -> Any:
    """The condition on findings that concern one of these bodies (IPA codes)."""
    return FindingRow.bodies.has_any(sa.cast(list(bodies), ARRAY(sa.Text)))


def _is_about_hidden_record(user: core.User | None) -> Any:
    """The condition on findings about a record that the user may not read."""
    package = core.Package
    return sa.exists().where(package.id == FindingRow.subject_key, sa.not_(readable.readable_packages(user)))
