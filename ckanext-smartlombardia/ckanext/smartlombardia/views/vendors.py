"""Vendors: who makes the systems that bodies run."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_vendors", __name__, url_prefix="/fornitori")


@blueprint.route("")
def index() -> ResponseReturnValue:
    """All vendors, or those of a function."""
    function = tk.request.args.get("function", "")
    if function and vocabularies.concept("functions", function) is None:
        return tk.abort(404, tk._("There is no such function."))
    answer = tk.get_action("smartlombardia_vendor_list")(api_calls.context(), {"function": function})
    return tk.render("vendors/index.html", {"answer": answer, "function": function})


@blueprint.route("/<key>")
def read(key: str) -> ResponseReturnValue:
    """A vendor."""
    try:
        vendor = tk.get_action("smartlombardia_vendor_show")(api_calls.context(), {"id": key})
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    return tk.render("vendors/read.html", {"vendor": vendor})
