"""Who may read published contracts, and who tells them to platforms."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["smartlombardia_body_contracts", "smartlombardia_contracts_link", "smartlombardia_systems_record"]


@tk.auth_allow_anonymous_access
def smartlombardia_body_contracts(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: the register is public. Costs are given apart, to who may see them."""
    return {"success": True}


def smartlombardia_contracts_link(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}


def smartlombardia_systems_record(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}
