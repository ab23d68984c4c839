"""Who may judge, and who may read findings. Which ones each reader sees is decided in `finding_visibility`."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.logic.interop import finding_decisions
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_body_steps",
    "smartlombardia_finding_decide",
    "smartlombardia_finding_list",
    "smartlombardia_finding_show",
    "smartlombardia_function_list",
    "smartlombardia_function_show",
    "smartlombardia_judge",
    "smartlombardia_letter",
    "smartlombardia_matrix",
    "smartlombardia_record_judged",
    "smartlombardia_record_judged_on",
    "smartlombardia_trend_show",
]


def smartlombardia_judge(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}


@tk.auth_allow_anonymous_access
def smartlombardia_finding_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the list holds what the reader may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_finding_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: a finding that the reader may not see is not found."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_matrix(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the figures are made of what the reader may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_function_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the picture is made of what the reader may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_function_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the list is made of what the reader may see."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_record_judged(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may read the record; what is for its body and the office is left out for the others."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def smartlombardia_record_judged_on(context: Context, data_dict: DataDict) -> AuthResult:
    """As for today's verdicts."""
    return smartlombardia_record_judged(context, data_dict)


@tk.auth_allow_anonymous_access
def smartlombardia_body_steps(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the steps are made of what the reader may see."""
    return {"success": True}


def smartlombardia_finding_decide(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of a body that the finding is about, and of the office for what is theirs to say."""
    user = visibility.viewer(context)
    number = str(tk.get_or_bust(data_dict, "id"))
    finding = finding_decisions.find(int(number), user) if number.isdigit() and len(number) < 19 else None
    return {"success": finding is not None and finding_decisions.may(user, finding, str(data_dict.get("verdict")))}


def smartlombardia_letter(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office; those of a body for a letter to itself, or to a vendor of its own systems."""
    return {"success": visibility.edits(visibility.viewer(context), (data_dict.get("body") or "").lower() or None)}


@tk.auth_allow_anonymous_access
def smartlombardia_trend_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the figures are made of what the reader may see."""
    return {"success": True}
