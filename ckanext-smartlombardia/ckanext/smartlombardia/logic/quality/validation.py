"""Metadata checked before they are saved: fields of a form, or a whole catalogue as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ckan import model as core
from ckan.lib.plugins import lookup_package_plugin
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.dcatapit import checker, files, score
from ckanext.smartlombardia.formats import isolation
from ckanext.smartlombardia.logic.quality import dataset_quality, links

FORMATS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "n3": "n3", "nt": "nt", "jsonld": "json-ld"}
MUST = ("title", "owner_org", "url")  # fields that the form asks for even where nothing is said of them
MAX_TEXT_LENGTH = 2_000_000  # signs of a text: more would hold a page up for minutes
ADDRESS = "https://catalogo.invalid/"  # what relative addresses of a text without an address begin with


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a catalogue breaks, the score of each dataset, and the addresses on which scores depend."""

    findings: list[checker.Finding]
    scores: list[score.Score]
    addresses: set[str]


def record(context: Context, fields: dict[str, Any], changed: str | None, file: str | None) -> dict[str, Any]:
    """Judge a dataset that is not saved; `blocking` holds what its form would refuse, by field.

    `changed` is the dataset that the fields would change, `file` the id of the resource that they are about instead,
    or any other word where it is a new one.
    """
    before = tk.get_action("package_show")(tk.fresh_context(context), {"id": changed}) if changed else {}
    if file:
        others = [resource for resource in before.get("resources") or [] if resource["id"] != file]
        fields = {**before, "resources": [*others, {"url": "", **fields, "id": file}]}
    if "tag_string" in fields:
        before = {name: value for name, value in before.items() if name != "tags"}
    package, errors = _validate(context, {**before, **fields, "type": "dataset"}, "update" if changed else "create")
    blocking = _of_file(errors, len(package["resources"]) - 1) if file else errors
    view = dataset_quality.to_view(dataset_quality.to_stored(dataset_quality.judge(package)))
    return {
        **view,
        "blocking": {
            name: _messages(messages) for name, messages in blocking.items() if name in fields or name in MUST
        },
    }


def _validate(context: Context, fields: dict[str, Any], how: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields as they would be stored, and what is wrong with them."""
    plugin = lookup_package_plugin("dataset")
    schema = plugin.update_package_schema() if how == "update" else plugin.create_package_schema()
    inner = {**tk.fresh_context(context), "schema": schema, "package": core.Package.get(fields.get("id") or "")}
    data, errors = plugin.validate(inner, dict(fields), schema, f"package_{how}")
    stored = {**fields, **data}
    stored["resources"] = [{"id": str(n), **resource} for n, resource in enumerate(stored.get("resources") or [])]
    stored["organization"] = fields.get("organization") or _body(stored.get("owner_org"))
    return stored, errors


def _of_file(errors: dict[str, Any], number: int) -> dict[str, Any]:
    """What is wrong with one resource of a dataset."""
    resource_errors = errors.get("resources") or []
    return resource_errors[number] if len(resource_errors) > number else {}


def _messages(errors: Any) -> list[str]:
    """Messages, also those of rows inside a field."""
    if isinstance(errors, dict):
        return [text for error in errors.values() for text in _messages(error)]
    return [text for error in errors for text in _messages(error)] if isinstance(errors, list) else [str(errors)]


def text(content: str, form: str) -> dict[str, Any]:
    """Check a catalogue. What is known of its links counts; none is looked at."""
    if form not in FORMATS:
        raise tk.ValidationError({"format": [tk._("Give one of these: {formats}").format(formats=", ".join(FORMATS))]})
    if len(content) > MAX_TEXT_LENGTH:
        words = tk._(
            "The text is longer than {n} signs: check it with `python -m ckanext.smartlombardia.dcatapit check`."
        )
        raise tk.ValidationError({"text": [words.format(n=MAX_TEXT_LENGTH)]})
    for profile in checker.PROFILES:
        checker.shapes(profile)  # read here, once, rather than in every child
    try:
        judgement = isolation.run(lambda: _judge(content, FORMATS[form], {}))
        if statuses := links.load_statuses(judgement.addresses):  # the child must not ask the database
            answers = {address: status.ok for address, status in statuses.items()}
            judgement = isolation.run(lambda: _judge(content, FORMATS[form], answers))
    except (files.Unreadable, isolation.TooHeavy) as wrong:
        raise tk.ValidationError({"text": [str(wrong)]}) from wrong
    return {
        "findings": [asdict(finding) for finding in judgement.findings],
        "scores": [
            {
                "dataset": scored.dataset,
                **dataset_quality.points(scored.lo, scored.hi),
                "marks": dataset_quality.marks_of(scored),
            }
            for scored in judgement.scores
        ],
    }


def _judge(content: str, form: str, answers: Mapping[str, bool | None]) -> Judgement:
    """Parse, check and score a catalogue. `answers`: whether an address answers, for those that somebody looked at."""
    graph, addresses = files.parse(content.encode(), form, ADDRESS), set[str]()

    def is_answering(address: str) -> bool | None:
        addresses.add(address)
        return answers.get(address)

    scores = list(score.scores(graph, is_answering, checker.find_invalid_nodes(graph)))
    return Judgement(checker.check(graph), scores, addresses)


def _body(owner: str | None) -> dict[str, Any]:
    """The body that is to answer for the dataset, as far as it is said."""
    organization = core.Group.get(owner) if owner else None
    return {"name": organization.name, "title": organization.title} if organization else {}
