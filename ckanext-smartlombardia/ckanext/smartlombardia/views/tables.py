"""Tables that the office keeps: see them, take them away as a file, change them by one, take a change back."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.formats import isolation, sheets
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import file

blueprint = Blueprint("smartlombardia_tables", __name__, url_prefix="/interoperabilita/tabelle")
MAX_BYTES = 2 * 1024 * 1024
FORM_FIELDS = ("source", "date", "reason", "whole")


@blueprint.route("/<name>", methods=["GET"])
def table(name: str) -> ResponseReturnValue:
    """A table with the source and the date of each row, and, for the office, the way to change it."""
    return _page(name, {"date": date.today().isoformat()})


@blueprint.route("/<name>.csv")
def table_file(name: str) -> ResponseReturnValue:
    """The table as a spreadsheet opens it; the same file, changed, is what one sends back."""
    content = _show_table(name)
    rows = ({**row["values"], "source": row["source"], "date": row["date"]} for row in content["rows"])
    return file(name, "csv", content, rows)


@blueprint.route("/<name>", methods=["POST"])
def change(name: str) -> ResponseReturnValue:
    """First what the file would change, then the change."""
    fields: dict[str, Any] = {field: tk.request.form.get(field, "").strip() for field in FORM_FIELDS}
    sent = tk.request.files.get("file")
    content = sent.read(MAX_BYTES + 1) if sent and sent.filename else tk.request.form.get("rows", "").encode()
    fields["rows"] = content.decode("utf-8", "replace") if not (sent and sent.filename) else ""
    try:
        if not content.strip() or len(content) > MAX_BYTES:
            raise NotReadable(tk._("Choose a file, of 2 MB at the most."), "")
        rows = _rows(isolation.run(lambda: sheets.read(content)))
        fields["rows"] = _csv(rows)
        make = "make" in tk.request.form
        provenance = {name: value for name, value in fields.items() if value and name != "rows"}
        data = {"name": name, "rows": rows, **provenance, "dry_run": not make}
        tried = tk.get_action("smartlombardia_table_change")(api_calls.context(), data)
    except NotReadable as error:
        return _page(name, fields, errors={"file": [f"{error.why} {error.remedy}".strip()]})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office changes these tables."))
    except tk.ValidationError as error:
        return _page(name, fields, errors=error.error_dict)
    if make:
        tk.h.flash_success(tk._("The table is changed. What it judges will be judged again within a few minutes."))
        return tk.redirect_to("smartlombardia_tables.table", name=name)
    return _page(name, fields, tried)


@blueprint.route("/annulla/<int:number>", methods=["POST"])
def undo(number: int) -> ResponseReturnValue:
    """Take a change back."""
    try:
        name = tk.get_action("smartlombardia_table_undo")(api_calls.context(), {"id": number})["name"]
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office changes these tables."))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    tk.h.flash_success(tk._("The change is taken back. It stays in the history."))
    return tk.redirect_to("smartlombardia_tables.table", name=name)


def _page(
    name: str, fields: dict[str, Any], tried: dict[str, Any] | None = None, errors: dict[str, Any] | None = None
) -> ResponseReturnValue:
    may = tk.h.check_access("smartlombardia_table_change", {"name": name})
    values = {"shown": _show_table(name), "said": fields, "tried": tried, "errors": errors or {}, "may": may}
    return tk.render("interop/table.html", values)


def _show_table(name: str) -> dict[str, Any]:
    try:
        return tk.get_action("smartlombardia_table_show")(api_calls.context(), {"name": name})
    except tk.ValidationError:
        return tk.abort(404, tk._("The office does not keep such a table"))


def _rows(cells: list[list[str]]) -> list[dict[str, str]]:
    """Rows by the names of the first one. The mark before a text that looks like a formula is taken off again."""
    header, *rest = cells
    names = [name.strip().lower() for name in header]
    plain = ([cell.removeprefix("'").strip() for cell in row] for row in rest if any(row))
    return [dict(zip(names, row, strict=False)) for row in plain]


def _csv(rows: list[dict[str, str]]) -> str:
    """The rows as they are sent again once somebody has looked at what they change."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
