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
ASKED = ("body", "function")
LEVELS = ("L0", "L1", "L2", "L3", "L4", "unknown")


@blueprint.route("/andamento")
def trend() -> ResponseReturnValue:
    """The trend as a picture and a table."""
    asked = _asked()
    downloads = {
        suffix: tk.url_for("smartlombardia_trends.trend_file", suffix=suffix, **asked) for suffix in ("csv", "json")
    }
    body = v.body(asked.get("body", ""))
    name = body.official_name or body.name if body else ""
    values = {"trend": _trend(asked), "asked": asked, "body_name": name, "downloads": downloads}
    return tk.render("interop/trend.html", values)


@blueprint.route("/andamento.<suffix>")
def trend_file(suffix: str) -> ResponseReturnValue:
    """The same as a file."""
    found = _trend(_asked())
    return file("andamento", suffix, found, map(_row, found["points"]))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    levels = {level: one["levels"].get(level, 0) for level in LEVELS}
    return {name: value for name, value in one.items() if name != "levels"} | levels


def _trend(asked: dict[str, str]) -> dict[str, Any]:
    return tk.get_action("smartlombardia_trend_show")(api_calls.context(), dict(asked))


def _asked() -> dict[str, str]:
    return {name: value for name in ASKED if (value := tk.request.args.get(name, "").strip())}
