"""Quality of metadata: the score of the catalogue and of each body, high-value datasets, how it is reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan import logic
from ckan.lib.navl.dictization_functions import unflatten
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import file
from ckanext.smartlombardia.views.helpers.neighbours import sl_body_name

blueprint = Blueprint("smartlombardia_quality", __name__, url_prefix="/qualita")

ROWS = 25
EVERY = 1000
NOT_FIELDS = ("save", "_csrf_token", "_form_token", "_ckan_phase", "pkg_name", "id")
ORDERS = ("worst", "best", "title")

Row = Mapping[str, Any]


@blueprint.route("")
def index() -> ResponseReturnValue:
    """The score of the catalogue, or of one body, what to change first, and its datasets."""
    asked, page = _asked(), tk.h.get_page_number(tk.request.args)
    found = _ask("quality_list", **asked, limit=ROWS, offset=ROWS * (page - 1))
    return tk.render(
        "quality/index.html",
        {
            "asked": asked,
            "found": found,
            "filters": _filters(asked),
            "page": page,
            "pages": ceil(found["catalogue"]["datasets"] / ROWS),
            "downloads": _downloads("scores", asked),
        },
    )


@blueprint.route("/punteggi.<suffix>")
def scores(suffix: str) -> ResponseReturnValue:
    """The datasets with their scores as a file: all of them, not only the page."""
    asked = _asked()
    found = _ask("quality_list", **asked, limit=EVERY)
    while len(found["results"]) < found["catalogue"]["datasets"]:
        more = _ask("quality_list", **asked, limit=EVERY, offset=len(found["results"]))["results"]
        if not more:
            break
        found["results"] += more
    return file("punteggi", suffix, found["results"], map(_score_row, found["results"]))


@blueprint.route("/serie-di-elevato-valore")
def high_value() -> ResponseReturnValue:
    """High-value datasets: what is missing and where."""
    asked = {name: value for name, value in _asked().items() if name == "body"}
    found = _ask("hvd_list", **asked)
    downloads = _downloads("high_value_file", asked)
    return tk.render("quality/high_value.html", {"asked": asked, "found": found, "downloads": downloads})


@blueprint.route("/serie-di-elevato-valore.<suffix>")
def high_value_file(suffix: str) -> ResponseReturnValue:
    """High-value datasets as a file, one row for each thing that is missing."""
    found = _ask("hvd_list", **{name: value for name, value in _asked().items() if name == "body"})
    rows = [_missing_row(one, missing) for one in found for missing in one["missing"] or [{}]]
    return file("elevato-valore", suffix, found, rows)


@blueprint.route("/bozza", methods=["POST"])
def draft() -> ResponseReturnValue:
    """What is to be said of a form before it is saved: beside its fields, and in sum. Nothing is written."""
    given = {name: tk.request.args.get(name) for name in ("id", "resource")}
    form = logic.clean_dict(unflatten(logic.tuplize_dict(logic.parse_params(tk.request.form))))
    fields = {name: value for name, value in form.items() if name not in NOT_FIELDS}
    try:
        found = _ask("validate", record={"owner_org": None, **fields} if not given["id"] else fields, **given)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(403, tk._("Only those who may edit these data can check them before saving."))
    schema = tk.h.scheming_get_dataset_schema("dataset")
    beside = bool(tk.request.htmx)
    data = {
        "found": found,
        "notes": list(_notes(found, given["resource"])),
        "fields": schema["resource_fields" if given["resource"] else "dataset_fields"],
        "asked": given,
        "beside": beside,
    }
    return tk.render("quality/snippets/draft.html" if beside else "quality/draft.html", data)


def _notes(found: Row, resource: str | None) -> Iterator[Row]:
    """What stands beside a field: what blocks, what is not valid, what costs points, in this order."""
    for field, messages in found["blocking"].items():
        yield from ({"kind": "blocks", "field": field, "text": text} for text in messages)
    for one in found["findings"]:
        if one["resource"] == resource:
            kind = "invalid" if one["severity"] == "error" else "advice"
            yield {"kind": kind, "field": one["field"], "text": f"{one['message']} {one['remedy']}"}
    for one in found["changes"]:
        if one["resource"] == resource:
            yield {"kind": "points", **one}


@blueprint.route("/metodo")
def method() -> ResponseReturnValue:
    """The metrics and their points, as the tables have them."""
    metrics: dict[str, list[Row]] = {}
    for row in v.rows("quality_metrics"):
        if int(row["points"]):
            metrics.setdefault(row["dimension"], []).append(row)
    data = {"metrics": metrics, "ratings": v.rows("quality_ratings"), "table": v.table("quality_metrics")}
    return tk.render("quality/method.html", data)


def _ask(action: str, **data: Any) -> Any:
    return tk.get_action(f"smartlombardia_{action}")(api_calls.context(), data)


def _asked() -> dict[str, str]:
    """What the address narrows the page to."""
    given = {name: tk.request.args.get(name, "").strip() for name in ("body", "order")}
    return {name: said for name, said in given.items() if said and (name == "body" or said in ORDERS)}


def _filters(asked: Mapping[str, str]) -> list[dict[str, str]]:
    if "body" not in asked:
        return []
    rest = {name: said for name, said in asked.items() if name != "body"}
    url = tk.url_for("smartlombardia_quality.index", **rest)
    return [{"title": tk._("Body"), "label": sl_body_name(asked["body"]), "url": url}]


def _score_row(one: Row) -> dict[str, Any]:
    change = one["change"] or {}
    kept = {name: one[name] for name in ("id", "title", "body", "lo", "hi", "rating", "errors")}
    return {
        **kept,
        "change": change["ask"][api_calls.language()] if change else "",
        "change_points": change.get("points", ""),
        "page": tk.url_for("dataset.read", id=one["name"], qualified=True),
    }


def _missing_row(one: Row, missing: Row) -> dict[str, Any]:
    told = {name: missing.get(name, "") for name in ("severity", "rule", "message", "remedy", "field", "resource")}
    return {**{name: one[name] for name in ("id", "title", "body", "complete")}, **told}


def _downloads(endpoint: str, asked: Mapping[str, str]) -> dict[str, str]:
    return {
        suffix: tk.url_for(f"smartlombardia_quality.{endpoint}", suffix=suffix, **asked) for suffix in ("csv", "json")
    }
