"""The registry acting by itself, in commands, jobs and harvests: it may do everything, under the site's own name."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from ckan.types import Context


def name() -> str:
    """The name of the site's own user."""
    return tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def context() -> Context:
    """A context of its own for one call."""
    return {"user": name(), "ignore_auth": True}
