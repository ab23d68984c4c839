"""Actions on looks at APIs: look, and show what was seen."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.interop import probes
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.probes import availability, probe_run, schema

__all__ = ["smartlombardia_availability_show", "smartlombardia_probes_check"]


@validate(schema.probes_check)
def smartlombardia_probes_check(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Look at APIs, those first that nobody looked at for longest; never at those of the police and of security.

    :param limit: at most this many APIs, 100 if not given
    :returns: counts: looked, answering, silent, untold, changed (records of which something else is known now)
    """
    tk.check_access("smartlombardia_probes_check", context, data_dict)
    get, handshake = client.prober()
    counts, _ = probe_run.check_apis(lambda target: probes.probe(target, get, handshake), data_dict["limit"])
    return counts


@tk.side_effect_free
def smartlombardia_availability_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Whether an API answers, as our own looks saw it.

    :param id: id or name of the data service
    :returns: address, answers (null when nobody looked), looked, ms (median), looks, share, days (day, looks, ok)
    """
    tk.check_access("smartlombardia_availability_show", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None or package.type != "dataservice":
        raise tk.ObjectNotFound(tk._("There is no such record"))
    return availability.describe_availability(package)
