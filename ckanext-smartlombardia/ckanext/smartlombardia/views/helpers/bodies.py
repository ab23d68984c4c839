"""What the pages of bodies show: everything known of one, by what it is, and the map of all."""

from __future__ import annotations

from datetime import date
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.bodies import boundaries
from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.helpers.neighbours import sl_body_name
from ckanext.smartlombardia.views.helpers.records import sl_text

__all__ = [
    "sl_body_facts",
    "sl_body_page",
    "sl_contracts",
    "sl_funded",
    "sl_map",
    "sl_mini_map",
    "sl_provinces",
    "sl_questions",
    "sl_site_products",
    "sl_source_title",
]

Record = dict[str, Any]
SYSTEM_KINDS = ("application", "smart-device")  # codes of the engine, no words of a contract
MAX_RECORDS = 200  # records of a kind on a body's page
AROUND = 6  # units that the mini map leaves around a province


def sl_provinces() -> list[tuple[str, str]]:
    """Provinces: code and name, by name."""
    provinces = [(concept.code, concept.label[api_calls.language()]) for concept in vocabularies.concepts("provinces")]
    return sorted(provinces, key=lambda concept: concept[1])


def sl_body_page(ipa: str) -> dict[str, Any]:
    """A body and what it has: `body`, `row`, records by kind (`count`, `results`), the name of its successor."""
    row = tk.get_action("smartlombardia_body_show")(api_calls.context(), {"ipa": ipa})
    records = {
        kind: api_calls.search(f'+sl_body:"{ipa}" +sl_type:{kind}', rows=MAX_RECORDS, sort="sl_sort asc")
        for kind in ("platform", "dataservice", "dataset", "project", "software")
    }
    return {
        "body": vocabularies.body(ipa),
        "row": row,
        "successor": sl_body_name(row["successor"]) if row["successor"] else None,
        "may_edit": bool(tk.h.check_access("organization_update", {"id": row["org_id"]})),
        **records,
    }


def sl_questions(ipa: str) -> dict[str, Any] | None:
    """What waits for a word of the body, with the records that it is about; None for who may not answer."""
    try:
        questions = tk.get_action("smartlombardia_body_questions")(api_calls.context(), {"ipa": ipa})
    except tk.NotAuthorized:
        return None
    show = tk.get_action("package_show")
    for question in questions["asked"]:
        question["shown"] = [show(api_calls.context(), {"id": record}) for record in question["records"]]
        question["facts"] = tk.h.sl_provenance(question["records"][0]) if question["records"] else {}
        for contract in question["contracts"]:
            contract["why"] = _recognition_reasons(contract["reasons"])
        question["ended"] = bool(question["contracts"]) and _is_over(question["contracts"][-1])
    questions["answered"] = [answer for answer in questions["answered"] if _name_answer(answer, ipa)]
    return questions


def _recognition_reasons(reasons: list[list[str]]) -> list[str]:
    """Why a product and a function were read in a contract, in words."""
    labels = [
        (vocabularies.label("recognition_reasons", code, api_calls.language()), words)
        for code, words in reasons
        if words
    ]
    return [label.format(words=words) for label, words in labels if label and words not in SYSTEM_KINDS]


def _is_over(contract: dict[str, Any]) -> bool:
    return bool(contract.get("end")) and contract["end"] < date.today().isoformat()


def _name_answer(answer: dict[str, Any], ipa: str) -> bool:
    """Say in words what an answer was about; False where that is no more."""
    what, _, which = answer["key"].partition(":")
    if what in ("record", "ended", "claim"):
        which = which.partition(":")[0]
        try:
            answer["title"] = sl_text(tk.get_action("package_show")(api_calls.context(), {"id": which}), "title")
        except tk.ObjectNotFound:
            return False
    elif what == "fact":
        service = next((fact["service"] for fact in sl_funded(ipa) if str(fact["id"]) == which), None)
        answer["title"] = vocabularies.label("funded_services", service, api_calls.language()) if service else ""
    else:
        answer["title"] = tk._("APIs")
    return bool(answer["title"])


def sl_funded(ipa: str) -> list[dict[str, Any]]:
    """Projects funded by PA digitale 2026, newest first: the values with source, source_url, grade and observed_at."""
    facts = tk.get_action("smartlombardia_body_facts")(api_calls.context(), {"ipa": ipa, "name": "funded_service"})
    columns = ("id", "source_title", "source_url", "grade", "observed_at")
    return [{**fact["value"], **{name: fact[name] for name in columns}} for fact in facts]


def sl_contracts(ipa: str) -> list[dict[str, Any]]:
    """Software and IT contracts that the body has published, those that end last first."""
    return tk.get_action("smartlombardia_body_contracts")(api_calls.context(), {"ipa": ipa})


def sl_site_products(ipa: str) -> dict[str, Any] | None:
    """The products that the body's site shows, with where and since when; None where nothing was seen."""
    facts = tk.get_action("smartlombardia_body_facts")(api_calls.context(), {"ipa": ipa, "name": "site_products"})
    if not facts:
        return None
    fact = facts[0]
    products = [
        {**product, "label": vocabularies.label("functions", product["function"], api_calls.language())}
        for product in fact["value"]["products"]
    ]
    return {
        "url": fact["value"]["url"],
        "products": products,
        "observed_at": fact["observed_at"],
        "grade": fact["grade"],
    }


def sl_body_facts(ipa: str) -> list[dict[str, Any]]:
    """What registers say of the body itself: label, text, source_title, source_url, grade and observed_at."""
    facts = tk.get_action("smartlombardia_body_facts")(api_calls.context(), {"ipa": ipa})
    labels = {
        "istat": tk._("ISTAT code"),
        "cadastral": tk._("Cadastral code"),
        "province": tk._("Province"),
        "population": tk._("Inhabitants (2011 census)"),
        "area": tk._("Area (km²)"),
        "successor": tk._("Successor"),
        "former_names": tk._("Former names"),
    }
    by_name = {fact["name"]: fact for fact in facts if fact["name"] in labels}
    return [
        {**by_name[name], "label": label, "text": _fact_text(name, by_name[name]["value"])}
        for name, label in labels.items()
        if name in by_name
    ]


def sl_source_title(source: str) -> str:
    """What people read for a source."""
    return fact_view.source_title(source)


def _fact_text(name: str, value: Any) -> str:
    """A fact's value as people read it."""
    if name == "province":
        return vocabularies.label("provinces", value, api_calls.language())
    if name == "successor":
        return sl_body_name(value)
    if name == "former_names":
        return ", ".join(value)
    return tk.h.localised_number(value) if isinstance(value, (int, float)) else str(value)


def sl_map(theme: str) -> dict[str, Any]:
    """The map of a theme, or of the first where there is none of that name: its words, its legend, the other themes."""
    themes = {entry.code: entry for entry in vocabularies.concepts("map_themes")}
    concept = themes.get(theme) or next(iter(themes.values()))
    counted, language = (
        tk.get_action("smartlombardia_map")(api_calls.context(), {"theme": concept.code}),
        api_calls.language(),
    )
    return {
        "theme": concept.code,
        "label": concept.label[language],
        "about": concept.extra[f"about_{language}"],
        "classes": [{**band, "label": _between(band["lo"], band["hi"])} for band in counted["classes"]],
        "unknown": counted["unknown"],
        "unknown_label": concept.extra[f"unknown_{language}"],
        "themes": [(entry.code, entry.label[language]) for entry in themes.values()],
    }


def sl_mini_map(ipa: str) -> dict[str, Any] | None:
    """Where a town is in its province: `box`, `others` and `own` as paths, `place`; None where nothing can be drawn."""
    drawn, town = boundaries.read(), vocabularies.body(ipa)
    if town is None or ipa not in drawn["places"]:
        return None
    near = [body.ipa for body in vocabularies.bodies("municipality") if body.province == town.province]
    places = [drawn["places"][code] for code in near if code in drawn["places"]]
    left, top = (min(place[axis] for place in places) - AROUND for axis in (0, 1))
    right, bottom = (max(place[axis] for place in places) + AROUND for axis in (0, 1))
    return {
        "box": f"{left} {top} {right - left} {bottom - top}",
        "others": "".join(drawn["shapes"].get(code, "") for code in near if code != ipa),
        "own": drawn["shapes"].get(ipa, ""),
        "place": drawn["places"][ipa],
        "dot": round((right - left) / 18),
    }


def _between(lo: int, hi: int | None) -> str:
    """A class in words: "da 1 a 3", "6", "10 o più"."""
    if hi is None:
        return tk._("{lo} or more").format(lo=lo)
    return str(lo) if lo == hi else tk._("from {lo} to {hi}").format(lo=lo, hi=hi)
