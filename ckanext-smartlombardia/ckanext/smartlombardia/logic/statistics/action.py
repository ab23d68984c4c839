"""The region in figures."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.matching import case_visibility
from ckanext.smartlombardia.logic.projects import project_figures
from ckanext.smartlombardia.logic.statistics import counts, funding

__all__ = ["smartlombardia_region_figures"]


@tk.side_effect_free
def smartlombardia_region_figures(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The region in figures, of public records only: what a visitor finds in the lists.

    :returns: municipalities; records (kind -> how many); funding (projects, amount in euro, seen); pdnd (apis,
        municipalities, seen); cases that wait, by relation; gaps (functions in which systems cannot talk) and the
        widest of them (id, function, bodies) or None; provinces, each with code, name, municipalities, services (the
        median of the funded ones), with_api, unknown; projects by state (planned, running, closed,
        renounced, unknown), a CUP once
    """
    tk.check_access("smartlombardia_region_figures", context, data_dict)
    funded, exposing = funding.services(), counts.bodies_with_apis()
    gaps = counts.gaps()
    return {
        "municipalities": len(counts.municipalities()),
        "records": counts.records(),
        "funding": funding.sums(),
        "pdnd": counts.pdnd(),
        "cases": case_visibility.totals(),
        "projects": project_figures.count_states(),
        "gaps": len({gap["function"] for gap in gaps}),
        "widest": max(gaps, key=lambda gap: gap["bodies"], default=None),
        "provinces": counts.provinces(funded, exposing),
    }
