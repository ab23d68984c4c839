"""Who may ask for looks at APIs, and who may read what they saw."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_availability_show", "smartlombardia_probes_check"]


def smartlombardia_probes_check(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_availability_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may read the record."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}
