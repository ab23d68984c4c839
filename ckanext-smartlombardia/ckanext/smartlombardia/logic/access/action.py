"""Actions of CKAN and ckanext-harvest that do more, or say more, than this registry allows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.lib.search import SearchError, SearchQueryError, SolrConnectionError
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.registry.search_request import SearchRefused, SearchUnavailable, check_resource_search

__all__ = [
    "harvest_source_reindex",
    "organization_member_create",
    "organization_patch",
    "organization_update",
    "package_create",
    "package_list",
    "package_search",
    "resource_search",
    "user_invite",
]

log = logging.getLogger(__name__)

Original = Callable[[Context, DataDict], Any]
# what the people of a body may change of its page; the rest is the register's (IndicePA, ISTAT)
OWN_FIELDS = frozenset({"description", "image_url", "image_upload", "clear_upload", "image_display_url"})


@tk.chained_action
def package_create(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN, for the types that the registry has. Raises ValidationError at another."""
    kind = data_dict.get("type") or "dataset"
    if kind not in (*KINDS, visibility.SOURCE):
        raise tk.ValidationError({"type": [tk._("There is no such type of record")]})
    return original(context, data_dict)


@tk.side_effect_free
@tk.chained_action
def package_list(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN, without the sources of harvests: their list is `smartlombardia_source_list`."""
    names = original(context, data_dict)
    query = sa.select(core.Package.name).where(core.Package.type == visibility.SOURCE)
    sources = set(core.Session.scalars(query))
    return [name for name in names if name not in sources]


@tk.side_effect_free
@tk.chained_action
def package_search(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN; a question that the search server does not understand is refused without its words."""
    try:
        return original(context, data_dict)
    except SearchRefused:
        raise
    except SolrConnectionError as error:
        raise SearchUnavailable(tk._("The search does not answer now")) from error
    except SearchError:
        log.info("A search was refused", exc_info=True)
        raise SearchQueryError(tk._("This search cannot be made: check the fields that it names")) from None


@tk.side_effect_free
@tk.chained_action
def resource_search(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN, by the fields that are for it (table `search_fields`). Raises ValidationError at another."""
    return original(context, check_resource_search(data_dict))


@tk.chained_action
def user_invite(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN, which refuses a body's administrator where no mail can be sent: only others may delete the account."""
    tk.check_access("user_invite", context, data_dict)
    return original({**context, "ignore_auth": True}, data_dict)


@tk.chained_action
def harvest_source_reindex(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As ckanext-harvest, which asks nobody for leave and takes a record of any type for a source.

    It makes a document of the index without the fields of the type, so a record would lose them there.
    """
    tk.check_access("harvest_source_reindex", context, data_dict)
    package = core.Package.get(tk.get_or_bust(data_dict, "id"))
    if package is None or package.type != visibility.SOURCE:
        raise tk.ObjectNotFound(tk._("There is no such source"))
    return original(context, data_dict)


@tk.chained_action
def organization_update(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN; the people of a body change its description and picture only."""
    _refuse_register_fields(context, data_dict)
    return original(context, data_dict)


@tk.chained_action
def organization_patch(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN; the people of a body change its description and picture only."""
    _refuse_register_fields(context, data_dict)
    return original(context, data_dict)


@tk.chained_action
def organization_member_create(original: Original, context: Context, data_dict: DataDict) -> Any:
    """As CKAN; nobody draws a system administrator into a body, which would open that account's details to it."""
    user = core.User.get(str(data_dict.get("username") or ""))
    if user is not None and user.sysadmin and not _is_trusted(context):
        raise tk.NotAuthorized(tk._("Only the regional office may add this account"))
    return original(context, data_dict)


def _is_trusted(context: Context) -> bool:
    user = visibility.viewer(context)
    return bool(context.get("ignore_auth")) or bool(user and user.sysadmin)


def _refuse_register_fields(context: Context, fields: DataDict) -> None:
    """Raises NotAuthorized where a field of the register would become another value."""
    if _is_trusted(context):
        return
    group = core.Group.get(str(fields.get("id") or ""))
    if group is None:
        return
    current = tk.get_action("organization_show")({"ignore_auth": True}, {"id": group.id, "include_users": True})
    for name, value in fields.items():
        if name not in OWN_FIELDS and name in current and not _is_same(name, value, current[name]):
            raise tk.NotAuthorized(
                tk._("Name, title, parent and state of a body come from the official registers: write to the office")
            )


def _is_same(name: str, value: Any, current: Any) -> bool:
    if name == "id" or value == current or (not value and not current):
        return True
    if name in ("groups", "users"):
        keys = [sorted(str(entry.get("name")) for entry in entries or ()) for entries in (value, current)]
        return keys[0] == keys[1]
    return False
