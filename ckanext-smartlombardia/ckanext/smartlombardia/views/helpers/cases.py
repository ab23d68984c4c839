"""What the pages of cases need: words for relations and verdicts, the picture of the weights, the map of the towns."""

from __future__ import annotations

from functools import cache
from math import cos, radians
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.views import api_calls

__all__ = [
    "sl_case_choices",
    "sl_case_ends",
    "sl_case_map",
    "sl_case_said",
    "sl_case_word",
    "sl_cases_of",
    "sl_chances",
    "sl_reasons",
    "sl_region_dots",
    "sl_sees_cases",
    "sl_waterfall",
]

SIDE = 600  # units of the map, from west to east
WEST, EAST, NORTH = 8.45, 11.45, 46.68
SCALE = SIDE / (EAST - WEST)


def sl_case_word(code: str, form: str = "one") -> str:
    """What people read for a relation (`one`, `many`, `question`), a verdict, a state or a compared field."""
    relations = {
        "same_product": (tk._("Same product"), tk._("Same product"), tk._("is it the same product?")),
        "derived": (tk._("Derived"), tk._("Derived ones"), tk._("does one come from the other?")),
        "same_record": (tk._("Same record"), tk._("Same record"), tk._("is it one record twice?")),
        "same_function": (tk._("Same function"), tk._("Same function"), tk._("several products for one job")),
    }
    if code in relations:
        return relations[code][("one", "many", "question").index(form)]
    words = {
        "same": tk._("The same"),
        "different": tk._("Different"),
        "ask": tk._("The bodies were asked"),
        "undo": tk._("Undone"),
        "open": tk._("To be decided"),
        "asked": tk._("Waiting for the bodies"),
        "gone": tk._("No longer seen"),
        "yes": tk._("yes, we use it"),
        "no": tk._("no, ours is another one"),
        "certain": tk._("Duplicate"),
        "likely": tk._("Candidate, nearly sure"),
        "candidate": tk._("Candidate"),
        "name": tk._("Name"),
        "vendor": tk._("Vendor"),
        "function": tk._("What it is for"),
        "description": tk._("Description"),
        "address": tk._("Address"),
        "repository": tk._("Source code"),
        "version": tk._("Version"),
        "licence": tk._("Licence"),
        "protocol": tk._("Technology"),
        "kind": tk._("Kind of record"),
    }
    return words.get(code, code)


def sl_case_said(field: str, value: str) -> str:
    """What people read for a value of a compared field."""
    schemes = {"function": "functions", "protocol": "protocols", "licence": "software_licences"}
    if field == "kind":
        return tk.h.sl_kind(value)
    return vocabularies.label(schemes[field], value, api_calls.language()) if field in schemes else value


def sl_case_choices(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the records of a case say different things: label, field, and options: record, text, `stays`."""
    kinds = {member["id"]: member["type"] for side in case["sides"] for member in side["members"]}
    choices = []
    for choice in case.get("choices") or ():
        kind = kinds.get(choice["stays"], "software")
        schema = tk.h.scheming_get_dataset_schema(kind)
        field: dict[str, Any] = tk.h.scheming_field_by_name(schema["dataset_fields"], choice["field"]) or {}
        label = tk.h.scheming_language_text(field["label"]) if "label" in field else choice["field"]
        options = [
            {"record": record, "text": _as_text(field, value), "stays": record == choice["stays"]}
            for record, value in choice["values"].items()
        ]
        choices.append({"field": choice["field"], "label": label, "options": options})
    return choices


def _as_text(field: dict[str, Any], value: Any) -> str:
    if isinstance(value, dict) and value.get(api_calls.language()):
        return str(value[api_calls.language()])
    if isinstance(value, list):
        return ", ".join(_as_text(field, item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(item) for item in value.values() if item)
    return str(tk.h.sl_code_label(field, value))


def sl_case_ends(side: dict[str, Any]) -> list[dict[str, str]]:
    """Until when the contracts of a side run, as far as the reader may see it, the first to end first: at, body."""
    members = [member for member in side.get("members") or () if member.get("contract_end")]
    ends = [{"at": str(member["contract_end"]), "body": member["body_name"] or ""} for member in members]
    return sorted(ends, key=lambda member: (member["at"], member["body"]))


def sl_sees_cases() -> bool:
    """Whether the reader belongs to a body or the office, and so may see cases at all."""
    user = tk.g.userobj
    return visibility.is_office(user) or bool(visibility.bodies_of(user))


def sl_cases_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Cases that wait and are about this record, of those that the reader may see."""
    if not sl_sees_cases():
        return []
    data = {"record": record["id"], "limit": 5}
    return tk.get_action("smartlombardia_case_list")(api_calls.context(), data)["cases"]


def sl_chances(probability: float) -> int:
    """A probability as so many out of 100; never 0 nor 100, which nobody can know."""
    return min(99, max(1, round(100 * probability)))


def sl_reasons(verdict: str) -> list[dict[str, str]]:
    """Reasons that may be given for a verdict: code and label."""
    return [
        {"code": concept.code, "label": concept.label[api_calls.language()]}
        for concept in vocabularies.concepts("decision_reasons")
        if verdict in concept.extra["verdict"].split("|")
    ]


def sl_waterfall(case: dict[str, Any]) -> dict[str, Any]:
    """The sum of the evidence as bars that run on from one another: `zero` and, by row, `left` and `width` in percent.

    `kind` is s (where one starts), n (speaks against), z (the total) or empty.
    """
    weights = [("s", tk._("Starting point: two products taken at random"), float(case["prior"]))]
    weights += [
        ("n" if reason["weight"] < 0 else "", reason["text"].get(api_calls.language(), ""), float(reason["weight"]))
        for reason in case["evidence"]
    ]
    rest = case["score"] - sum(weight for _, _, weight in weights)
    if abs(rest) >= 0.05:  # a tenth of a bit is what the page shows
        weights.append(("n" if rest < 0 else "", tk._("Other small signs"), rest))
    ends, total = [(0.0, 0.0)], 0.0
    for _, _, weight in weights:
        ends.append((total, total + weight))
        total += weight
    ends.append((0.0, total))
    low, high = min(min(pair) for pair in ends), max(max(pair) for pair in ends)
    span = (high - low) or 1.0
    total_text = tk._("Total: {number} chances out of 100").format(number=sl_chances(case["probability"]))
    rows = [
        {
            "kind": kind,
            "text": text,
            "weight": weight,
            "left": round(100 * (min(start, end) - low) / span, 1),
            "width": round(100 * abs(end - start) / span, 1),
        }
        for (kind, text, weight), (start, end) in zip([*weights, ("z", total_text, total)], ends[1:], strict=True)
    ]
    return {"zero": round(100 * (0 - low) / span, 1), "rows": rows}


def sl_case_map(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Towns as points of the map: name, x, y. Those whose place is not known are left out."""
    return [
        {"name": place["name"], **_point(place["lat"], place["lon"])}
        for place in places
        if place["lat"] is not None and place["lon"] is not None
    ]


@cache
def sl_region_dots() -> str:
    """All towns of the region as the path of one drawing: the ground on which the points stand."""
    points = [_point(town.lat, town.lon) for town in vocabularies.bodies("municipality") if town.lat and town.lon]
    return "".join(f"M{point['x']:.0f} {point['y']:.0f}h0" for point in points)


def _point(lat: float, lon: float) -> dict[str, float]:
    """Degrees as units of the map, which is true to shape in the middle of the region."""
    return {"x": round((lon - WEST) * SCALE, 1), "y": round((NORTH - lat) * SCALE / cos(radians(45.6)), 1)}
