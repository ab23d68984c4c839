"""Actions on vendors. They count what the caller may read, by the same search as the lists of records."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.vendors import ending_contracts, figures
from ckanext.smartlombardia.matching.systems.vendor_names import vendor_label, vendor_row

__all__ = ["smartlombardia_vendor_list", "smartlombardia_vendor_show"]
MAX_KEY_CHARACTERS = 200


@tk.side_effect_free
def smartlombardia_vendor_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Vendors of the systems that the caller may read, those of most systems first.

    :param function: code of a function, to count its systems only (optional)
    :returns: systems (how many are counted), unknown (how many name no vendor), vendors (key, name, systems, share of
        the systems whose vendor is known)
    """
    tk.check_access("smartlombardia_vendor_list", context, data_dict)
    return figures.list_vendors(context, str(data_dict.get("function") or ""))


@tk.side_effect_free
def smartlombardia_vendor_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A vendor: where its systems are in use, for what, with which share, and its published contracts that end.

    :param id: key of the vendor, as `smartlombardia_vendor_list` gives it
    :returns: key, name, tax_codes, names (in contracts), takeover, source, date, systems, bodies (code, count),
        functions (code, systems, known: systems of the function whose vendor is known, share), products and provinces
        (code, count), software and apis (count), contracts (body, cig, title, start, end), those that end first
    """
    tk.check_access("smartlombardia_vendor_show", context, data_dict)
    key = str(tk.get_or_bust(data_dict, "id"))[:MAX_KEY_CHARACTERS]
    row = vendor_row(key) or {}
    counts = figures.count_records(context, key)
    contracts = ending_contracts.list_contracts(key) if row or counts["systems"] else []
    if not row and not contracts and not any(counts[name] for name in ("systems", "software")):
        raise tk.ObjectNotFound(tk._("No such vendor is known."))
    return {
        "key": key,
        "name": vendor_label(key),
        "tax_codes": _split(row.get("tax_codes")),
        "names": _split(row.get("names")),
        "takeover": row.get("takeover", ""),
        "source": row.get("source", ""),
        "date": row.get("date", ""),
        **counts,
        "contracts": contracts,
    }


def _split(text: str | None) -> list[str]:
    return [part for part in (text or "").split("|") if part]
