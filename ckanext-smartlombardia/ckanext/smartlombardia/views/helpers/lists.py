"""What lists can be narrowed by, and by what they are: facets, active filters, orders, downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.matching.systems.vendor_names import vendor_label
from ckanext.smartlombardia.registry.identity import Bodies
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.helpers.neighbours import sl_body_name
from ckanext.smartlombardia.views.helpers.records import sl_kind, sl_text

__all__ = ["sl_downloads", "sl_facet_label", "sl_facets", "sl_filters", "sl_found_bodies", "sl_orders"]

Facet = dict[str, Any]
UNFOLDED_CHOICES = 6  # choices of a facet that are not folded
MAX_BODIES = 12  # bodies found by name
NOT_FILTERS = ("q", "page", "sort")

SCHEMES: dict[str, tuple[str, ...]] = {
    "sl_domain": ("domains",),
    "sl_function": ("functions",),
    "sl_province": ("provinces",),
    "sl_status": ("platform_statuses", "project_statuses", "lifecycles"),
    "sl_standard": ("standards",),
    "sl_national_platform": ("national_platforms",),
    "sl_protocol": ("protocols",),
    "sl_access": ("access_conditions",),
    "sl_level": ("interop_levels",),
    "sl_licence": ("software_licences", "licences"),
    "funded_service": ("funded_services",),
    "funding_state": ("funding_states",),
}


def sl_facet_label(name: str, value: str) -> str:
    """What people read for a choice of a facet or a filter."""
    labels: dict[str, Callable[[str], str]] = {
        "sl_type": lambda kind: sl_kind(kind, "many"),
        "sl_body": sl_body_name,
        "sl_link": _title,
        "sl_vendor": vendor_label,
    }
    if name in labels:
        return labels[name](value)
    for scheme in SCHEMES.get(name, ()):
        if label := _labels(scheme).get(value):
            return label[api_calls.language()]
    return value


def sl_facets(
    searched: dict[str, Facet], titles: dict[str, str], chosen: dict[str, list[str]], kind: str
) -> list[Facet]:
    """Facets of the page: name, title, `choices` (value, label, count, active), `shown` and `folded` of them.

    A facet with a choice made counts as if none was, so that one can be added. The bodies, 1,500 of them, are looked
    for by name: theirs are only those that were chosen.
    """
    facets = []
    for name, title in titles.items():
        if name == "sl_type" and kind != "dataset":
            continue
        active = chosen.get(name, [])
        counts = _without(name) if active else _counts(searched.get(name, {}))
        items = [_item(name, value, count, active) for value, count in counts.items()]
        items += [_item(name, value, 0, active) for value in active if value not in counts]
        items.sort(key=lambda item: (-item["count"], item["label"]))
        if name == "sl_body":
            items = [item for item in items if item["active"]]
        elif not items:
            continue
        unfolded = [item for number, item in enumerate(items) if number < UNFOLDED_CHOICES or item["active"]]
        folded = [item for item in items if item not in unfolded]
        facets.append({"name": name, "title": title, "choices": items, "shown": unfolded, "folded": folded})
    return facets


def sl_found_bodies(words: str) -> list[Facet]:
    """Bodies that a reader means by some words and that have records in the present list: at most 12."""
    counts, chosen = _without("sl_body"), tk.request.args.getlist("sl_body")
    matching = [body.ipa for body in Bodies.load().find(words, limit=200)] if words.strip() else []
    counted = [code for code in matching if code in counts and code not in chosen]
    return [_item("sl_body", code, counts[code], []) for code in counted[:MAX_BODIES]]


def sl_filters(chosen: dict[str, list[str]], titles: dict[str, str], remove: Callable[..., str]) -> list[Facet]:
    """Filters that are on: title, label, `url` of the list without each."""
    return [
        {
            "name": name,
            "value": value,
            "title": titles.get(name, ""),
            "label": sl_facet_label(name, value),
            "url": remove(name, value),
        }
        for name, values in chosen.items()
        for value in values
    ]


def sl_orders(is_search: bool) -> list[tuple[str, str]]:
    """Orders of a list: what Solr is asked for, what people read. By relevance only where something was asked."""
    relevance = [("score desc, metadata_modified desc", tk._("Most relevant first"))] if is_search else []
    return [
        *relevance,
        ("metadata_modified desc", tk._("Last changed first")),
        ("sl_sort asc", tk._("By name")),
        ("sl_body_sort asc, sl_sort asc", tk._("By name of the body")),
    ]


def sl_downloads(kind: str) -> dict[str, str]:
    """Address of the present list in each format."""
    parameters = [(name, value) for name, value in tk.request.args.items(multi=True) if name != "page"]
    if kind != "dataset":
        parameters.append(("sl_type", kind))
    query = urlencode(parameters)
    return {suffix: f"{tk.url_for('smartlombardia_lists.export', suffix=suffix)}?{query}" for suffix in ("csv", "json")}


def filters_of(*left_out: str) -> str:
    """The filters of the present request, as CKAN's own search page makes them of its address."""
    return " ".join(
        f'{name}:"{value}"'
        for name, value in tk.request.args.items(multi=True)
        if value and name not in (*NOT_FILTERS, *left_out) and not name.startswith(("_", "ext_"))
    )


def _without(name: str) -> dict[str, int]:
    """Choices of a facet and their counts, as if none of them was chosen."""
    kind = (tk.request.view_args or {}).get("package_type", "dataset")
    filters = " ".join(filter(None, [filters_of(name), f"+dataset_type:{kind}" if kind != "dataset" else ""]))
    question = tk.request.args.get("q", "")
    result = api_calls.search(filters, q=question, rows=0, **{"facet.field": [name], "facet.limit": -1})
    return result["facets"].get(name, {})


def _counts(facet: Facet) -> dict[str, int]:
    return {item["name"]: item["count"] for item in facet.get("items", ())}


def _item(name: str, value: str, count: int, active: list[str]) -> Facet:
    return {"value": value, "label": sl_facet_label(name, value), "count": count, "active": value in active}


def _title(record: str) -> str:
    try:
        return sl_text(tk.get_action("package_show")(api_calls.context(), {"id": record}), "title")
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return record


@cache
def _labels(scheme: str) -> dict[str, dict[str, str]]:
    """Labels by code and by URI."""
    labels: dict[str, dict[str, str]] = {}
    for concept in vocabularies.concepts(scheme):
        for key in filter(None, (concept.code, concept.uri)):
            labels.setdefault(key, dict(concept.label))
    return labels
