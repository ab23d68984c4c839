"""Lists as files, and bodies for their filter while somebody types."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, stream_with_context
from flask.typing import ResponseReturnValue

from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import claims
from ckanext.smartlombardia.registry.search_request import after_record
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import cell
from ckanext.smartlombardia.views.helpers.lists import filters_of, sl_facet_label, sl_found_bodies
from ckanext.smartlombardia.views.helpers.neighbours import sl_body

blueprint = Blueprint("smartlombardia_lists", __name__)

PAGE_SIZE = 500  # records asked for at once
PAGING = ("after", "rows")
RECORD_ID = re.compile(r"[0-9a-f-]{36}")
COLUMNS = (
    "type", "title", "body_ipa", "body", "province", "domain", "function", "status", "product", "vendor", "version",
    "protocol", "access", "licence", "address", "modified", "id", "page",
)  # fmt: skip


@blueprint.route("/records.<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """The list of the present address as a file: the same records, all of them as CSV, a page of them as JSON.

    A page of JSON has at most 500 records, or `rows`; `next` is the address of the next one, null at the end.
    """
    if suffix not in ("csv", "json"):
        return tk.abort(404, tk._("Lists are given as CSV and JSON"))
    filters, question, after = filters_of(*PAGING), tk.request.args.get("q", ""), tk.request.args.get("after", "")
    rows = _rows() if suffix == "json" else PAGE_SIZE
    if after and not RECORD_ID.fullmatch(after):
        return tk.abort(400, tk._("Write the UUID of a record."))
    try:
        first = _page(filters, question, after if suffix == "json" else "", rows)
        total = _page(filters, question, "", 0)["count"] if after else first["count"]
    except (SearchError, tk.ValidationError):
        return tk.abort(400, tk._("This list cannot be made: take out the last filter"))
    body = (
        as_csv(_all(first, filters, question)) if suffix == "csv" else as_json(first, total, _next_address(first, rows))
    )
    answer = Response(stream_with_context(body), mimetype="text/csv" if suffix == "csv" else "application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="smart-lombardia.{suffix}"'
    return answer


def _rows() -> int:
    """How many records of a page of JSON are asked for, from 1 to 500."""
    text = tk.request.args.get("rows", "")
    return min(PAGE_SIZE, max(1, int(text))) if text.isdecimal() and len(text) < 6 else PAGE_SIZE


def _page(filters: str, question: str, after: str, rows: int) -> dict[str, Any]:
    """A page of a list that is sorted by id: the records after one, so that none is missed while others go."""
    return api_calls.search(filters, q=question, rows=rows, sort="id asc", fq_list=after_record(after))


def _all(page: dict[str, Any], filters: str, question: str) -> Iterator[dict[str, Any]]:
    """Records of a page and of all that follow."""
    while page["results"]:
        yield from page["results"]
        page = (
            _page(filters, question, page["results"][-1]["id"], PAGE_SIZE)
            if page["count"] > PAGE_SIZE
            else {"results": []}
        )


def _next_address(page: dict[str, Any], rows: int) -> str | None:
    """Address of the page that follows; None after the last."""
    if page["count"] <= rows:
        return None
    parameters = [(name, value) for name, value in tk.request.args.items(multi=True) if name != "after"]
    query = urlencode([*parameters, ("after", page["results"][-1]["id"])])
    return f"{tk.url_for('smartlombardia_lists.export', suffix='json', qualified=True)}?{query}"


def row(record: dict[str, Any]) -> dict[str, str]:
    """A record as a row of a list, codes as people read them."""
    owner = (record.get("organization") or {}).get("name") or next(iter(claims.list_confirmed_bodies(record)), "")
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


def as_json(page: dict[str, Any], total: int, address: str | None) -> Iterator[str]:
    """One object: `count` of the whole list, `next`, `results` with each record of the page whole."""
    yield f'{{"count": {total}, "next": {json.dumps(address)}, "results": ['
    for number, record in enumerate(page["results"]):
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"


@blueprint.route("/records/bodies")
def bodies() -> ResponseReturnValue:
    """Bodies of the present list whose name somebody is typing, as choices of its filter."""
    choices = sl_found_bodies(tk.request.args.get("_body", ""))
    return tk.render("package/snippets/sl_choices.html", {"name": "sl_body", "choices": choices})
