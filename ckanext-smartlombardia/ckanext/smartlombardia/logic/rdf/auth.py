"""Who may have the whole catalogue written."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_catalogue_dump"]


def smartlombardia_catalogue_dump(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}
