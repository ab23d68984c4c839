"""Actions on sources that are yet to be: try an address, see what came of it, add it; add many from a table."""

from __future__ import annotations

import json
from typing import Any

from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import config
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.logic.previews import preview_store, schema, source_creation
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_source_add",
    "smartlombardia_source_try",
    "smartlombardia_sources_import",
    "smartlombardia_trial_show",
]


@validate(schema.trial_request)
def smartlombardia_source_try(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read an address without writing anything: what kind of source it is, what would come in, what is wrong.

    :param address: the address that a source would have
    :param body: IPA code of the body whose source it would be, the office if not given
    :param type: the type of source, recognised if not given
    :param config: settings of the source, as JSON
    :returns: the `id` of the trial; `smartlombardia_trial_show` tells how far it is and what was found
    """
    tk.check_access("smartlombardia_source_try", context, data_dict)
    viewer = visibility.viewer(context)
    body = _body(data_dict)
    settings = json.dumps(_settings(data_dict))
    by = viewer.id if viewer else ""
    return {"id": preview_store.request_trial(data_dict["address"], body, by, data_dict.get("type", ""), settings)}


@tk.side_effect_free
@validate(schema.numbered)
def smartlombardia_trial_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A trial and what was found.

    :param id: the number of the trial
    :returns: id, state (waiting, running, done, failed), asked, and once it is done type and address with counts,
        kinds, bodies, examples, faults, refused, repaired and checked (records, errors and warnings: what the first
        datasets and APIs would lack by DCAT-AP_IT, DCAT-AP and HVD); or `refused_address` with why and remedy
    """
    tk.check_access("smartlombardia_trial_show", context, data_dict)
    trial = preview_store.show(data_dict["id"])
    if trial is None:
        raise tk.ObjectNotFound(tk._("There is no such trial: they are kept for a week"))
    return trial


@validate(schema.new_source)
def smartlombardia_source_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a source and have it read.

    :param address: its address
    :param type: a code of the table `source_types`
    :param title: what people call it
    :param body: IPA code of the body whose source it is, the office if not given
    :param frequency: MANUAL, DAILY, WEEKLY, BIWEEKLY or MONTHLY, every week if not given
    :param config: its settings, as JSON
    :returns: the `name` of the source
    """
    tk.check_access("smartlombardia_source_add", context, data_dict)
    fields = {name: data_dict.get(name) or "" for name in ("address", "type", "title", "frequency")}
    if not jobs.is_ours(fields["type"]):
        raise tk.ValidationError({"type": [tk._("There is no such type of source")]})
    name = source_creation.create_source(
        fields["address"], fields["type"], fields["title"], _body(data_dict), fields["frequency"], _settings(data_dict)
    )
    jobs.ask(name)
    return {"name": name}


def smartlombardia_sources_import(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make many sources from a table.

    :param rows: rows with address (or url), title, type, body (IPA code) and frequency; type and body may be missing
        where the end of the address and the title tell them
    :param dry_run: only say what would be made
    :returns: `rows`, each with what it asks for and either `name` or `wrong`
    """
    tk.check_access("smartlombardia_sources_import", context, data_dict)
    rows = data_dict.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise tk.ValidationError({"rows": [tk._("A list of rows, each with its columns by name")]})
    sources = source_creation.read_rows(rows)
    for source in sources:
        if "wrong" in source:
            continue
        if existing := source_creation.find_source(source["address"]):
            source["there"] = existing
        elif not tk.asbool(data_dict.get("dry_run", False)):
            source["name"] = source_creation.create_source(
                source["address"], source["type"], source["title"], source["body"], source["frequency"], {}
            )
            jobs.ask(source["name"])
    return {"rows": sources}


def _body(data_dict: DataDict) -> str:
    return (data_dict.get("body") or config.office()).lower()


def _settings(data_dict: DataDict) -> dict[str, Any]:
    try:
        settings = json.loads(data_dict.get("config") or "{}")
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise tk.ValidationError({"config": [tk._("The settings are a JSON object")]})
    return settings
