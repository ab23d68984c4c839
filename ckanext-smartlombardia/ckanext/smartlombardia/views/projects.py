"""Projects of the region: what is planned, running and closed, by whom, with whose money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import file

blueprint = Blueprint("smartlombardia_projects", __name__)

FILTERS = ("domain", "size", "province", "programme")
DIMENSIONS = ("domain", "size", "province", "programme", "measure")


@blueprint.route("/progetti")
def index() -> ResponseReturnValue:
    """The figures as tables, narrowed by the address."""
    filters = _filters()
    downloads = {
        suffix: tk.url_for("smartlombardia_projects.export", suffix=suffix, **filters) for suffix in ("csv", "json")
    }
    figures = _figures(filters)
    rows = sum(len(figures[name]) for name in DIMENSIONS) + 1
    return tk.render(
        "projects/index.html", {"figures": figures, "filters": filters, "downloads": downloads, "rows": rows}
    )


@blueprint.route("/progetti.<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """The same figures as a file."""
    figures = _figures(_filters())
    return file("progetti", suffix, figures, _to_rows(figures))


@blueprint.route("/progetti/ente/<ipa>")
def body(ipa: str) -> ResponseReturnValue:
    """What a body was given, beside municipalities of its size."""
    downloads = {
        suffix: tk.url_for("smartlombardia_projects.body_file", ipa=ipa, suffix=suffix) for suffix in ("csv", "json")
    }
    values = {"ipa": ipa, "funding": _funding(ipa), "body": vocabularies.body(ipa), "downloads": downloads}
    return tk.render("projects/body.html", values)


@blueprint.route("/progetti/ente/<ipa>.<suffix>")
def body_file(ipa: str, suffix: str) -> ResponseReturnValue:
    """The same as a file."""
    funding = _funding(ipa)
    return file(f"progetti-{ipa}", suffix, funding, [*funding["projects"], *funding["renounced"]])


def _funding(ipa: str) -> dict[str, Any]:
    try:
        return tk.get_action("smartlombardia_body_funding")(api_calls.context(), {"ipa": ipa})
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))


def _figures(filters: dict[str, str]) -> dict[str, Any]:
    return tk.get_action("smartlombardia_project_figures")(api_calls.context(), dict(filters))


def _filters() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := tk.request.args.get(name, "").strip())}


def _to_rows(figures: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line of the CSV for the total and for each count; names in the reader's language."""
    label = f"label_{api_calls.language()}"
    yield {"dimension": "total", "code": "", "name": "", **figures["total"]}
    for dimension in DIMENSIONS:
        for count in figures[dimension]:
            numbers = {name: value for name, value in count.items() if not name.startswith("label_") and name != "code"}
            yield {"dimension": dimension, "code": count["code"], "name": count[label], **numbers}
