"""Who may take in records, see where their values come from, and confirm them."""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_body_facts",
    "smartlombardia_fact_confirm",
    "smartlombardia_observations_take",
    "smartlombardia_record_archived",
    "smartlombardia_record_facts",
    "smartlombardia_records_take",
]


def smartlombardia_records_take(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}


def smartlombardia_observations_take(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_record_facts(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may read the record."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_record_archived(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: of a record that was public its name may be told."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_body_facts(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: what public registers say of a body is public."""
    return {"success": True}


def smartlombardia_fact_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the record's body and of the office."""
    package = core.Package.get(tk.get_or_bust(data_dict, "id"))
    body = visibility.body_of_organization(package.owner_org) if package else None
    return {"success": visibility.edits(core.User.get(context["user"]), body)}
