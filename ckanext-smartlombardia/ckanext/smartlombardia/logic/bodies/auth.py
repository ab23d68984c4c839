"""Who may load and find bodies."""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_body_answer",
    "smartlombardia_body_find",
    "smartlombardia_body_list",
    "smartlombardia_body_questions",
    "smartlombardia_body_show",
    "smartlombardia_boundaries_load",
    "smartlombardia_map",
    "smartlombardia_territory_load",
    "smartlombardia_territory_update",
]


def smartlombardia_territory_load(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only; they pass without being asked."""
    return {"success": False}


def smartlombardia_territory_update(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only, as for loading."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_body_find(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: bodies are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_body_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: bodies are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_body_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: bodies are public."""
    return {"success": True}


def smartlombardia_boundaries_load(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only; they pass without being asked."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_map(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: numbers of public records and registers."""
    return {"success": True}


def smartlombardia_body_questions(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may answer them."""
    return smartlombardia_body_answer(context, data_dict)


def smartlombardia_body_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the body and of the office."""
    return {"success": visibility.edits(core.User.get(context["user"]), tk.get_or_bust(data_dict, "ipa").lower())}
