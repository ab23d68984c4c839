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

PAGE_SIZE = 25
MAX_ROWS = 1000
NOT_FIELDS = ("save", "_csrf_token", "_form_token", "_ckan_phase", "pkg_name", "id")
ORDERS = ("worst", "best", "title")

Row = Mapping[str, Any]


@blueprint.route("")
def index() -> ResponseReturnValue:
    """The score of the catalogue, or of one body, what to change first, and its datasets."""
    filters, page = _read_filters(), tk.h.get_page_number(tk.request.args)
    result = _ask("quality_list", **filters, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    return tk.render(
        "quality/index.html",
        {
            "asked": filters,
            "found": result,
            "filters": _filters(filters),
            "page": page,
            "pages": ceil(result["catalogue"]["datasets"] / PAGE_SIZE),
            "downloads": _downloads("scores", filters),
        },
    )


@blueprint.route("/punteggi.<suffix>")
def scores(suffix: str) -> ResponseReturnValue:
    """The datasets with their scores as a file: all of them, not only the page."""
    filters = _read_filters()
    result = _ask("quality_list", **filters, limit=MAX_ROWS)
    while len(result["results"]) < result["catalogue"]["datasets"]:
        more = _ask("quality_list", **filters, limit=MAX_ROWS, offset=len(result["results"]))["results"]
        if not more:
            break
        result["results"] += more
    return file("punteggi", suffix, result["results"], map(_score_row, result["results"]))


@blueprint.route("/serie-di-elevato-valore")
def high_value() -> ResponseReturnValue:
    """High-value datasets: what is missing and where."""
    filters = {name: value for name, value in _read_filters().items() if name == "body"}
    datasets = _ask("hvd_list", **filters)
    downloads = _downloads("high_value_file", filters)
    return tk.render("quality/high_value.html", {"asked": filters, "found": datasets, "downloads": downloads})


@blueprint.route("/serie-di-elevato-valore.<suffix>")
def high_value_file(suffix: str) -> ResponseReturnValue:
    """High-value datasets as a file, one row for each thing that is missing."""
    datasets = _ask("hvd_list", **{name: value for name, value in _read_filters().items() if name == "body"})
    rows = [_missing_row(dataset, missing) for dataset in datasets for missing in dataset["missing"] or [{}]]
    return file("elevato-valore", suffix, datasets, rows)


@blueprint.route("/bozza", methods=["POST"])
def draft() -> ResponseReturnValue:
    """What is to be said of a form before it is saved: beside its fields, and in sum. Nothing is written."""
    target = {name: tk.request.args.get(name) for name in ("id", "resource")}
    form = logic.clean_dict(unflatten(logic.tuplize_dict(logic.parse_params(tk.request.form))))
    fields = {name: value for name, value in form.items() if name not in NOT_FIELDS}
    try:
        report = _ask("validate", record={"owner_org": None, **fields} if not target["id"] else fields, **target)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(403, tk._("Only those who may edit these data can check them before saving."))
    schema = tk.h.scheming_get_dataset_schema("dataset")
    beside = bool(tk.request.htmx)
    data = {
        "found": report,
        "notes": list(_notes(report, target["resource"])),
        "fields": schema["resource_fields" if target["resource"] else "dataset_fields"],
        "asked": target,
        "beside": beside,
    }
    return tk.render("quality/snippets/draft.html" if beside else "quality/draft.html", data)


def _notes(report: Row, resource: str | None) -> Iterator[Row]:
    """What stands beside a field: what blocks, what is not valid, what costs points, in this order."""
    for field, messages in report["blocking"].items():
        yield from ({"kind": "blocks", "field": field, "text": text} for text in messages)
    for finding in report["findings"]:
        if finding["resource"] == resource:
            kind = "invalid" if finding["severity"] == "error" else "advice"
            yield {"kind": kind, "field": finding["field"], "text": f"{finding['message']} {finding['remedy']}"}
    for change in report["changes"]:
        if change["resource"] == resource:
            yield {"kind": "points", **change}


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


def _read_filters() -> dict[str, str]:
    """What the address narrows the page to."""
    values = {name: tk.request.args.get(name, "").strip() for name in ("body", "order")}
    return {name: value for name, value in values.items() if value and (name == "body" or value in ORDERS)}


def _filters(filters: Mapping[str, str]) -> list[dict[str, str]]:
    if "body" not in filters:
        return []
    rest = {name: value for name, value in filters.items() if name != "body"}
    url = tk.url_for("smartlombardia_quality.index", **rest)
    return [{"title": tk._("Body"), "label": sl_body_name(filters["body"]), "url": url}]


def _score_row(dataset: Row) -> dict[str, Any]:
    change = dataset["change"] or {}
    columns = {name: dataset[name] for name in ("id", "title", "body", "lo", "hi", "rating", "errors")}
    return {
        **columns,
        "change": change["ask"][api_calls.language()] if change else "",
        "change_points": change.get("points", ""),
        "page": tk.url_for("dataset.read", id=dataset["name"], qualified=True),
    }


def _missing_row(dataset: Row, missing: Row) -> dict[str, Any]:
    details = {name: missing.get(name, "") for name in ("severity", "rule", "message", "remedy", "field", "resource")}
    return {**{name: dataset[name] for name in ("id", "title", "body", "complete")}, **details}


def _downloads(endpoint: str, filters: Mapping[str, str]) -> dict[str, str]:
    return {
        suffix: tk.url_for(f"smartlombardia_quality.{endpoint}", suffix=suffix, **filters) for suffix in ("csv", "json")
    }
