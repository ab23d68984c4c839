"""New sources: an address is pasted, tried without writing anything, and added by one click; many from a table."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.formats import isolation, lists
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_trials", __name__, url_prefix="/fonti")
MAX_BYTES = 2 * 1024 * 1024
TRIAL_FIELDS = ("address", "body", "type", "config")
SOURCE_FIELDS = ("address", "type", "title", "body", "frequency", "config")


@blueprint.route("/aggiungi", methods=["GET"])
def new() -> ResponseReturnValue:
    """The page on which an address is pasted."""
    return _form({"address": tk.request.args.get("indirizzo", "")}, {})


@blueprint.route("/aggiungi", methods=["POST"])
def ask() -> ResponseReturnValue:
    """Have the address tried, with the columns of a table as somebody has said them."""
    fields = _read_fields(TRIAL_FIELDS)
    if columns := tk.request.form.getlist("column"):
        fields["config"] = json.dumps({"columns": dict(zip(columns, tk.request.form.getlist("field"), strict=False))})
    try:
        trial = tk.get_action("smartlombardia_source_try")(api_calls.context(), dict(fields))["id"]
    except tk.NotAuthorized:
        return _forbidden()
    except tk.ValidationError as error:
        return _form(fields, error.error_dict)
    return tk.redirect_to("smartlombardia_trials.trial", number=trial)


@blueprint.route("/prove/<int:number>")
def trial(number: int) -> ResponseReturnValue:
    """A trial: how far it is, and then what was found and the way to add it."""
    return _trial(number, {}, {})


@blueprint.route("/prove/<int:number>/stato")
def state(number: int) -> ResponseReturnValue:
    """How far a trial is: asked again while it runs; the page loads anew when it is done."""
    preview = _show_trial(number)
    answer = Response(tk.render("fonti/snippets/trial_state.html", {"trial": preview}))
    if preview["state"] not in ("waiting", "running"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.route("/prove/<int:number>", methods=["POST"])
def add(number: int) -> ResponseReturnValue:
    """Add the source that was tried, and have it read."""
    preview, fields = _show_trial(number), _read_fields(SOURCE_FIELDS)
    requested = preview["asked"]
    settings = (
        {"columns": {column["column"]: column["field"] for column in preview["columns"]}}
        if preview.get("columns")
        else {}
    )
    source = {**fields, "address": preview.get("address"), "type": preview.get("type"), "config": json.dumps(settings)}
    try:
        name = tk.get_action("smartlombardia_source_add")(api_calls.context(), {**source, "body": requested["body"]})[
            "name"
        ]
    except tk.NotAuthorized:
        return _forbidden()
    except tk.ValidationError as error:
        return _trial(number, fields, error.error_dict)
    tk.h.flash_success(tk._("The source is there and will be read now: this page shows how far it is."))
    return tk.redirect_to("smartlombardia_harvests.report", name=name)


@blueprint.route("/elenco", methods=["GET", "POST"])
def table() -> ResponseReturnValue:
    """Many sources from a table: first what would be made, then made."""
    if not visibility.is_office(tk.g.userobj, *visibility.EDITORS):
        return _forbidden()
    text = tk.request.form.get("table", "")
    file = tk.request.files.get("file")
    content = file.read(MAX_BYTES + 1) if file and file.filename else text.encode()
    values: dict[str, Any] = {"again": "", "rows": [], "wrong": "", "done": False}
    if tk.request.method == "POST":
        try:
            if not content.strip() or len(content) > MAX_BYTES:
                raise NotReadable(tk._("Choose a file, of 2 MB at the most."), "")
            rows = isolation.run(lambda: lists.read(content))
            dry_run = "make" not in tk.request.form
            result = tk.get_action("smartlombardia_sources_import")(
                api_calls.context(), {"rows": rows, "dry_run": dry_run}
            )
            values |= {"rows": result["rows"], "done": not dry_run, "again": json.dumps(rows, ensure_ascii=False)}
        except NotReadable as error:
            values["wrong"] = f"{error.why} {error.remedy}".strip()
    return tk.render("fonti/table.html", values)


def _form(fields: dict[str, str], errors: dict[str, Any]) -> ResponseReturnValue:
    office = visibility.is_office(tk.g.userobj, *visibility.EDITORS)
    codes = [config.office()] if office else sorted(visibility.bodies_of(tk.g.userobj, *visibility.EDITORS))
    bodies = [body for body in map(vocabularies.body, codes) if body]
    if not bodies:
        return _forbidden()
    types = vocabularies.concepts("source_types")
    return tk.render(
        "fonti/new.html", {"said": fields, "errors": errors, "bodies": bodies, "office": office, "types": types}
    )


def _trial(number: int, fields: dict[str, str], errors: dict[str, Any]) -> ResponseReturnValue:
    preview = _show_trial(number)
    return tk.render("fonti/trial.html", {"trial": preview, "said": fields, "errors": errors})


def _show_trial(number: int) -> dict[str, Any]:
    try:
        return tk.get_action("smartlombardia_trial_show")(api_calls.context(), {"id": number})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such trial, or it is not yours. They are kept for a week."))


def _forbidden() -> Any:
    return tk.abort(403, tk._("Only editors of a body, or of the regional office, can add sources."))


def _read_fields(names: tuple[str, ...]) -> dict[str, str]:
    fields = {name: tk.request.form.get(name, "").strip() for name in names}
    if "owner_org" in tk.request.form:  # what the choice of a body by its name gives
        fields["body"] = tk.request.form["owner_org"]
    return fields
