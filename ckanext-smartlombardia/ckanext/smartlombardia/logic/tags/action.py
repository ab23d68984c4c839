"""Core's lists of tags, without those that stand only on records that the reader may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.registry import readable, visibility

__all__ = ["tag_autocomplete", "tag_list", "tag_search", "tag_show"]

Original = Callable[[Context, DataDict], Any]


@tk.chained_action
@tk.side_effect_free
def tag_list(original: Original, context: Context, data_dict: DataDict) -> list[Any]:
    """All tags, as core gives them."""
    visible = _visible(context)
    return [tag for tag in original(context, data_dict) if (tag if isinstance(tag, str) else tag["name"]) in visible]


@tk.chained_action
@tk.side_effect_free
def tag_search(original: Original, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tags that hold some words, as core gives them: count and results."""
    visible = _visible(context)
    tags = [tag for tag in original(context, _without_page(data_dict))["results"] if tag["name"] in visible]
    return {"count": len(tags), "results": _page(tags, data_dict)}


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(original: Original, context: Context, data_dict: DataDict) -> list[str]:
    """Names of tags that hold some words."""
    visible = _visible(context)
    return _page([name for name in original(context, _without_page(data_dict)) if name in visible], data_dict)


@tk.chained_action
@tk.side_effect_free
def tag_show(original: Original, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One tag, as core gives it. Raises ObjectNotFound where the reader sees no record with it."""
    tag = original(context, data_dict)
    if tag["name"] not in _visible(context):
        raise tk.ObjectNotFound
    return tag


def _visible(context: Context) -> set[str]:
    """Names of the tags that stand on records that the reader may see."""
    query = (
        sa.select(core.Tag.name)
        .join(core.PackageTag, core.PackageTag.tag_id == core.Tag.id)
        .join(core.Package, core.Package.id == core.PackageTag.package_id)
        .where(core.PackageTag.state == "active", readable.readable_packages(visibility.viewer(context)))
    )
    return set(core.Session.scalars(query))


def _without_page(data_dict: DataDict) -> DataDict:
    """The same question without its page: what is left out is left out before the pages are cut."""
    return {name: value for name, value in data_dict.items() if name not in ("limit", "offset")}


def _page(tags: list[Any], data_dict: DataDict) -> list[Any]:
    """The part of a list that was asked for. Raises ValidationError."""
    start, limit = _number(data_dict, "offset") or 0, _number(data_dict, "limit")
    return tags[start:] if limit is None else tags[start : start + limit]


def _number(data_dict: DataDict, name: str) -> int | None:
    value = data_dict.get(name)
    if value in (None, ""):
        return None
    try:
        return tk.get_validator("natural_number_validator")(value, {})
    except tk.Invalid as wrong:
        raise tk.ValidationError({name: [wrong.error]}) from wrong
