"""Metadata checked before they are saved: fields of a form, or a whole catalogue as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ckan import model as core
from ckan.lib.navl.dictization_functions import validate
from ckan.lib.plugins import lookup_package_plugin
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.dcatapit import checker, files, score
from ckanext.smartlombardia.logic.quality import judging, links

FORMATS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "n3": "n3", "nt": "nt", "jsonld": "json-ld"}
ADDRESS = "https://catalogo.invalid/"  # what relative addresses of a text without an address begin with


def record(context: Context, fields: dict[str, Any]) -> dict[str, Any]:
    """Judge a dataset that is not saved; `blocking` holds what its form would refuse, by field."""
    plugin = lookup_package_plugin("dataset")
    fields = {"type": "dataset", **fields}
    schema = plugin.create_package_schema()
    scheming = {**tk.fresh_context(context), "schema": schema, "for_view": False}
    data, errors = (
        plugin.validate(scheming, dict(fields), schema, "package_create")
        if hasattr(plugin, "validate")
        else validate(dict(fields), schema, scheming)
    )
    said = {**fields, **data}
    said["resources"] = [{**one, "id": str(n)} for n, one in enumerate(said.get("resources") or [])]
    said["organization"] = _body(said.get("owner_org"))
    return {**judging.shown(judging.judge(said)), "blocking": errors}


def text(content: str, form: str) -> dict[str, Any]:
    """Check a catalogue. What is known of its links counts; none is looked at."""
    if form not in FORMATS:
        raise tk.ValidationError({"format": [tk._("Give one of these: {formats}").format(formats=", ".join(FORMATS))]})
    try:
        graph = files.parse(content.encode(), FORMATS[form], ADDRESS)
    except files.Unreadable as wrong:
        raise tk.ValidationError({"text": [str(wrong)]}) from wrong
    found = score.scores(
        graph, lambda address: links.known([address]).get(address, links.NEVER).ok, checker.invalid(graph)
    )
    return {
        "findings": [asdict(one) for one in checker.check(graph)],
        "scores": [
            {"dataset": one.dataset, **judging.points(one.lo, one.hi), "marks": judging.marks_of(one)} for one in found
        ],
    }


def _body(owner: str | None) -> dict[str, Any]:
    """The body that is to answer for the dataset, as far as it is said."""
    organization = core.Group.get(owner) if owner else None
    return {"name": organization.name, "title": organization.title} if organization else {}
