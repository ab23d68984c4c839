"""Projected fields -> CKAN packages, and packages -> the search index, many at a time."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ckan import model as core
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.types import Context

PROJECTED = "smartlombardia_projected"  # in the context: the facts of this write exist already


@dataclass(slots=True)
class Wanted:
    """A package as its facts have it. `record` is its UUID, `new` whether it is to be created."""

    record: str
    kind: str
    fields: dict[str, Any]
    owner_org: str | None
    new: bool


def new_id() -> str:
    """The UUID of a record that is yet to be written."""
    return str(uuid.uuid4())


def write(wanted: Wanted) -> None:
    """Create or update one package without committing or indexing.

    Raises tk.ValidationError, and then CKAN has rolled the whole session back.
    """
    fields = {name: value for name, value in wanted.fields.items() if value is not None}
    if wanted.new:
        data = {"id": wanted.record, "type": wanted.kind, "owner_org": wanted.owner_org, **fields}
        tk.get_action("package_create")(context(), data)
    else:
        shown = tk.get_action("package_show")(
            {**context(), "use_cache": False, "for_update": True}, {"id": wanted.record}
        )
        kept = {name: value for name, value in shown.items() if name not in wanted.fields}
        tk.get_action("package_update")(context(), {**kept, **fields})


def context() -> Context:
    """The context of a write by the registry itself: facts first, one commit and one indexing for many."""
    return {
        "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"],
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,  # with defer_commit alone, CKAN drops an update
        PROJECTED: True,
    }


def index(records: Collection[str]) -> None:
    """Put committed packages into the search index and make them findable."""
    if records:
        search.rebuild(package_ids=records, defer_commit=True)
        search.commit()
    core.Session.remove()
