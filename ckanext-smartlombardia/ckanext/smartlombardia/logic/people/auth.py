"""Who may read names and numbers of people: themselves, members of their body, the regional office.

Core lets anyone list a body's members and the bodies of a person, and anyone signed in list all people.
"""

from __future__ import annotations

from collections.abc import Callable

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = ["member_list", "organization_list_for_user", "user_list", "user_show"]

Next = Callable[[Context, DataDict], AuthResult]


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def member_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the body, and the office."""
    organization = core.Group.get(tk.get_or_bust(data_dict, "id"))
    body = visibility.body_of_organization(organization.id) if organization else None
    return {"success": visibility.sees_restricted(visibility.viewer(context), body)}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def organization_list_for_user(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone for themselves; of another person, the office."""
    user_id, viewer = data_dict.get("id"), visibility.viewer(context)
    own = not user_id or (viewer is not None and user_id in (viewer.id, viewer.name))
    return {"success": own or visibility.is_office(viewer)}


@tk.chained_auth_function
def user_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """The office. A body's administrator invites a colleague by e-mail."""
    return {"success": visibility.is_office(visibility.viewer(context))}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def user_show(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone signed in for themselves; of another person, the office and those of a body of theirs."""
    viewer = visibility.viewer(context)
    account = data_dict.get("user_obj") or core.User.get(data_dict.get("id") or "")
    if viewer is None:
        return {"success": False}
    if account is None or account.id == viewer.id or visibility.is_office(viewer):
        return {"success": True}
    return {"success": bool(visibility.bodies_of(viewer) & visibility.bodies_of(account))}
