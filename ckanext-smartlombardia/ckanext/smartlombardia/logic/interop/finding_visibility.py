"""Who may see a finding (design, section 4): the row itself and the record that it is about."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ckan import model as core

from ckanext.smartlombardia.model import FindingRow
from ckanext.smartlombardia.registry import visibility


def readable_findings(user: core.User | None) -> Any:
    """The condition on findings that a viewer may see.

    The office sees all; a body those about itself; anyone those that rest on public facts alone, unless the record that
    they are about is kept from them.
    """
    if visibility.is_office(user):
        return sa.true()
    bodies = visibility.bodies_of(user)
    public = sa.and_(FindingRow.public, ~_hidden(bool(bodies)))
    return sa.or_(public, concerns(bodies)) if bodies else public


def concerns(bodies: set[str] | list[str]) -> Any:
    """The condition on findings that concern one of these bodies (IPA codes)."""
    return FindingRow.bodies.has_any(sa.cast(list(bodies), ARRAY(sa.Text)))


def readable_records(user: core.User | None) -> Any:
    """The condition on records (packages) that a viewer may see. Drafts of their own are of no concern here."""
    package = core.Package
    if visibility.is_office(user):
        return sa.true()
    bodies = visibility.bodies_of(user)
    open_to_all = sa.and_(package.state == "active", ~package.private)
    if not bodies:
        return open_to_all
    return sa.or_(open_to_all, sa.and_(package.state == "active", package.type == "platform"))


def _hidden(of_a_body: bool) -> Any:
    """Is the finding about a record that people of no body, or bodies, may not see?"""
    package = core.Package
    hidden = package.private if not of_a_body else sa.and_(package.private, package.type != "platform")
    return sa.exists().where(package.id == FindingRow.subject_key, sa.or_(hidden, package.state != "active"))
