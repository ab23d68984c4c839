"""Links between records: UUIDs that exist and are of the right type."""

from __future__ import annotations

import json

from ckan import model
from ckan.plugins import toolkit as tk

WORDS = {
    "platform": lambda: tk._("a platform"),
    "software": lambda: tk._("a software"),
    "dataservice": lambda: tk._("an API"),
    "dataset": lambda: tk._("a dataset"),
    "project": lambda: tk._("a project"),
}


def resolve(reference: str, kind: str, known: set[str]) -> str:
    """UUID of an active record of a kind, from its UUID or its name. Raises Invalid when there is none."""
    if reference in known:
        return reference
    package = model.Package.get(reference)
    if package is None or package.state != model.State.ACTIVE:
        raise tk.Invalid(tk._("`{reference}` is not in the registry: look for it by name.").format(reference=reference))
    if package.type != kind:
        text = tk._("“{title}” is not {kind}: choose another record.")
        raise tk.Invalid(text.format(title=package.title, kind=WORDS[kind]()))
    return package.id


def stored(package: model.Package | None, field: str) -> set[str]:
    """UUIDs that a record already holds in a field."""
    value = package.extras.get(field) if package else None
    if not value:
        return set()
    return set(json.loads(value)) if value.startswith("[") else {value}
