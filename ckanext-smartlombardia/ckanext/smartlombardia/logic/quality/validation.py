"""Metadata checked before they are saved: fields of a form, or a whole catalogue as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ckan import model as core
from ckan.lib.plugins import lookup_package_plugin
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.dcatapit import checker, files, score
from ckanext.smartlombardia.logic.quality import dataset_quality, links

FORMATS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "n3": "n3", "nt": "nt", "jsonld": "json-ld"}
MUST = ("title", "owner_org", "url")  # fields that the form asks for even where nothing is said of them
LONGEST = 2_000_000  # signs of a text: more would hold a page up for minutes
ADDRESS = "https://catalogo.invalid/"  # what relative addresses of a text without an address begin with


def record(context: Context, fields: dict[str, Any], changed: str | None, file: str | None) -> dict[str, Any]:
    """Judge a dataset that is not saved; `blocking` holds what its form would refuse, by field.

    `changed` is the dataset that the fields would change, `file` the id of the resource that they are about instead,
    or any other word where it is a new one.
    """
    before = tk.get_action("package_show")(tk.fresh_context(context), {"id": changed}) if changed else {}
    if file:
        others = [one for one in before.get("resources") or [] if one["id"] != file]
        fields = {**before, "resources": [*others, {"url": "", **fields, "id": file}]}
    if "tag_string" in fields:
        before = {name: value for name, value in before.items() if name != "tags"}
    said, errors = _validated(context, {**before, **fields, "type": "dataset"}, "update" if changed else "create")
    blocking = _of_file(errors, len(said["resources"]) - 1) if file else errors
    shown = dataset_quality.shown(dataset_quality.kept(dataset_quality.judge(said)))
    return {
        **shown,
        "blocking": {name: _words(told) for name, told in blocking.items() if name in fields or name in MUST},
    }


def _validated(context: Context, fields: dict[str, Any], how: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields as they would be stored, and what is wrong with them."""
    plugin = lookup_package_plugin("dataset")
    schema = plugin.update_package_schema() if how == "update" else plugin.create_package_schema()
    inner = {**tk.fresh_context(context), "schema": schema, "package": core.Package.get(fields.get("id") or "")}
    data, errors = plugin.validate(inner, dict(fields), schema, f"package_{how}")
    said = {**fields, **data}
    said["resources"] = [{"id": str(n), **one} for n, one in enumerate(said.get("resources") or [])]
    said["organization"] = fields.get("organization") or _body(said.get("owner_org"))
    return said, errors


def _of_file(errors: dict[str, Any], number: int) -> dict[str, Any]:
    """What is wrong with one resource of a dataset."""
    told = errors.get("resources") or []
    return told[number] if len(told) > number else {}


def _words(told: Any) -> list[str]:
    """Messages, also those of rows inside a field."""
    if isinstance(told, dict):
        return [text for one in told.values() for text in _words(one)]
    return [text for one in told for text in _words(one)] if isinstance(told, list) else [str(told)]


def text(content: str, form: str) -> dict[str, Any]:
    """Check a catalogue. What is known of its links counts; none is looked at."""
    if form not in FORMATS:
        raise tk.ValidationError({"format": [tk._("Give one of these: {formats}").format(formats=", ".join(FORMATS))]})
    if len(content) > LONGEST:
        words = tk._(
            "The text is longer than {n} signs: check it with `python -m ckanext.smartlombardia.dcatapit check`."
        )
        raise tk.ValidationError({"text": [words.format(n=LONGEST)]})
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
            {"dataset": one.dataset, **dataset_quality.points(one.lo, one.hi), "marks": dataset_quality.marks_of(one)}
            for one in found
        ],
    }


def _body(owner: str | None) -> dict[str, Any]:
    """The body that is to answer for the dataset, as far as it is said."""
    organization = core.Group.get(owner) if owner else None
    return {"name": organization.name, "title": organization.title} if organization else {}
