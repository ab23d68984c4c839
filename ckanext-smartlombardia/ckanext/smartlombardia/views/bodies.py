"""Bodies: found by name or code, listed, asked what only they know."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from ckan.lib.helpers import Page, pager_url
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.identity import Bodies, fold
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.cells import cell
from ckanext.smartlombardia.vocabularies import Body

blueprint = Blueprint("smartlombardia_bodies", __name__)

TOWN = "municipality"
PAGE_SIZE = 50
MAX_BODIES = 10_000  # more than there are bodies
COLUMNS = ("ipa", "name", "official_name", "kind", "province", "istat", "cadastral", "population", "valid_until")
COUNTED = ("platforms", "apis", "services")


@blueprint.before_app_request
def one_list_of_bodies() -> ResponseReturnValue | None:
    """CKAN's own list of organizations is ours."""
    if tk.request.endpoint == "organization.index":
        return tk.redirect_to("smartlombardia_bodies.index", q=tk.request.args.get("q") or None)
    return None


@blueprint.before_app_request
def administrators_are_for_the_body() -> ResponseReturnValue | None:
    """CKAN's page of a body's administrators asks nobody: who may list its members may see it."""
    if tk.request.endpoint in ("organization.admins", "group.admins"):
        try:
            tk.check_access("member_list", api_calls.context(), {"id": (tk.request.view_args or {})["id"]})
        except tk.NotAuthorized:
            return tk.abort(403, tk._("Only members of the body, and the regional office, see who works for it."))
    return None


@blueprint.route("/comune")
def index() -> ResponseReturnValue:
    """Every body, or those that some words mean; while somebody types, only the rows."""
    filters = _read_filters()
    bodies = _find_bodies(**filters)
    page = Page(
        collection=bodies, page=tk.h.get_page_number(tk.request.args), url=pager_url, items_per_page=PAGE_SIZE,
        item_count=len(bodies),
    )  # fmt: skip
    data = {"page": page, "wanted": filters, "counts": _counts(), "kinds": _kinds()}
    return tk.render("bodies/rows.html" if tk.request.htmx else "bodies/index.html", data)


@blueprint.route("/comune.<suffix>")
def export(suffix: str) -> ResponseReturnValue:
    """The bodies of the present address as a file, all pages."""
    if suffix not in ("csv", "json"):
        return tk.abort(404, tk._("Lists are given as CSV and JSON"))
    counts = _counts()
    rows = [_row(body, counts) for body in _find_bodies(**_read_filters())]
    if suffix == "json":
        text = json.dumps({"count": len(rows), "results": rows}, ensure_ascii=False, indent=1)
    else:
        text = "".join(_as_csv(rows))
    answer = Response(text, mimetype="text/csv" if suffix == "csv" else "application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="smart-lombardia-enti.{suffix}"'
    return answer


@blueprint.route("/comune/<name>")
def show_town(name: str) -> ResponseReturnValue:
    """The page of the town of that name; where several bear it, a choice."""
    folded_name = fold(name.replace("-", " "))
    towns = [body for body in _registered() if body.kind == TOWN and fold(body.name) == folded_name]
    towns = towns or [
        body for body in _registered() if body.kind == TOWN and folded_name in map(fold, body.former_names)
    ]
    if len(towns) == 1:
        return redirect(tk.url_for("organization.read", id=towns[0].ipa))
    if successor := _successor(folded_name):
        return redirect(tk.url_for("organization.read", id=successor))
    return tk.redirect_to("smartlombardia_bodies.index", q=name.replace("-", " "))


@blueprint.route("/organization/<ipa>/answers", methods=["POST"])
def answer(ipa: str) -> ResponseReturnValue:
    """Keep what a body's office says of what sources say of it."""
    form = tk.request.form
    confirms_all = form.get("all")
    keys = [key.removeprefix("q-") for key in form if key.startswith("q-")]
    questions = form.getlist("asked")
    answers = dict.fromkeys(questions, "yes") if confirms_all else {key: form[f"q-{key}"] for key in keys}
    if not answers:
        tk.h.flash_notice(tk._("No answer was given yet: choose one, or confirm everything."))
        return tk.redirect_to("organization.read", id=ipa)
    try:
        result = tk.get_action("smartlombardia_body_answer")(api_calls.context(), {"ipa": ipa, "answers": answers})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only the body itself, or the regional office, can answer."))
    except tk.ValidationError as error:
        tk.h.flash_error("; ".join(error.error_dict["answers"]))
        return tk.redirect_to("organization.read", id=ipa)
    thanks = tk.ungettext("Thank you: {n} answer kept.", "Thank you: {n} answers kept.", result["answered"])
    tk.h.flash_success(thanks.format(n=result["answered"]))
    return tk.redirect_to("organization.read", id=ipa)


def _successor(name: str) -> str | None:
    """The body that took the place of a town that ended and has no page; said so to the reader."""
    row = next((row for row in vocabularies.rows("ended_bodies") if fold(row["name"]) == name), None)
    if row is None:
        return None
    message = tk._("The municipality of {name} ended on {date}: this is the page of the one that took its place.")
    tk.h.flash_notice(message.format(name=row["name"], date=tk.h.sl_date(row["valid_until"])))
    return row["successor"]


def _read_filters() -> dict[str, str]:
    args = tk.request.args
    return {name: args.get(name, "").strip() for name in ("q", "province", "kind")}


def _find_bodies(q: str, province: str, kind: str) -> list[Body]:
    """Bodies of the registry for some words and filters. Without words, towns by name unless a kind is asked for."""
    bodies = _registered()
    if q:
        ours = {body.ipa for body in bodies}
        bodies = [body for body in Bodies.load().find(q, limit=MAX_BODIES) if body.ipa in ours]
    elif not kind:
        kind = TOWN
    return [body for body in bodies if province in ("", body.province) and kind in ("", body.kind)]


def _registered() -> list[Body]:
    """Bodies that have a page, by name."""
    codes = tk.get_action("smartlombardia_body_list")(api_calls.context(), {})
    bodies = filter(None, map(vocabularies.body, codes))
    return sorted(bodies, key=lambda body: (fold(body.name), body.province or ""))


def _kinds() -> list[tuple[str, str]]:
    """Kinds of body of which there are any: code and label."""
    kinds = {body.kind for body in _registered()}
    return [
        (concept.code, concept.label[api_calls.language()])
        for concept in vocabularies.concepts("body_kinds")
        if concept.code in kinds
    ]


def _counts() -> dict[str, dict[str, int]]:
    """Platforms, APIs and funded services of each body, as the maps count them."""
    return {
        theme: tk.get_action("smartlombardia_map")(api_calls.context(), {"theme": theme})["values"] for theme in COUNTED
    }


def _row(body: Body, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    plain = {name: getattr(body, name) for name in COLUMNS}
    plain["valid_until"] = body.valid_until.isoformat() if body.valid_until else None
    numbers = {theme: counts[theme].get(body.ipa, 0) for theme in COUNTED}
    return {**plain, **numbers, "page": tk.url_for("organization.read", id=body.ipa, _external=True)}


def _as_csv(rows: list[dict[str, Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, [*COLUMNS, *COUNTED, "page"])
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    yield "\ufeff" + buffer.getvalue()
