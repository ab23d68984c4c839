"""Views of the queue that somebody keeps under a name: the filters, not the cases. They are the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk

PLACE = "smartlombardia_case_views"  # in what CKAN keeps of a user for extensions
MAX_SAVED_FILTERS = 20


def load_filters(user: core.User) -> dict[str, dict[str, Any]]:
    """Load the filters of a user by name, in order of names."""
    saved = (user.plugin_extras or {}).get(PLACE, {})
    return dict(sorted(saved.items(), key=lambda view: view[0].casefold()))


def save_filters(user: core.User, name: str, filters: Mapping[str, Any]) -> None:
    """Save filters under a name, replacing it. Raises ValidationError above MAX_SAVED_FILTERS."""
    saved = {**load_filters(user), name: dict(filters)}
    if len(saved) > MAX_SAVED_FILTERS:
        raise tk.ValidationError({"name": [tk._("You have 20 views: delete one of them first.")]})
    _write(user, saved)


def delete_filters(user: core.User, name: str) -> None:
    """Delete a view. Raises ObjectNotFound where there is none of this name."""
    saved = load_filters(user)
    if name not in saved:
        raise tk.ObjectNotFound(tk._("You have no view of this name"))
    _write(user, {saved_name: filters for saved_name, filters in saved.items() if saved_name != name})


def _write(user: core.User, saved: dict[str, dict[str, Any]]) -> None:
    user.plugin_extras = {**(user.plugin_extras or {}), PLACE: saved}
    core.Session.commit()
