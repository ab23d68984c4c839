"""What a body does with its own records: confirm what is known of them, keep their restricted fields."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.restricted.schema import FIELDS
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_records", __name__)
GONE = 410


@blueprint.before_app_request
def archived() -> ResponseReturnValue | None:
    """The page of a record that was archived says so, and since when."""
    kind, _, verb = (tk.request.endpoint or "").partition(".")
    if kind not in KINDS or verb != "read":
        return None
    try:
        data = {"id": (tk.request.view_args or {}).get("id")}
        record = tk.get_action("smartlombardia_record_archived")(api_calls.context(), data)
    except tk.ObjectNotFound:
        return None
    return tk.render("package/archived.html", {"record": record}), GONE


def _record(name: str) -> dict[str, Any]:
    """The record, or the page that says why not."""
    try:
        return tk.get_action("package_show")(api_calls.context(), {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such record, or you may not see it."))


@blueprint.route("/records/<name>/confirm", methods=["POST"])
def confirm(name: str) -> ResponseReturnValue:
    """Everything that the page says is right."""
    record = _record(name)
    try:
        tk.get_action("smartlombardia_fact_confirm")(api_calls.context(), {"id": record["id"]})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the body that uses it, or the regional office, can confirm it."))
    tk.h.flash_success(tk._("Thank you: the page now says that you have confirmed it."))
    return tk.redirect_to(f"{record['type']}.read", id=record["name"])


@blueprint.route("/platform/<name>/restricted", methods=["GET", "POST"])
def restricted(name: str) -> ResponseReturnValue:
    """The form of the restricted fields of a platform."""
    record = _record(name)
    try:
        tk.check_access("smartlombardia_restricted_update", api_calls.context(), {"id": record["id"]})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the body that uses it, or the regional office, can write these fields."))
    errors: dict[str, list[str]] = {}
    data = tk.get_action("smartlombardia_restricted_show")(api_calls.context(), {"id": record["id"]})
    if tk.request.method == "POST":
        data = {field: tk.request.form.get(field, "") for field in FIELDS}
        try:
            tk.get_action("smartlombardia_restricted_update")(api_calls.context(), {"id": record["id"], **data})
        except tk.ValidationError as error:
            errors = error.error_dict
        else:
            tk.h.flash_success(tk._("Saved. Only you and the regional office see these fields."))
            return tk.redirect_to("platform.read", id=record["name"])
    return tk.render("package/restricted.html", {"pkg_dict": record, "data": data, "errors": errors})
