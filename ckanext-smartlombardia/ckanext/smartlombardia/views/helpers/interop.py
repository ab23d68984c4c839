"""What the pages of the audit need: words for codes, choices of filters, what stands on a record's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.views import api_calls

__all__ = [
    "sl_audit_cell",
    "sl_availability",
    "sl_choices_of",
    "sl_functions",
    "sl_judged",
    "sl_letter",
    "sl_mending",
    "sl_stated",
    "sl_steps",
    "sl_what",
    "sl_word",
]

Row = dict[str, Any]


def sl_word(scheme: str, code: str | None) -> str:
    """What people read for a code of a scheme, in their language."""
    return v.label(scheme, code, api_calls.language()) if code else ""


def sl_what(text: Mapping[str, str] | None) -> str:
    """A text of the audit in the reader's language."""
    return (text or {}).get(api_calls.language()) or (text or {}).get("it", "")


def sl_judged(record_id: str) -> Row:
    """Level, score and verdicts of a record, as the reader may see them."""
    return tk.get_action("smartlombardia_record_judged")(api_calls.context(), {"id": record_id})


def sl_letter(to: str, **asked: str) -> str:
    """The address of a letter on all that is open of a body or a vendor; empty where there is none to write."""
    try:
        tk.get_action("smartlombardia_letter")(api_calls.context(), {"to": to, **asked})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return ""
    return str(tk.url_for("smartlombardia_letters.letter", to=to, **asked))


def sl_availability(record_id: str) -> Row:
    """Whether an API answers, and its last thirty days."""
    return tk.get_action("smartlombardia_availability_show")(api_calls.context(), {"id": record_id})


def sl_stated(value: Any) -> str:
    """A value of a fact in a line."""
    return fact_view.to_text(value, api_calls.language())


def sl_steps(ipa: str) -> list[Row]:
    """The next steps of a municipality, at most three."""
    return tk.get_action("smartlombardia_body_steps")(api_calls.context(), {"ipa": ipa})


def sl_mending(group: Mapping[str, Any], municipalities: int) -> list[dict[str, str]]:
    """What mends a group of e-services, in order: text, and who acts."""
    technologies = {
        protocol: sum(len(island["bodies"]) for island in group["islands"] if _speaks(island, protocol))
        for protocol in group["figures"]["technologies"]
    }
    office, vendors, towns = tk._("regional office"), tk._("vendors"), tk._("municipalities")
    steps = [{"text": tk._("Propose one common model of e-service, starting from those in use"), "who": office}]
    if technologies.get("soap") and technologies.get("rest"):
        text = tk.ungettext(
            "{n} body with SOAP: offer REST beside it",
            "{n} bodies with SOAP: offer REST beside it",
            technologies["soap"],
        )
        steps.append({"text": text.format(n=technologies["soap"]), "who": vendors})
    rest = sum(_speaks(island, "rest") for island in group["islands"])
    if rest > 1:
        text = tk._("{n} bodies with REST, in {groups} ways: move to the common model")
        steps.append({"text": text.format(n=technologies["rest"], groups=rest), "who": vendors})
    unknown = municipalities - group["figures"]["bodies"]
    if group["job"] and unknown > 0:
        text = tk._("{n} municipalities whose interface we do not know: say what they use")
        steps.append({"text": text.format(n=unknown), "who": towns})
    return steps


def _speaks(island: Mapping[str, Any], protocol: str) -> bool:
    return any(protocol in (interface["protocol"], interface["standard"]) for interface in island["interfaces"])


def sl_functions(codes: Sequence[str]) -> str:
    """Names of functions, each once."""
    return " · ".join(sl_word("functions", code) for code in dict.fromkeys(codes))


def sl_choices_of(scheme: str, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Codes of a scheme with their words, and how many findings there are of each."""
    return [
        (
            concept.code,
            f"{concept.label[api_calls.language()]} ({counts[concept.code]})"
            if concept.code in counts
            else sl_word(scheme, concept.code),
        )
        for concept in v.concepts(scheme)
    ]


CELLS = {"function": "functions", "function_a": "functions", "function_b": "functions", "standard": "standards",
         "standard_a": "standards", "standard_b": "standards", "force": "forces", "relation": "relations",
         "kind": "product_kinds"}  # fmt: skip


def sl_audit_cell(column: str, value: str) -> str:
    """A value of the audit's tables, in words where it is a code."""
    if column in ("to_confirm", "directed", "common_word"):
        return tk._("yes") if value else ""
    if column == "functions":
        return ", ".join(sl_word("functions", code) for code in value.split("|") if code)
    if column in ("aliases", "names", "site_hosts", "tax_codes"):
        return value.replace("|", ", ")
    return sl_word(CELLS[column], value) if column in CELLS else value
