"""What the first page shows: figures of the region, an API to try at once, the six domains."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.views import api_calls

__all__ = ["sl_domains", "sl_open_api", "sl_region_figures"]

FUNCTIONS_PER_DOMAIN = 3  # functions that a domain names
CANDIDATES = 20  # open APIs among which one with an address is looked for


def sl_region_figures() -> dict[str, Any]:
    """The region in figures, as `smartlombardia_region_figures` gives them."""
    return tk.get_action("smartlombardia_region_figures")(api_calls.context(), {})


def sl_open_api() -> dict[str, Any] | None:
    """An API that anybody may call, with its address; None where the registry has none, empty where nobody knows."""
    result = api_calls.search_if_up("+sl_type:dataservice +sl_access:open", rows=CANDIDATES, sort="sl_sort asc")
    first = next((record for record in result["results"] if record.get("endpoint_url")), None)
    return {} if result["away"] else first


def sl_domains() -> list[dict[str, Any]]:
    """Domains: code, label, `functions` (how many), `named` (some in words), `records` (None: not known)."""
    lang = api_calls.language()
    result = api_calls.search_if_up("", rows=0, **{"facet.field": ["sl_domain"], "facet.limit": -1})
    counts = result["facets"]["sl_domain"]
    domains = []
    for domain in vocabularies.concepts("domains"):
        functions = [
            function for function in vocabularies.concepts("functions") if function.extra["domain"] == domain.code
        ]
        first = sorted(functions, key=lambda function: not function.extra["core"])[
            :FUNCTIONS_PER_DOMAIN
        ]  # stable: the scheme's own order
        domains.append(
            {
                "code": domain.code,
                "label": domain.label[lang],
                "functions": len(functions),
                "named": _listed([function.label[lang] for function in first]),
                "records": None if result["away"] else counts.get(domain.code, 0),
            }
        )
    return domains


def _listed(labels: list[str]) -> str:
    """Labels as one phrase: only the first keeps its capital, acronyms theirs."""
    rest = [label[0].lower() + label[1:] if label[1:2].islower() else label for label in labels[1:]]
    return ", ".join([*labels[:1], *rest])
