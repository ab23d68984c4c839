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

MAX_CHOICES = 8  # choices offered at once


@blueprint.route("/records/choices")
def records() -> ResponseReturnValue:
    """Records of a kind that somebody is typing the name of, as choices of a form's field."""
    query = {name: tk.request.args.get(name, "") for name in ("field", "kind", "words")}
    matches: list[dict[str, Any]] = []
    if query["words"].strip() and query["kind"] in KINDS:
        matches = api_calls.search(f'+sl_type:"{query["kind"]}"', q=query["words"], rows=MAX_CHOICES)["results"]
    is_multiple = tk.request.args.get("several") == "1"
    return tk.render("package/snippets/sl_linked.html", {**query, "several": is_multiple, "records": matches})


@blueprint.route("/records/owners")
def owners() -> ResponseReturnValue:
    """Bodies that somebody is typing the name of and may write for, as choices of a form."""
    words = tk.request.args.get("words", "")
    bodies = Bodies.load().find(words, limit=50) if words.strip() else []
    allowed = [body for body in bodies if visibility.edits(tk.g.userobj, body.ipa)]
    return tk.render("package/snippets/sl_owners.html", {"bodies": allowed[:MAX_CHOICES], "words": words})


@blueprint.route("/records/functions")
def functions() -> ResponseReturnValue:
    """Functions that the words, or else the name and the sentence of the form, may mean; the chosen one first."""
    query = {name: tk.request.args.get(name, "").strip() for name in ("words", "title", "notes", "function")}
    matches = list_functions_by_words(query["words"]) if query["words"] else []
    matches += [
        suggestion.code
        for suggestion in suggest(query["words"] or query["title"], "" if query["words"] else query["notes"])
    ]
    codes = [code for code in dict.fromkeys([query["function"], *matches]) if vocabularies.concept("functions", code)]
    concepts = [vocabularies.concept("functions", code) for code in codes[:MAX_CHOICES]]
    return tk.render("package/snippets/sl_functions.html", {**query, "concepts": concepts, "found": bool(matches)})


def list_functions_by_words(words: str) -> list[str]:
    """Codes of the functions whose label or other names have all these words, those with the label first."""
    folded_words = fold(words).split()
    ranked = []
    for concept in vocabularies.concepts("functions"):
        label = fold(" ".join(concept.label.values()))
        also = fold(concept.extra.get("also_called", "").replace("|", " "))
        if folded_words and all(word in f"{label} {also}" for word in folded_words):
            ranked.append((not all(word in label for word in folded_words), concept.label["it"], concept.code))
    return [code for _, _, code in sorted(ranked)]
