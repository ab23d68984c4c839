"""Interoperability: the matrix, functions, findings, rules and the tables that the audit stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import all_rules, on_groups
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import file
from ckanext.smartlombardia.vocabularies import office

blueprint = Blueprint("smartlombardia_interop", __name__, url_prefix="/interoperabilita")

PAGE_SIZE = 25
MAX_ROWS = 2000
CELL = ("state", "possible", "lo", "hi", "coverage", "systems", "known", "gaps")
MATRIX = ("rows", "province", "size", "order")
FINDINGS = ("label", "severity", "domain", "function", "rule", "province", "handling", "observed", "body", "subject")
SCHEMES = {"label": "interop_labels", "severity": "interop_severities", "domain": "domains", "function": "functions",
           "province": "provinces"}  # fmt: skip
TABLES = ("needs", "admitted", "compatibility", "exchange_reaches", "eservice_jobs")

Row = Mapping[str, Any]


def _ask(action: str, **data: Any) -> Any:
    return tk.get_action(f"smartlombardia_{action}")(api_calls.context(), data)


def _read_filters(names: Iterable[str]) -> dict[str, str]:
    """What the address narrows the page to."""
    return {name: value for name in names if (value := tk.request.args.get(name, "").strip())}


def _page() -> int:
    number = tk.request.args.get("page", "1")
    return max(1, int(number)) if number.isdigit() and len(number) < 7 else 1


@blueprint.route("")
def index() -> ResponseReturnValue:
    """The matrix, and the functions in which systems do not talk to each other."""
    filters, page = _read_filters(MATRIX), _page()
    matrix = _ask("matrix", **filters, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    gaps = _ask("finding_list", limit=MAX_ROWS, **({"province": filters["province"]} if "province" in filters else {}))
    return tk.render(
        "interop/index.html",
        {
            "asked": filters,
            "matrix": matrix,
            "gaps": [finding for finding in gaps["results"] if finding["rule"] in on_groups()],
            "findings": gaps["count"],
            "judged": _ask("function_list"),
            "page": page,
            "pages": ceil(matrix["count"] / PAGE_SIZE),
            "downloads": _downloads("matrix_file", filters),
        },
    )


@blueprint.route("/matrice.<suffix>")
def matrix_file(suffix: str) -> ResponseReturnValue:
    """The matrix as a file: all its rows, not only the page."""
    matrix = _ask("matrix", **_read_filters(MATRIX), limit=MAX_ROWS)
    return file("matrice", suffix, matrix, (_matrix_row(row, matrix["domains"]) for row in matrix["rows"]))


def _matrix_row(entry: Row, domains: Iterable[str]) -> dict[str, Any]:
    row = {name: entry[name] for name in ("key", "name", "province", "population")}
    for domain in domains:
        cell = entry["cells"][domain]
        row |= {f"{domain}_{name}": cell[name] for name in CELL}
    return {**row, **entry["national"]}


@blueprint.route("/rilievi")
def findings() -> ResponseReturnValue:
    """The list of findings that the reader may see."""
    filters, page = _read_filters(FINDINGS), _page()
    result = _ask("finding_list", **filters, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    return tk.render(
        "interop/findings.html",
        {
            "asked": filters,
            "found": result,
            "rules": [(rule.id, f"{rule.id} {rule.title[api_calls.language()]}") for rule in all_rules().values()],
            "filters": [_filter(name, filters) for name in FINDINGS if name in filters],
            "page": page,
            "pages": ceil(result["count"] / PAGE_SIZE),
            "downloads": _downloads("findings_file", filters),
        },
    )


def _filter(name: str, filters: Mapping[str, str]) -> dict[str, str]:
    """A filter that is on: what it is, what it says, the address without it."""
    value = filters[name]
    label = v.label(SCHEMES[name], value, api_calls.language()) if name in SCHEMES else value
    if name == "body" and (body := v.body(value)):
        label = body.official_name or body.name
    rest = {other: text for other, text in filters.items() if other != name}
    return {"title": name, "label": label, "url": tk.url_for("smartlombardia_interop.findings", **rest)}


@blueprint.route("/rilievi.<suffix>")
def findings_file(suffix: str) -> ResponseReturnValue:
    """The findings as a file: all of them, not only the page."""
    result = _ask("finding_list", **_read_filters(FINDINGS), limit=MAX_ROWS)
    return file("rilievi", suffix, result, map(_finding_row, result["results"]))


def _finding_row(finding: Row) -> dict[str, Any]:
    lang = api_calls.language()
    columns = ("id", "rule", "label", "severity", "function", "domain", "observed", "handling", "first_seen", "public")
    return {
        **{name: finding[name] for name in columns},
        "title": finding["title"][lang],
        "says": finding["says"][lang],
        "remedy": finding["remedy"][lang],
        "legal_source": finding["legal_source"],
        "bodies": " ".join(finding["bodies"]),
        "page": tk.url_for("smartlombardia_interop.finding", number=finding["id"], qualified=True),
    }


@blueprint.route("/rilievi/<int:number>", endpoint="finding")
def show_finding(number: int) -> ResponseReturnValue:
    """One finding with all its evidence."""
    return _finding(number, {}, {})


def _finding(number: int, data: Mapping[str, str], errors: Mapping[str, list[str]]) -> ResponseReturnValue:
    try:
        details = _ask("finding_show", id=number)
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("There is no such finding, or you may not see it."))
    return tk.render("interop/finding.html", {"finding": details, "data": data, "errors": errors})


@blueprint.route("/rilievi/<int:number>", methods=["POST"])
def handle(number: int) -> ResponseReturnValue:
    """What its body or the office says of a finding."""
    data = {name: tk.request.form.get(name, "") for name in ("verdict", "reason", "type", "until")}
    try:
        _ask("finding_decide", id=number, **data)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(403, tk._("Only the body that it is about, or the regional office, can answer."))
    except tk.ValidationError as error:
        return _finding(number, data, error.error_dict)
    tk.h.flash_success(tk._("Thank you: the answer is kept with the finding."))
    return tk.redirect_to("smartlombardia_interop.finding", number=number)


@blueprint.route("/regole")
def rules() -> ResponseReturnValue:
    """The rules as they are published, family by family."""
    families: dict[str, list[Any]] = {}
    for rule in all_rules().values():
        families.setdefault(rule.id.partition("-")[0], []).append(rule)
    return tk.render("interop/rules.html", {"families": families, "table": v.table("interop_rules")})


@blueprint.route("/tabelle")
def tables() -> ResponseReturnValue:
    """The tables that the audit stands on: needs of exchange, admitted standards, compatibility."""
    tables = dict.fromkeys((*TABLES, *office.editable_tables()))
    listing = [
        {"about": v.table(name), "rows": v.rows(name), "kept": name in office.editable_tables()} for name in tables
    ]
    return tk.render("interop/tables.html", {"tables": listing})


@blueprint.route("/scheda/<name>")
def as_of(name: str) -> ResponseReturnValue:
    """The audit of one record on a day of the past, as it was recorded or judged again."""
    day = tk.request.args.get("day", "") or date.today().isoformat()
    again = bool(tk.request.args.get("again"))
    try:
        package = tk.get_action("package_show")(api_calls.context(), {"id": name})
        past = _ask("record_judged_on", id=name, day=day, again=again)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such record"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the body and the regional office may have it judged again."))
    except tk.ValidationError:
        return tk.abort(400, tk._("Write a day as 2026-11-27"))
    insider = tk.h.check_access("smartlombardia_restricted_show", {"id": package["id"]})
    return tk.render("interop/as_of.html", {"pkg": package, "past": past, "may_again": insider})


@blueprint.route("/<function>")
def function(function: str) -> ResponseReturnValue:
    """One function in the region."""
    try:
        return tk.render("interop/function.html", {"shown": _ask("function_show", function=function)})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such function"))


def _downloads(endpoint: str, filters: Mapping[str, str]) -> dict[str, str]:
    return {
        suffix: tk.url_for(f"smartlombardia_interop.{endpoint}", suffix=suffix, **filters) for suffix in ("csv", "json")
    }
