"""Lists as files, and bodies for their filter while somebody types."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, stream_with_context
from flask.typing import ResponseReturnValue

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.views import asking
from ckanext.smartlombardia.views.cells import cell
from ckanext.smartlombardia.views.helpers.lists import filters_of, sl_facet_label, sl_found_bodies
from ckanext.smartlombardia.views.helpers.neighbours import sl_body

blueprint = Blueprint("smartlombardia_lists", __name__)

PAGE = 500  # records asked for at once
COLUMNS = (
    "type", "title", "body_ipa", "body", "province", "domain", "function", "status", "product", "vendor", "version",
    "protocol", "access", "licence", "address", "modified", "id", "page",
)  # fmt: skip


@blueprint.route("/records.<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """The list of the present address as a file: the same records, the same number of them, all pages."""
    if suffix not in ("csv", "json"):
        return tk.abort(404, tk._("Lists are given as CSV and JSON"))
    filters, question = filters_of(), tk.request.args.get("q", "")
    try:
        first = asking.search(filters, q=question, rows=PAGE, sort="id asc")
    except (SearchError, tk.ValidationError):
        return tk.abort(400, tk._("This list cannot be made: take out the last filter"))
    records = _all(first, filters, question)
    body = as_csv(records) if suffix == "csv" else as_json(first["count"], records)
    answer = Response(stream_with_context(body), mimetype="text/csv" if suffix == "csv" else "application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="smart-lombardia.{suffix}"'
    return answer


def _all(first: dict[str, Any], filters: str, question: str) -> Iterator[dict[str, Any]]:
    yield from first["results"]
    for start in range(PAGE, first["count"], PAGE):
        yield from asking.search(filters, q=question, rows=PAGE, start=start, sort="id asc")["results"]


def row(record: dict[str, Any]) -> dict[str, str]:
    """A record as a row of a list, codes as people read them."""
    owner = (record.get("organization") or {}).get("name") or record.get("releasing_body") or ""
    body = sl_body(owner)
    functions = record.get("functions") or filter(None, [record.get("function")])
    status = record.get("status") or record.get("lifecycle") or record.get("development_status") or ""
    return {
        "type": record["type"],
        "title": record["title"],
        "body_ipa": owner,
        "body": body.official_name if body else "",
        "province": (body.province or "") if body else "",
        "domain": record.get("domain", ""),
        "function": " | ".join(sl_facet_label("sl_function", code) for code in functions),
        "status": sl_facet_label("sl_status", status),
        "product": record.get("product_name", ""),
        "vendor": record.get("vendor_name", ""),
        "version": record.get("version") or "",
        "protocol": sl_facet_label("sl_protocol", record.get("protocol", "")),
        "access": sl_facet_label("sl_access", record.get("access", "")),
        "licence": sl_facet_label("sl_licence", record.get("licence") or record.get("license_id") or ""),
        "address": record.get("endpoint_url") or record.get("repository") or record.get("url") or "",
        "modified": record["metadata_modified"][:10],
        "id": record["id"],
        "page": tk.url_for(f"{record['type']}.read", id=record["name"], qualified=True),
    }


def as_csv(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Lines of a CSV that spreadsheets open as it is: with a mark for UTF-8, no cell that is taken for a formula."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS)
    yield "\ufeff"
    writer.writeheader()
    for record in records:
        writer.writerow({name: cell(value) for name, value in row(record).items()})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def as_json(count: int, records: Iterator[dict[str, Any]]) -> Iterator[str]:
    """One object with `count` and `results`, each record whole."""
    yield f'{{"count": {count}, "results": ['
    for number, record in enumerate(records):
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"


@blueprint.route("/records/bodies")
def bodies() -> ResponseReturnValue:
    """Bodies of the present list whose name somebody is typing, as choices of its filter."""
    found = sl_found_bodies(tk.request.args.get("_body", ""))
    return tk.render("package/snippets/sl_choices.html", {"name": "sl_body", "choices": found})
