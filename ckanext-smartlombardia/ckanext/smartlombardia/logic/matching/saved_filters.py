"""Views of the queue that somebody keeps under a name: the filters, not the cases. They are the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk

PLACE = "smartlombardia_case_views"  # in what CKAN keeps of a user for extensions
MOST = 20


def of(user: core.User) -> dict[str, dict[str, Any]]:
    """Filters by name, in order of names."""
    kept = (user.plugin_extras or {}).get(PLACE, {})
    return dict(sorted(kept.items(), key=lambda view: view[0].casefold()))


def keep(user: core.User, name: str, asked: Mapping[str, Any]) -> None:
    """Keep filters under a name, in place of what it meant before. Raises ValidationError where there are too many."""
    kept = {**of(user), name: dict(asked)}
    if len(kept) > MOST:
        raise tk.ValidationError({"name": [tk._("You have 20 views: delete one of them first.")]})
    _write(user, kept)


def forget(user: core.User, name: str) -> None:
    """Delete a view. Raises ObjectNotFound where there is none of this name."""
    kept = of(user)
    if name not in kept:
        raise tk.ObjectNotFound(tk._("You have no view of this name"))
    _write(user, {one: asked for one, asked in kept.items() if one != name})


def _write(user: core.User, kept: dict[str, dict[str, Any]]) -> None:
    user.plugin_extras = {**(user.plugin_extras or {}), PLACE: kept}
    core.Session.commit()
