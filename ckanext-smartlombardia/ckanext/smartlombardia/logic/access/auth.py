"""Who may write which package, on top of what CKAN asks.

A product without an owner is the regional office's, or the body's that released it. A harvest's source obeys the rules
of `smartlombardia_source_add`, by whatever action it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import claims, visibility

__all__ = [
    "harvest_source_reindex",
    "package_create",
    "package_update",
    "user_update",
]

Next = Callable[[Context, DataDict], AuthResult]
REFUSED: AuthResult = {"success": False}


@tk.chained_auth_function
def package_create(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN; a source as `smartlombardia_source_add`; a product without an owner only the office."""
    user, fields = visibility.viewer(context), data_dict or {}
    if fields.get("type") == visibility.SOURCE and not may_write_source(user, fields):
        return REFUSED
    if fields.get("type") == "software" and "title" in fields and not fields.get("owner_org"):
        return {"success": visibility.is_office(user, *visibility.EDITORS)}
    return next_auth(context, data_dict)


@tk.chained_auth_function
def package_update(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN; a product without an owner its releasing body and the office; a source as when it was added.

    CKAN asks the same of whoever deletes.
    """
    user, package = visibility.viewer(context), _package(context, data_dict)
    if package is not None and package.type == visibility.SOURCE and not may_change_source(user, package, data_dict):
        return REFUSED
    if package is not None and package.type in ("software", "project") and not package.owner_org:
        return {"success": visibility.edits(user, claims.releasing_body(package))}
    return next_auth(context, data_dict)


@tk.chained_auth_function
def harvest_source_reindex(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the source's body and of the office; of a source only."""
    package = core.Package.get(data_dict.get("id") or "")
    if package is None or package.type != visibility.SOURCE:
        return REFUSED
    body = visibility.body_of_organization(package.owner_org)
    return {"success": visibility.edits(visibility.viewer(context), body)}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def user_update(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """The account's owner; nobody else learns whether an account of that name exists."""
    user, account = visibility.viewer(context), data_dict.get("id") or data_dict.get("name")
    if user is None or user.sysadmin or account in (user.id, user.name):
        return next_auth(context, data_dict)
    return REFUSED


def may_write_source(user: core.User | None, fields: Mapping[str, Any]) -> bool:
    """Whether a user may write a source with these fields: of a type that is not the office's, for a body of theirs."""
    kind = vocabularies.concept("source_types", str(fields.get("source_type") or ""))
    office = visibility.is_office(user, *visibility.EDITORS)
    if kind is None or (kind.extra["office"] and not office):
        return office
    organization = core.Group.get(str(fields.get("owner_org") or ""))
    return visibility.edits(user, visibility.body_of_organization(organization.id) if organization else None)


def may_change_source(user: core.User | None, package: core.Package, fields: Mapping[str, Any]) -> bool:
    """Whether a user may change a source: of a body of theirs, and into nothing that they could not have added."""
    if not visibility.edits(user, visibility.body_of_organization(package.owner_org)):
        return False
    return "source_type" not in fields or may_write_source(user, {"owner_org": package.owner_org, **fields})


def _package(context: Context, fields: Mapping[str, Any] | None) -> core.Package | None:
    package = context.get("package")
    return package if package is not None else core.Package.get(str((fields or {}).get("id") or ""))
