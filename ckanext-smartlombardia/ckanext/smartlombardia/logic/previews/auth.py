"""Who tries and adds sources: editors of the office, and editors of a body for their own."""

from __future__ import annotations

import sqlalchemy as sa

from ckan import model as core
from ckan.types import AuthResult, Context, DataDict

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.model import Run
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_source_add",
    "smartlombardia_source_try",
    "smartlombardia_sources_import",
    "smartlombardia_trial_show",
]


def smartlombardia_source_try(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office; those of a body for a source of their own."""
    return {"success": visibility.edits(visibility.viewer(context), data_dict.get("body") or config.office())}


def smartlombardia_source_add(context: Context, data_dict: DataDict) -> AuthResult:
    """The same. National registers speak of all bodies: only the office adds those."""
    viewer = visibility.viewer(context)
    concept = vocabularies.concept("source_types", data_dict.get("type") or "")
    if concept is not None and concept.extra["office"] and not visibility.is_office(viewer, *visibility.EDITORS):
        return {"success": False}
    return {"success": visibility.edits(viewer, data_dict.get("body") or config.office())}


def smartlombardia_sources_import(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the office: a table names many bodies."""
    return {"success": visibility.is_office(visibility.viewer(context), *visibility.EDITORS)}


def smartlombardia_trial_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who asked for it, and the office."""
    viewer = visibility.viewer(context)
    try:
        number = int(data_dict.get("id") or 0)
    except ValueError:
        return {"success": False}
    by = core.Session.scalar(sa.select(Run.report["by"].astext).where(Run.id == number))
    return {"success": visibility.is_office(viewer) or (viewer is not None and by == viewer.id)}
