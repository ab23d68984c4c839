"""Who may run the matcher, see cases and decide them."""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.logic.matching.viewing import Viewer
from ckanext.smartlombardia.model import Case

__all__ = ["smartlombardia_case_list", "smartlombardia_case_show", "smartlombardia_match"]


def smartlombardia_match(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_case_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone may ask: a visitor is told how many there are, a body gets those that touch it, the office gets all."""
    return {"success": True}


def smartlombardia_case_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the bodies that it touches, and the office."""
    case = core.Session.get(Case, int(tk.get_or_bust(data_dict, "id")))
    user = core.User.get(context["user"]) if context.get("user") else None
    return {"success": case is not None and Viewer.of(user).sees_case(case)}
