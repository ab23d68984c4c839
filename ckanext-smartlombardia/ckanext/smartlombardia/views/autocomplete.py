"""What forms offer while somebody types: records, bodies, functions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.matching.functions.suggest import suggest
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.identity import Bodies
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_choosing", __name__)

MOST = 8  # choices offered at once


@blueprint.route("/records/choices")
def records() -> ResponseReturnValue:
    """Records of a kind that somebody is typing the name of, as choices of a form's field."""
    asked = {name: tk.request.args.get(name, "") for name in ("field", "kind", "words")}
    found: list[dict[str, Any]] = []
    if asked["words"].strip() and asked["kind"] in KINDS:
        found = api_calls.search(f'+sl_type:"{asked["kind"]}"', q=asked["words"], rows=MOST)["results"]
    several = tk.request.args.get("several") == "1"
    return tk.render("package/snippets/sl_linked.html", {**asked, "several": several, "records": found})


@blueprint.route("/records/owners")
def owners() -> ResponseReturnValue:
    """Bodies that somebody is typing the name of and may write for, as choices of a form."""
    words = tk.request.args.get("words", "")
    meant = Bodies.load().find(words, limit=50) if words.strip() else []
    allowed = [body for body in meant if visibility.edits(tk.g.userobj, body.ipa)]
    return tk.render("package/snippets/sl_owners.html", {"bodies": allowed[:MOST], "words": words})


@blueprint.route("/records/functions")
def functions() -> ResponseReturnValue:
    """Functions that the words, or else the name and the sentence of the form, may mean; the chosen one first."""
    asked = {name: tk.request.args.get(name, "").strip() for name in ("words", "title", "notes", "function")}
    found = named(asked["words"]) if asked["words"] else []
    found += [one.code for one in suggest(asked["words"] or asked["title"], "" if asked["words"] else asked["notes"])]
    codes = [code for code in dict.fromkeys([asked["function"], *found]) if vocabularies.concept("functions", code)]
    concepts = [vocabularies.concept("functions", code) for code in codes[:MOST]]
    return tk.render("package/snippets/sl_functions.html", {**asked, "concepts": concepts, "found": bool(found)})


def named(words: str) -> list[str]:
    """Codes of the functions whose label or other names have all these words, those with the label first."""
    wanted = fold(words).split()
    ranked = []
    for concept in vocabularies.concepts("functions"):
        label = fold(" ".join(concept.label.values()))
        also = fold(concept.extra.get("also_called", "").replace("|", " "))
        if wanted and all(word in f"{label} {also}" for word in wanted):
            ranked.append((not all(word in label for word in wanted), concept.label["it"], concept.code))
    return [code for _, _, code in sorted(ranked)]
