"""Who may ask for the figures of the region."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_region_figures"]


@tk.auth_allow_anonymous_access
def smartlombardia_region_figures(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: they are sums over what is public."""
    return {"success": True}
