"""Who sees how the portal runs: the regional office. Who mends the index: the registry itself."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia.registry import visibility

__all__ = ["smartlombardia_index_mend", "smartlombardia_operations_show", "smartlombardia_quarantine_retry"]


def smartlombardia_operations_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the regional office."""
    return {"success": visibility.is_office(visibility.viewer(context))}


def smartlombardia_quarantine_retry(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the regional office."""
    return {"success": visibility.is_office(visibility.viewer(context), *visibility.EDITORS)}


def smartlombardia_index_mend(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself, and system administrators, who pass without being asked."""
    return {"success": False}
