"""Actions on the quality of metadata: judge, show, sum up, validate before saving, look at links."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.interop import file_inspection
from ckanext.smartlombardia.logic.network import client as network_client
from ckanext.smartlombardia.logic.quality import (
    dataset_quality,
    links,
    quality_store,
    quality_summary,
    schema,
    validation,
)
from ckanext.smartlombardia.logic.records import store

__all__ = [
    "smartlombardia_hvd_list",
    "smartlombardia_links_check",
    "smartlombardia_quality_judge",
    "smartlombardia_quality_list",
    "smartlombardia_quality_show",
    "smartlombardia_validate",
]
MAX_PAGE_SIZE = 1000


@tk.side_effect_free
def smartlombardia_quality_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The score that data.europa.eu will give to a dataset, what to change first, and what is wrong.

    :param id: id or name of a dataset
    :returns: lo and hi (points that are sure, and possible; they differ by what is not known), full (405), rating and
        best_rating, dimensions, metrics (each with state: pass, fail or unknown), changes (the most useful first:
        metric, ask, points, field, resource), findings (severity, rule, profile, message, remedy, field, resource),
        links (address, ok, why, since, looked), hvd and missing (what a high-value dataset lacks)
    """
    tk.check_access("smartlombardia_quality_show", context, data_dict)
    package = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    if package["type"] != "dataset":
        raise tk.ObjectNotFound(tk._("Only datasets have a score."))
    return dataset_quality.to_view(quality_store.load_judgement(package))


@tk.side_effect_free
@validate(schema.quality_list)
def smartlombardia_quality_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The score of the catalogue, or of a body's part of it, over what anybody may see.

    :param body: IPA code
    :param order: worst (if not given), best or title
    :param limit: at most this many datasets, 20 if not given, 1,000 at most
    :param offset: from this one on
    :returns: catalogue (datasets, lo, hi, mean_lo, mean_hi, rating, ratings, dimensions, metrics, changes, at), bodies
        (lowest mean first; none where a body is asked for) and results (datasets with their first change)
    """
    tk.check_access("smartlombardia_quality_list", context, data_dict)
    body = (data_dict.get("body") or "").lower() or None
    return {
        "catalogue": quality_summary.catalogue(body),
        "bodies": [] if body else quality_summary.bodies(),
        "results": quality_summary.datasets(
            body, data_dict["order"], min(data_dict["limit"], MAX_PAGE_SIZE), data_dict["offset"]
        ),
    }


@tk.side_effect_free
def smartlombardia_hvd_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """High-value datasets against Implementing Regulation (EU) 2023/138: what is missing and where.

    :param body: IPA code; all if not given
    :returns: list of id, name, title, body, categories, complete, errors and missing, those that lack most first
    """
    tk.check_access("smartlombardia_hvd_list", context, data_dict)
    return quality_summary.high_value((data_dict.get("body") or "").lower() or None)


def smartlombardia_validate(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Check metadata before they are saved, by the rules that hold afterwards too. Nothing is written.

    :param record: fields of a dataset, as `package_create` takes them
    :param id: the dataset that they would change, if it is there already
    :param resource: the id of the resource of that dataset that the fields are about, `new` for one to add; or
    :param text: a catalogue as text, and
    :param format: how it is written: ttl, rdf, xml, n3, nt or jsonld
    :returns: for a record, what `smartlombardia_quality_show` gives, and `blocking`: field -> messages that keep it
        from being saved; for a text, findings, and scores of its datasets
    """
    tk.check_access("smartlombardia_validate", context, data_dict)
    if data_dict.get("text"):
        return validation.text(data_dict["text"], data_dict.get("format") or "ttl")
    record = tk.get_or_bust(data_dict, "record")
    if not isinstance(record, dict):
        raise tk.ValidationError({"record": [tk._("Give the fields of the dataset.")]})
    return validation.record(context, record, data_dict.get("id"), data_dict.get("resource"))


def smartlombardia_quality_judge(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Judge datasets and keep what came of it, for the figures over many.

    :param records: UUIDs of records that changed; all if not given
    :returns: counts: judged, gone, set_aside
    """
    tk.check_access("smartlombardia_quality_judge", context, data_dict)
    records = data_dict.get("records")
    counts = quality_store.refresh(None if records is None else quality_store.find_affected(records))
    if not context.get("defer_commit"):
        core.Session.commit()
    return counts


@validate(schema.links_check)
def smartlombardia_links_check(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Look whether the addresses of public datasets answer, those first that nobody looked at for longest. Background.

    :param limit: at most this many addresses, 200 if not given
    :returns: counts: looked, answering, broken, untold, changed
    """
    tk.check_access("smartlombardia_links_check", context, data_dict)
    client = network_client.looker()
    counts, changed = links.check_links(
        lambda address: client.probe(address, file_inspection.ENOUGH), data_dict["limit"]
    )
    if changed:
        datasets = quality_store.with_links(changed)
        quality_store.refresh(datasets)
        store.tell("record", dict.fromkeys(sorted(datasets), "looked"))
        core.Session.commit()
    return counts
