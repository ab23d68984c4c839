"""The audit month by month, of the region, of a body or of a function."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import file

blueprint = Blueprint("smartlombardia_trends", __name__, url_prefix="/interoperabilita")
PARAMETERS = ("body", "function")
LEVELS = ("L0", "L1", "L2", "L3", "L4", "unknown")


@blueprint.route("/andamento")
def trend() -> ResponseReturnValue:
    """The trend as a picture and a table."""
    filters = _read_filters()
    downloads = {
        suffix: tk.url_for("smartlombardia_trends.trend_file", suffix=suffix, **filters) for suffix in ("csv", "json")
    }
    body = v.body(filters.get("body", ""))
    name = body.official_name or body.name if body else ""
    values = {"trend": _trend(filters), "asked": filters, "body_name": name, "downloads": downloads}
    return tk.render("interop/trend.html", values)


@blueprint.route("/andamento.<suffix>")
def trend_file(suffix: str) -> ResponseReturnValue:
    """The same as a file."""
    series = _trend(_read_filters())
    return file("andamento", suffix, series, map(_row, series["points"]))


def _row(point: dict[str, Any]) -> dict[str, Any]:
    levels = {level: point["levels"].get(level, 0) for level in LEVELS}
    return {name: value for name, value in point.items() if name != "levels"} | levels


def _trend(filters: dict[str, str]) -> dict[str, Any]:
    return tk.get_action("smartlombardia_trend_show")(api_calls.context(), dict(filters))


def _read_filters() -> dict[str, str]:
    return {name: value for name in PARAMETERS if (value := tk.request.args.get(name, "").strip())}
