"""Who may ask for the figures of projects, and who brings their states in line."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_body_funding", "smartlombardia_project_figures", "smartlombardia_project_states_link"]


@tk.auth_allow_anonymous_access
def smartlombardia_body_funding(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: it is what sources publish."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_project_figures(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: they are sums over what is public."""
    return {"success": True}


def smartlombardia_project_states_link(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}
