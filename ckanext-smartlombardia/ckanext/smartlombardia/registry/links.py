"""Links between records: UUIDs that exist and are of the right type."""

from __future__ import annotations

import json
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

WORDS = {
    "platform": lambda: tk._("a platform"),
    "software": lambda: tk._("a software"),
    "dataservice": lambda: tk._("an API"),
    "dataset": lambda: tk._("a dataset"),
    "project": lambda: tk._("a project"),
}


def resolve(reference: str, kind: str, linked: set[str], context: Any) -> str:
    """UUID of an active record of a kind, from its UUID or its name.

    `known` are those that the record links to already. Raises Invalid when there is none that the writer may read.
    """
    if reference in linked:
        return reference
    package = model.Package.get(reference)
    if package is None or package.state != model.State.ACTIVE or not _is_readable(package, context):
        raise tk.Invalid(tk._("`{reference}` is not in the registry: look for it by name.").format(reference=reference))
    if package.type != kind:
        text = tk._("“{title}” is not {kind}: choose another record.")
        raise tk.Invalid(text.format(title=package.title, kind=WORDS[kind]()))
    return package.id


def _is_readable(package: model.Package, context: Any) -> bool:
    if context.get("ignore_auth"):
        return True
    try:
        tk.check_access("package_show", {"user": context.get("user")}, {"id": package.id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def stored(package: model.Package | None, field: str) -> set[str]:
    """UUIDs that a record already holds in a field."""
    value = package.extras.get(field) if package else None
    if not value:
        return set()
    return set(json.loads(value)) if value.startswith("[") else {value}
