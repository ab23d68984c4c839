"""Who may see and who may change the tables of the audit."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = ["smartlombardia_table_change", "smartlombardia_table_show", "smartlombardia_table_undo"]


@tk.auth_allow_anonymous_access
def smartlombardia_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: what is judged by is public. Who changed what is shown to the office."""
    return {"success": True}


def smartlombardia_table_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the regional office, and system administrators."""
    return {"success": visibility.is_office(visibility.viewer(context), *visibility.EDITORS)}


def smartlombardia_table_undo(context: Context, data_dict: DataDict) -> AuthResult:
    """As for a change."""
    return smartlombardia_table_change(context, data_dict)
