"""Who may run the matcher, see cases and decide them."""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.logic.matching.case_visibility import Viewer
from ckanext.smartlombardia.model import Case
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_case_answer",
    "smartlombardia_case_assign",
    "smartlombardia_case_decide",
    "smartlombardia_case_list",
    "smartlombardia_case_show",
    "smartlombardia_case_view_delete",
    "smartlombardia_case_view_list",
    "smartlombardia_case_view_save",
    "smartlombardia_decision_list",
    "smartlombardia_decision_undo",
    "smartlombardia_match",
    "smartlombardia_product_list",
    "smartlombardia_similar",
]


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
    user = visibility.viewer(context)
    return {"success": case is not None and Viewer.from_user(user).sees_case(case)}


def smartlombardia_case_decide(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office."""
    return {"success": visibility.is_office(visibility.viewer(context), *visibility.EDITORS)}


def smartlombardia_case_assign(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office."""
    return smartlombardia_case_decide(context, data_dict)


def smartlombardia_decision_list(context: Context, data_dict: DataDict) -> AuthResult:
    """The office: who decided what is its own audit trail."""
    return {"success": visibility.is_office(visibility.viewer(context))}


def smartlombardia_decision_undo(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office."""
    return smartlombardia_case_decide(context, data_dict)


def smartlombardia_case_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of a body that the case touches, for that body."""
    user, body = visibility.viewer(context), str(data_dict.get("body", "")).lower()
    case = core.Session.get(Case, int(tk.get_or_bust(data_dict, "id")))
    touched = case is not None and body in (case.detail or {}).get("bodies", ())
    return {"success": touched and body in visibility.bodies_of(user, *visibility.EDITORS)}


def smartlombardia_case_view_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone who is signed in: the views are one's own."""
    return {"success": visibility.viewer(context) is not None}


def smartlombardia_case_view_save(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone who is signed in, for oneself."""
    return smartlombardia_case_view_list(context, data_dict)


def smartlombardia_case_view_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone who is signed in, for oneself."""
    return smartlombardia_case_view_list(context, data_dict)


@tk.auth_allow_anonymous_access
def smartlombardia_product_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: who uses a confirmed product is public; only readable platforms count."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_similar(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: only records that the viewer may read count."""
    return {"success": True}
