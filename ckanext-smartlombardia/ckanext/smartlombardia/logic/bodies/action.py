"""Actions on bodies."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.bodies import schema, territory
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.registry.identity import Bodies

__all__ = ["smartlombardia_body_find", "smartlombardia_body_show", "smartlombardia_territory_load"]


def smartlombardia_territory_load(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Load the Region, the provinces and the municipalities as organizations. Loading again changes what differs only.

    :param only: IPA codes, to load only these and the bodies above them; all if not given
    :returns: how many bodies were created, changed and unchanged
    """
    tk.check_access("smartlombardia_territory_load", context, data_dict)
    counts = territory.load(territory.territory(only=set(data_dict.get("only") or ())))
    core.Session.commit()
    return counts


@tk.side_effect_free
@validate(schema.body_find)
def smartlombardia_body_find(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Bodies by name, IPA, ISTAT or cadastral code, accents or not; the best first.

    :param q: what was typed
    :param limit: at most this many, 10 if not given, 50 at most
    :returns: list of ipa, name, official_name, kind, province, istat, population
    """
    tk.check_access("smartlombardia_body_find", context, data_dict)
    return [_shown(body) for body in Bodies.load().find(data_dict["q"], limit=data_dict["limit"])]


@tk.side_effect_free
@validate(schema.body_show)
def smartlombardia_body_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One body by its IPA code, with the organization that stands for it.

    :param ipa: IPA code, in either case
    :returns: what `smartlombardia_body_find` gives of it, with org_id, valid_from, valid_until and successor
    """
    tk.check_access("smartlombardia_body_show", context, data_dict)
    body, row = vocabularies.body(data_dict["ipa"]), core.Session.get(Body, data_dict["ipa"].lower())
    if body is None or row is None:
        raise tk.ObjectNotFound(tk._("There is no body with the IPA code {ipa}").format(ipa=data_dict["ipa"]))
    return {
        **_shown(body),
        "org_id": row.org_id,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "successor": row.successor,
    }


def _shown(body: vocabularies.Body) -> dict[str, Any]:
    kept = ("ipa", "name", "official_name", "kind", "province", "istat", "cadastral", "population", "lat", "lon")
    return {name: getattr(body, name) for name in kept}
