"""The queue of cases, one case with its evidence, and the decisions on it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.matching.schema import RELATIONS
from ckanext.smartlombardia.model import Alias
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import cell
from ckanext.smartlombardia.views.helpers.cases import sl_chances

blueprint = Blueprint("smartlombardia_cases", __name__, url_prefix="/doppioni")

PAGE_SIZE = 20
MAX_CASES = 200  # cases asked for at once for a file
FILTERS = ("relation", "state", "body", "province", "function", "vendor", "band", "random", "assigned_to", "order")
COLUMNS = (
    "id",
    "relation",
    "title",
    "municipalities",
    "chances",
    "impact",
    "yearly_cost",
    "state",
    "left",
    "right",
    "evidence",
    "page",
)


@blueprint.route("")
def index() -> ResponseReturnValue:
    """Cases that wait, by relation; a visitor sees how many there are and which products are confirmed."""
    filters = _read_filters()
    filters.setdefault("relation", RELATIONS[0])
    page = _page()
    queue = _cases(**filters, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    shared = tk.get_action("smartlombardia_product_list")(api_calls.context(), {"limit": 8})
    values = {"found": queue, "asked": filters, "page": page, "per_page": PAGE_SIZE, "saved": _saved(), **shared}
    return tk.render("cases/index.html", values)


@blueprint.route("/viste", methods=["POST"])
def keep_view() -> ResponseReturnValue:
    """Keep the queue as it is narrowed now under a name, or delete the view of a name."""
    form = tk.request.form
    filters = {name: form[name] for name in FILTERS if form.get(name)}
    verb = "delete" if form.get("forget") else "save"
    try:
        data = {"name": form.get("name", "")} if verb == "delete" else {**filters, "name": form.get("name", "")}
        tk.get_action(f"smartlombardia_case_view_{verb}")(api_calls.context(), data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Sign in to keep views of the queue."))
    except (tk.ValidationError, tk.ObjectNotFound) as problem:
        tk.h.flash_error(_message(problem))
    return tk.redirect_to("smartlombardia_cases.index", **filters)


@blueprint.route("/prodotti")
def products() -> ResponseReturnValue:
    """Products that many towns use, and functions for which the region has many products."""
    filters = {name: tk.request.args[name] for name in ("province", "function") if tk.request.args.get(name)}
    result = tk.get_action("smartlombardia_product_list")(api_calls.context(), {**filters, "limit": MAX_CASES})
    return tk.render("cases/products.html", {**result, "asked": filters})


@blueprint.route("/decisioni")
def decisions() -> ResponseReturnValue:
    """What was decided, by whom, when and why, across cases."""
    page = _page()
    filters = {name: tk.request.args[name] for name in ("by", "verdict") if tk.request.args.get(name)}
    try:
        result = tk.get_action("smartlombardia_decision_list")(
            api_calls.context(), {**filters, "limit": PAGE_SIZE, "offset": PAGE_SIZE * (page - 1)}
        )
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office sees who decided what."))
    except tk.ValidationError:
        return tk.abort(400, tk._("This list cannot be made: take out the last filter"))
    return tk.render("cases/decisions.html", {**result, "asked": filters, "page": page, "per_page": PAGE_SIZE})


@blueprint.route("/casi.<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """The queue of the present address as a file: the same cases in the same order."""
    if suffix not in ("csv", "json"):
        return tk.abort(404, tk._("Lists are given as CSV and JSON"))
    cases = list(_all_cases(_read_filters()))
    text = json.dumps(cases, ensure_ascii=False, indent=1) if suffix == "json" else _csv(cases)
    answer = Response(text, mimetype="text/csv" if suffix == "csv" else "application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="casi.{suffix}"'
    return answer


@blueprint.route("/<int:number>")
def read(number: int) -> ResponseReturnValue:
    """One case: side by side, why we think so, what each verdict does."""
    case = _case(number)
    queue = _cases(relation=case["relation"], limit=MAX_CASES)
    ids = [queued["id"] for queued in queue["cases"]]
    place = ids.index(number) if number in ids else None
    after = next((other for other in ids[(place or 0) + 1 :] + ids[: place or 0] if other != number), None)
    values = {"case": case, "queue": queue, "place": place, "after": after, "mine": _own_bodies(case)}
    return tk.render("cases/read.html", values)


@blueprint.route("/<int:number>", methods=["POST"])
def decide(number: int) -> ResponseReturnValue:
    """A verdict on a case; then the next one."""
    form = tk.request.form
    verdict = form.get("verdict", "")
    try:
        data = {
            "id": number,
            "verdict": verdict,
            "reason": form.get(f"reason-{verdict}", ""),
            **_kept_of(form, verdict),
        }
        tk.get_action("smartlombardia_case_decide")(api_calls.context(), data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office decides cases."))
    except tk.ValidationError as error:
        tk.h.flash_error(_message(error))
        return tk.redirect_to("smartlombardia_cases.read", number=number)
    tk.h.flash_success(tk._("Done. You can undo it for 30 days with the key Z."))
    after = form.get("after", "")
    if after.isdigit():
        return tk.redirect_to("smartlombardia_cases.read", number=int(after))
    return tk.redirect_to("smartlombardia_cases.index")


@blueprint.route("/annulla", methods=["POST"])
def undo() -> ResponseReturnValue:
    """Undo a decision: the named one, or one's last."""
    number = tk.request.form.get("decision", "")
    try:
        undone = tk.get_action("smartlombardia_decision_undo")(api_calls.context(), {"id": number} if number else {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office decides cases."))
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.h.flash_error(tk._("There is no decision of yours that can be undone."))
        return tk.redirect_to("smartlombardia_cases.index")
    tk.h.flash_success(tk._("Undone: everything stands as before."))
    return tk.redirect_to("smartlombardia_cases.read", number=undone["case"])


@blueprint.route("/<int:number>/risposta", methods=["POST"])
def answer(number: int) -> ResponseReturnValue:
    """What a body says where the office asked."""
    data = {name: tk.request.form.get(name, "") for name in ("body", "answer")}
    try:
        tk.get_action("smartlombardia_case_answer")(api_calls.context(), {"id": number, **data})
    except (tk.NotAuthorized, tk.ValidationError):
        return tk.abort(403, tk._("Only a body that the case is about can answer."))
    tk.h.flash_success(tk._("Thank you: the regional office sees your answer."))
    return tk.redirect_to("smartlombardia_cases.read", number=number)


@blueprint.route("/<int:number>/assegna", methods=["POST"])
def assign(number: int) -> ResponseReturnValue:
    """Take a case, or leave it to the others."""
    user = tk.g.userobj.name if tk.request.form.get("mine") and tk.g.userobj else ""
    try:
        tk.get_action("smartlombardia_case_assign")(api_calls.context(), {"id": number, "user": user})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the regional office decides cases."))
    return tk.redirect_to("smartlombardia_cases.read", number=number)


@blueprint.route("/simili")
def similar() -> ResponseReturnValue:
    """Products that a clerk may mean while typing the name of a platform, as a piece of the form."""
    owner, name = tk.request.args.get("owner_org", ""), tk.request.args.get("title", "")
    organization = core.Group.get(owner) if owner else None
    data = {"name": name, "body": organization.name if organization else ""}
    products = tk.get_action("smartlombardia_similar")(api_calls.context(), data)
    return tk.render("cases/snippets/similar.html", {"found": products})


@blueprint.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """The page of a record that was merged leads to the one it became, under any name that it had."""
    kind, _, verb = (tk.request.endpoint or "").partition(".")
    if kind not in KINDS or verb != "read":
        return None
    package, name = core.Package, (tk.request.view_args or {}).get("id")
    old = sa.select(package.id).where(package.state == "deleted", sa.or_(package.name == name, package.id == name))
    query = (
        sa.select(package.name).join(Alias, Alias.new == package.id).where(Alias.old.in_(old), Alias.until.is_(None))
    )
    new = core.Session.scalar(query)
    readable = new and tk.h.check_access("package_show", {"id": new})
    return tk.redirect_to(f"{kind}.read", id=new) if readable else None


def _page() -> int:
    page = tk.request.args.get("page", "")
    return max(1, int(page)) if page.isdecimal() else 1


def _case(number: int) -> dict[str, Any]:
    try:
        return tk.get_action("smartlombardia_case_show")(api_calls.context(), {"id": number})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such case, or you may not see it."))


def _read_filters() -> dict[str, Any]:
    return {name: tk.request.args[name] for name in FILTERS if tk.request.args.get(name)}


def _cases(**asked: Any) -> dict[str, Any]:
    try:
        return tk.get_action("smartlombardia_case_list")(api_calls.context(), asked)
    except tk.ValidationError:
        return tk.abort(400, tk._("This list cannot be made: take out the last filter"))


def _all_cases(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    start, count = 0, 1
    while start < count:
        batch = _cases(**filters, limit=MAX_CASES, offset=start)
        yield from batch["cases"]
        start, count = start + MAX_CASES, batch["count"]


def _csv(cases: list[dict[str, Any]]) -> str:
    """Lines that spreadsheets open as they are: with a mark for UTF-8, no cell that is taken for a formula."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    for case in cases:
        sides = [side["title"] for side in case["sides"]]
        row = {
            "id": case["id"],
            "relation": case["relation"],
            "title": case["title"],
            "municipalities": case["bodies"],
            "chances": sl_chances(case["probability"]),
            "impact": case["impact"],
            "yearly_cost": "" if case["yearly_cost"] is None else case["yearly_cost"],
            "state": case["state"],
            "left": sides[0] if sides else "",
            "right": " | ".join(sides[1:]),
            "evidence": " ".join(reason["text"].get(api_calls.language(), "") for reason in case["evidence"]),
            "page": tk.url_for("smartlombardia_cases.read", number=case["id"], qualified=True),
        }
        writer.writerow({name: cell(value) for name, value in row.items()})
    return buffer.getvalue()


def _kept_of(form: Mapping[str, str], verdict: str) -> dict[str, Any]:
    """Of one record twice: the record that stays, and whose value each field has, as the form says it."""
    if verdict != "same":
        return {}
    fields = {name.removeprefix("field-"): value for name, value in form.items() if name.startswith("field-")}
    return {"survivor": form.get("survivor", ""), "fields": fields}


def _saved() -> list[dict[str, Any]]:
    return tk.get_action("smartlombardia_case_view_list")(api_calls.context(), {}) if tk.g.userobj else []


def _message(problem: tk.ValidationError | tk.ObjectNotFound) -> str:
    """What went wrong, in the words of the action."""
    if isinstance(problem, tk.ObjectNotFound):
        return str(problem)
    return " ".join(str(message) for messages in problem.error_dict.values() for message in messages)


def _own_bodies(case: dict[str, Any]) -> list[str]:
    """Bodies of the reader that the case is about, for which they may answer."""
    touched = {place["ipa"] for side in case["sides"] for place in side["places"]}
    return [
        ipa
        for ipa in sorted(touched)
        if tk.h.check_access("smartlombardia_case_answer", {"id": case["id"], "body": ipa})
    ]
