"""Who may have the sites of bodies read."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_sites_check"]


def smartlombardia_sites_check(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}
