"""Who may see the pages of vendors: anyone; each sees the records that he or she may read."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_vendor_list", "smartlombardia_vendor_show"]


@tk.auth_allow_anonymous_access
def smartlombardia_vendor_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_vendor_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}
