"""Letters on findings, as a page to print and as a document to change and sign."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.reports.odt import MEDIA_TYPE, odt
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_letters", __name__, url_prefix="/interoperabilita")
PARAMETERS = ("to", "finding", "body", "vendor")


@blueprint.route("/lettera")
def letter() -> ResponseReturnValue:
    """The letter as a page."""
    filters = _read_filters()
    try:
        content = _compose(filters)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    file = tk.url_for("smartlombardia_letters.document", **filters)
    return tk.render("interop/letter.html", {"letter": content, "asked": filters, "file": file})


@blueprint.route("/lettera.odt")
def document() -> ResponseReturnValue:
    """The letter as an OpenDocument text."""
    filters = _read_filters()
    try:
        content = odt(_compose(filters), api_calls.language())
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    answer = Response(content, mimetype=MEDIA_TYPE)
    name = "-".join(filter(None, ("lettera", filters.get("body"), filters.get("finding"))))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.odt"'
    return answer


def _read_filters() -> dict[str, str]:
    return {name: value for name in PARAMETERS if (value := tk.request.args.get(name, "").strip())}


def _compose(filters: dict[str, str]) -> Any:
    try:
        return tk.get_action("smartlombardia_letter")(api_calls.context(), {**filters, "lang": api_calls.language()})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Letters are written by the regional office, and by a body on its own systems."))
    except tk.ValidationError:
        return tk.abort(404, tk._("There is no open finding to write of."))
