"""Who may ask how good a dataset's metadata are, and who has them judged."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "smartlombardia_hvd_list",
    "smartlombardia_links_check",
    "smartlombardia_quality_judge",
    "smartlombardia_quality_list",
    "smartlombardia_quality_show",
    "smartlombardia_validate",
]


@tk.auth_allow_anonymous_access
def smartlombardia_quality_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may read the dataset."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_quality_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: figures are over public datasets only."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_hvd_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: it names public datasets only."""
    return {"success": True}


def smartlombardia_validate(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in: it costs work, and is for those who write metadata; of a dataset, its editors."""
    if data_dict.get("id"):
        tk.check_access("package_update", context, {"id": data_dict["id"]})
    return {"success": True}


def smartlombardia_quality_judge(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}


def smartlombardia_links_check(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}
