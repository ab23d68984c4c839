"""The one action that reads restricted fields and the one that writes them."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.facts import edits, project
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.records.edits import stamp
from ckanext.smartlombardia.logic.restricted import schema
from ckanext.smartlombardia.model import Restricted
from ckanext.smartlombardia.registry import visibility

__all__ = ["smartlombardia_restricted_show", "smartlombardia_restricted_update"]


@tk.side_effect_free
def smartlombardia_restricted_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Restricted fields of a platform.

    :param id: id or name of the platform
    :returns: those of the fields of `schema.FIELDS` that are known
    """
    tk.check_access("smartlombardia_restricted_show", context, data_dict)
    package = _platform(data_dict)
    return project(store.facts_of([package.id], Restricted)[package.id])


def smartlombardia_restricted_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write restricted fields of a platform; fields that are not named stay, an empty one is cleared.

    :param id: id or name of the platform
    :returns: the fields as `smartlombardia_restricted_show` gives them
    """
    tk.check_access("smartlombardia_restricted_update", context, data_dict)
    package = _platform(data_dict)
    store.hold(package.id)
    facts = store.facts_of([package.id], Restricted)[package.id]
    values = schema.restricted({name: data_dict[name] for name in schema.FIELDS if name in data_dict})
    body = visibility.body_of_organization(package.owner_org)
    changes = edits(facts, values, stamp(package.id, core.User.get(context["user"]), body), names=values)
    store.apply([changes], Restricted)
    store.tell("record", {package.id: "restricted"})
    core.Session.commit()
    return project(store.facts_of([package.id], Restricted)[package.id])


def _platform(data_dict: DataDict) -> core.Package:
    package = core.Package.get(tk.get_or_bust(data_dict, "id"))
    if package is None or package.type != "platform":
        raise tk.ObjectNotFound(tk._("There is no such platform"))
    return package
