"""Questions that pages ask of the registry in the name of whoever reads them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry.search_request import SearchUnavailable


def context() -> dict[str, Any]:
    """The reader's context: what they may not see is not found."""
    return {"user": tk.g.user, "auth_user_obj": tk.g.userobj, "for_view": True}


def search(filters: str = "", **more: Any) -> dict[str, Any]:
    """Records that the reader may see, as `package_search` answers. `filters` is a Solr filter query."""
    return tk.get_action("package_search")(context(), {"fq": filters, "include_private": True, **more})


def search_if_up(filters: str = "", **more: Any) -> dict[str, Any]:
    """As `search`, for pages that can do without: with the search server away, no records and `away` true.

    Nobody knows then how many there are, so the page must not say that there are none.
    """
    try:
        return {**search(filters, **more), "away": False}
    except SearchUnavailable:
        return {"count": 0, "results": [], "facets": {name: {} for name in more.get("facet.field", ())}, "away": True}


def language() -> Any:
    """The reader's language, it or en."""
    return "en" if tk.h.lang() == "en" else "it"
