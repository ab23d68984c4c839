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

ROWS = 25
EVERY = 2000
CELL = ("state", "possible", "lo", "hi", "coverage", "systems", "known", "gaps")
MATRIX = ("rows", "province", "size", "order")
FINDINGS = ("label", "severity", "domain", "function", "rule", "province", "handling", "observed", "body", "subject")
SCHEMES = {"label": "interop_labels", "severity": "interop_severities", "domain": "domains", "function": "functions",
           "province": "provinces"}  # fmt: skip
TABLES = ("needs", "admitted", "compatibility", "exchange_reaches", "eservice_jobs")

Row = Mapping[str, Any]


def _ask(action: str, **data: Any) -> Any:
    return tk.get_action(f"smartlombardia_{action}")(api_calls.context(), data)


def _asked(names: Iterable[str]) -> dict[str, str]:
    """What the address narrows the page to."""
    return {name: value for name in names if (value := tk.request.args.get(name, "").strip())}


def _page() -> int:
    number = tk.request.args.get("page", "1")
    return max(1, int(number)) if number.isdigit() and len(number) < 7 else 1


@blueprint.route("")
def index() -> ResponseReturnValue:
    """The matrix, and the functions in which systems do not talk to each other."""
    asked, page = _asked(MATRIX), _page()
    found = _ask("matrix", **asked, limit=ROWS, offset=ROWS * (page - 1))
    gaps = _ask("finding_list", limit=EVERY, **({"province": asked["province"]} if "province" in asked else {}))
    return tk.render(
        "interop/index.html",
        {
            "asked": asked,
            "matrix": found,
            "gaps": [one for one in gaps["results"] if one["rule"] in on_groups()],
            "findings": gaps["count"],
            "judged": _ask("function_list"),
            "page": page,
            "pages": ceil(found["count"] / ROWS),
            "downloads": _downloads("matrix_file", asked),
        },
    )


@blueprint.route("/matrice.<suffix>")
def matrix_file(suffix: str) -> ResponseReturnValue:
    """The matrix as a file: all its rows, not only the page."""
    found = _ask("matrix", **_asked(MATRIX), limit=EVERY)
    return file("matrice", suffix, found, (_matrix_row(one, found["domains"]) for one in found["rows"]))


def _matrix_row(one: Row, domains: Iterable[str]) -> dict[str, Any]:
    row = {name: one[name] for name in ("key", "name", "province", "population")}
    for domain in domains:
        cell = one["cells"][domain]
        row |= {f"{domain}_{name}": cell[name] for name in CELL}
    return {**row, **one["national"]}


@blueprint.route("/rilievi")
def findings() -> ResponseReturnValue:
    """The list of findings that the reader may see."""
    asked, page = _asked(FINDINGS), _page()
    found = _ask("finding_list", **asked, limit=ROWS, offset=ROWS * (page - 1))
    return tk.render(
        "interop/findings.html",
        {
            "asked": asked,
            "found": found,
            "rules": [(rule.id, f"{rule.id} {rule.title[api_calls.language()]}") for rule in all_rules().values()],
            "filters": [_filter(name, asked) for name in FINDINGS if name in asked],
            "page": page,
            "pages": ceil(found["count"] / ROWS),
            "downloads": _downloads("findings_file", asked),
        },
    )


def _filter(name: str, asked: Mapping[str, str]) -> dict[str, str]:
    """A filter that is on: what it is, what it says, the address without it."""
    value = asked[name]
    label = v.label(SCHEMES[name], value, api_calls.language()) if name in SCHEMES else value
    if name == "body" and (body := v.body(value)):
        label = body.official_name or body.name
    rest = {other: said for other, said in asked.items() if other != name}
    return {"title": name, "label": label, "url": tk.url_for("smartlombardia_interop.findings", **rest)}


@blueprint.route("/rilievi.<suffix>")
def findings_file(suffix: str) -> ResponseReturnValue:
    """The findings as a file: all of them, not only the page."""
    found = _ask("finding_list", **_asked(FINDINGS), limit=EVERY)
    return file("rilievi", suffix, found, map(_finding_row, found["results"]))


def _finding_row(one: Row) -> dict[str, Any]:
    lang = api_calls.language()
    kept = ("id", "rule", "label", "severity", "function", "domain", "observed", "handling", "first_seen", "public")
    return {
        **{name: one[name] for name in kept},
        "title": one["title"][lang],
        "says": one["says"][lang],
        "remedy": one["remedy"][lang],
        "legal_source": one["legal_source"],
        "bodies": " ".join(one["bodies"]),
        "page": tk.url_for("smartlombardia_interop.finding", number=one["id"], qualified=True),
    }


@blueprint.route("/rilievi/<int:number>")
def finding(number: int) -> ResponseReturnValue:
    """One finding with all its evidence."""
    return _finding(number, {}, {})


def _finding(number: int, data: Mapping[str, str], errors: Mapping[str, list[str]]) -> ResponseReturnValue:
    try:
        shown = _ask("finding_show", id=number)
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("There is no such finding, or you may not see it."))
    return tk.render("interop/finding.html", {"finding": shown, "data": data, "errors": errors})


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
    shown = [
        {"about": v.table(name), "rows": v.rows(name), "kept": name in office.editable_tables()} for name in tables
    ]
    return tk.render("interop/tables.html", {"tables": shown})


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


def _downloads(endpoint: str, asked: Mapping[str, str]) -> dict[str, str]:
    return {
        suffix: tk.url_for(f"smartlombardia_interop.{endpoint}", suffix=suffix, **asked) for suffix in ("csv", "json")
    }
