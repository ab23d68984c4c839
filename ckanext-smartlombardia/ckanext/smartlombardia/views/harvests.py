"""Sources and their reports: what came in, what did not, what to do about it."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import cell, file

blueprint = Blueprint("smartlombardia_harvests", __name__, url_prefix="/fonti")
MAX_LINKED_RECORDS = 20  # records that a report links to


@blueprint.before_app_request
def check_source() -> ResponseReturnValue | None:
    """Refuse a page of ckanext-harvest on a record that is no source: it takes any record for one."""
    name = (tk.request.view_args or {}).get("source")
    if not name or not (tk.request.endpoint or "").startswith("harvester."):
        return None
    package = core.Package.get(name)
    if package is None or package.type != visibility.SOURCE:
        return tk.abort(404, tk._("There is no such source, or you may not see it."))
    return None


@blueprint.route("")
def sources() -> ResponseReturnValue:
    """The list of sources, for each what the reader may know of it."""
    listing = tk.get_action("smartlombardia_source_list")(api_calls.context(), {})
    return tk.render("fonti/list.html", {"sources": listing})


@blueprint.route("/<name>")
def report(name: str) -> ResponseReturnValue:
    """A source with the report of its last run."""
    source = _source(name)
    last = next((run for run in source["runs"] if run["state"] != "running"), None)
    values = {"source": source, "last": last, "came": _records(last), "may_run": _may_run(name)}
    return tk.render("fonti/source.html", values)


@blueprint.route("/<name>/stato")
def state(name: str) -> ResponseReturnValue:
    """How far the source is: asked again while it waits or runs; the page loads anew when it is done."""
    source = _source(name)
    answer = Response(tk.render("fonti/snippets/state.html", {"source": source, "may_run": _may_run(name)}))
    if not _is_busy(source):
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.route("/<name>/aggiorna", methods=["POST"])
def ask(name: str) -> ResponseReturnValue:
    """Read the source again as soon as a worker is free."""
    try:
        is_queued = tk.get_action("smartlombardia_harvest_ask")(api_calls.context(), {"source": name})["asked"]
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such source, or you may not see it."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of its body, or of the regional office, can have this source read."))
    if is_queued:
        tk.h.flash_success(tk._("The source will be read now: this page shows how far it is."))
    else:
        tk.h.flash_notice(tk._("The source is already being read, or waits for its turn."))
    return tk.redirect_to("smartlombardia_harvests.report", name=name)


@blueprint.route("/<name>/archivia", methods=["POST"])
def archive(name: str) -> ResponseReturnValue:
    """What the last reading did not find is gone."""
    try:
        done = tk.get_action("smartlombardia_harvest_archive")(api_calls.context(), {"source": name})["archived"]
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such source, or you may not see it."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of its body, or of the regional office, can archive its records."))
    message = tk.ungettext("{n} record archived", "{n} records archived", done)
    tk.h.flash_success(message.format(n=tk.h.localised_number(done)))
    return tk.redirect_to("smartlombardia_harvests.report", name=name)


@blueprint.route("/<name>/rifiutati.csv")
def refused(name: str) -> ResponseReturnValue:
    """What the last run could not take, one case a row."""
    last = next((run for run in _source(name)["runs"] if run["state"] != "running"), None)
    report = last["report"] if last else {}
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([tk._("Where"), tk._("Why"), tk._("What to do")])
    for group in [*report.get("faults", ()), *report.get("refused", ())]:
        for case in group.get("cases", ()):
            writer.writerow([cell(case[part]) for part in ("where", "why", "remedy")])
    answer = Response("\ufeff" + buffer.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@blueprint.route("/<name>/riparati.<suffix>")
def mended(name: str, suffix: str) -> ResponseReturnValue:
    """What was mended on the records of a source, what stood there beside what stands there now."""
    try:
        rows = tk.get_action("smartlombardia_source_repairs")(api_calls.context(), {"source": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such source, or you may not see it."))
    return file(f"{name}-riparati", suffix, rows, rows)


def _source(name: str) -> dict[str, Any]:
    """The source with its runs, or the page that says why not."""
    try:
        return tk.get_action("smartlombardia_source_report")(api_calls.context(), {"source": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such source, or you may not see it."))


def _may_run(name: str) -> bool:
    try:
        return bool(tk.check_access("smartlombardia_harvest_ask", api_calls.context(), {"source": name}))
    except tk.NotAuthorized:
        return False


def _is_busy(source: dict[str, Any]) -> bool:
    return source["waiting"] or bool(source["runs"] and source["runs"][0]["state"] == "running")


def _records(run: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Some of the records that came in or changed, as far as the reader may see them."""
    record_ids = run["report"].get("written", ())[:MAX_LINKED_RECORDS] if run else ()
    if not record_ids:
        return []
    return api_calls.search(f"+id:({' OR '.join(record_ids)})", rows=MAX_LINKED_RECORDS)["results"]
