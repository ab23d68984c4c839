"""Who may load and find bodies."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_body_find", "smartlombardia_body_show", "smartlombardia_territory_load"]


def smartlombardia_territory_load(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only; they pass without being asked."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_body_find(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: bodies are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_body_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: bodies are public."""
    return {"success": True}
