"""Counts of a vendor's records, from the index: those that the caller may read."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.matching.systems.vendor_names import vendor_label
from ckanext.smartlombardia.registry.search_request import quote

FACETS = ("sl_body", "sl_function", "sl_product", "sl_province")
LINKED_AT_ONCE = 100  # systems whose APIs one query asks for
MAX_SYSTEMS = 1_000  # systems whose APIs are counted


def list_vendors(context: Context, function: str) -> dict[str, Any]:
    """Vendors with their systems and share, those of most systems first; `function` narrows when not empty."""
    filters = 'sl_type:"platform"' + (f" sl_function:{quote(function)}" if function else "")
    answer = _search(context, filters, facets=("sl_vendor",))
    counts = answer["facets"].get("sl_vendor", {})
    attributed = sum(counts.values())
    vendors = [
        {"key": key, "name": vendor_label(key), "systems": count, "share": count / attributed}
        for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return {"systems": answer["count"], "unknown": answer["count"] - attributed, "vendors": vendors}


def count_records(context: Context, key: str) -> dict[str, Any]:
    """Systems of a vendor, their bodies, functions with shares, products and provinces; its software and APIs."""
    answer = _search(context, f'sl_type:"platform" sl_vendor:{quote(key)}', facets=FACETS, rows=MAX_SYSTEMS)
    everybody = _search(context, 'sl_type:"platform" sl_vendor:[* TO *]', facets=("sl_function",))
    totals = everybody["facets"].get("sl_function", {})
    functions = [
        {"code": code, "systems": count, "known": totals.get(code, count), "share": count / totals.get(code, count)}
        for code, count in _sorted(answer["facets"].get("sl_function", {}))
    ]
    return {
        "systems": answer["count"],
        "bodies": _counts(answer, "sl_body"),
        "functions": functions,
        "products": _counts(answer, "sl_product"),
        "provinces": _counts(answer, "sl_province"),
        "software": _search(context, f'sl_type:"software" sl_vendor:{quote(key)}')["count"],
        "apis": _count_apis(context, [record["id"] for record in answer["results"]]),
    }


def _count_apis(context: Context, systems: list[str]) -> int:
    """APIs that systems expose: data services that are linked with one of them."""
    services: set[str] = set()
    for start in range(0, len(systems), LINKED_AT_ONCE):
        ids = " OR ".join(quote(system) for system in systems[start : start + LINKED_AT_ONCE])
        page = _search(context, f'sl_type:"dataservice" sl_link:({ids})', rows=MAX_SYSTEMS)
        services.update(record["id"] for record in page["results"])
    return len(services)


def _search(context: Context, filters: str, facets: tuple[str, ...] = (), rows: int = 0) -> dict[str, Any]:
    data = {
        "fq": filters,
        "rows": rows,
        "fl": ["id"],
        "include_private": True,
        "facet.field": list(facets),
        "facet.limit": -1,
    }
    caller = {name: context[name] for name in ("user", "auth_user_obj") if name in context}
    return tk.get_action("package_search")(caller, data)


def _counts(answer: dict[str, Any], facet: str) -> list[dict[str, Any]]:
    return [{"code": code, "count": count} for code, count in _sorted(answer["facets"].get(facet, {}))]


def _sorted(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
