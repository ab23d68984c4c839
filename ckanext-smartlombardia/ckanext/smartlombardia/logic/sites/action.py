"""Actions on the sites of bodies: read those that are due, show what a site shows."""

from __future__ import annotations

from typing import Any

from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.sites import schema, site_run

__all__ = ["smartlombardia_sites_check"]


@validate(schema.sites_check)
def smartlombardia_sites_check(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read the home pages of bodies that nobody read for a month, one page each, where robots.txt allows it.

    :param limit: at most this many sites, 50 if not given
    :returns: counts: read, forbidden, silent, changed (bodies of which something else is known now)
    """
    tk.check_access("smartlombardia_sites_check", context, data_dict)
    return site_run.read_sites(client.page_getter(), data_dict["limit"])
