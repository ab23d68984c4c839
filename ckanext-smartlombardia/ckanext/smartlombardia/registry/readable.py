"""Who may read which packages, as conditions in SQL. No other module outside `registry` compares `private` in a query.

The same rules as labels of the index (`visibility.labels_of_record`): what is active and not private is for anyone;
private platforms are for members of bodies; the office reads everything.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from . import visibility


def is_public(package: Any = core.Package) -> sa.ColumnElement[bool]:
    """The condition on packages (or an alias of them) that anyone may read."""
    return sa.and_(package.state == "active", package.private.is_(False))


def readable_packages(user: core.User | None, package: Any = core.Package) -> sa.ColumnElement[bool]:
    """The condition on packages that a user may read. Drafts of their own, and of their bodies, are not among them."""
    if visibility.is_office(user):
        return sa.true()
    if not visibility.bodies_of(user):
        return is_public(package)
    return sa.or_(is_public(package), sa.and_(package.state == "active", package.type == "platform"))


def readable_of_type(kind: str, user: core.User | None, package: Any = core.Package) -> sa.ColumnElement[bool]:
    """The condition on active packages of a type that a user may read."""
    return sa.and_(package.type == kind, package.state == "active", readable_packages(user, package))


def readable_platforms(user: core.User | None) -> sa.ColumnElement[bool]:
    """The condition on platforms that a user may read."""
    return readable_of_type("platform", user)
