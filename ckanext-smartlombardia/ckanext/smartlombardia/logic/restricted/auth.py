"""Who may read and write restricted fields: the body that they are about, and the regional office."""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = ["smartlombardia_restricted_show", "smartlombardia_restricted_update"]


def smartlombardia_restricted_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the record's body and the office."""
    return {"success": visibility.sees_restricted(visibility.viewer(context), _body(data_dict))}


def smartlombardia_restricted_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the record's body and of the office."""
    return {"success": visibility.edits(visibility.viewer(context), _body(data_dict))}


def _body(data_dict: DataDict) -> str | None:
    package = core.Package.get(tk.get_or_bust(data_dict, "id"))
    return visibility.body_of_organization(package.owner_org) if package else None
