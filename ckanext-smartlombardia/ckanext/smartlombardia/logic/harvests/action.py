"""Actions on sources and their runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

from ckanext.smartlombardia.logic.harvests import jobs, schema, sources
from ckanext.smartlombardia.logic.records import absence, packages, repair_log
from ckanext.smartlombardia.model import SourcePage
from ckanext.smartlombardia.registry import itself

__all__ = [
    "harvest_object_list",
    "harvest_send_job_to_gather_queue",
    "harvest_source_clear",
    "harvest_source_list",
    "smartlombardia_harvest",
    "smartlombardia_harvest_archive",
    "smartlombardia_harvest_ask",
    "smartlombardia_harvest_wake",
    "smartlombardia_source_list",
    "smartlombardia_source_repairs",
    "smartlombardia_source_report",
    "smartlombardia_sources_load",
]


def smartlombardia_sources_load(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Make the sources that a new installation has. Loading again changes what differs only.

    :returns: how many sources were created, changed and unchanged
    """
    tk.check_access("smartlombardia_sources_load", context, data_dict)
    return sources.load(context["user"])


@validate(schema.source_name)
def smartlombardia_harvest(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Harvest a source in this process, from its first page to its report.

    :param source: name of the source
    :returns: source, seconds, counts and the number of faults
    """
    tk.check_access("smartlombardia_harvest", context, data_dict)
    return jobs.run(jobs.open_job(_source(data_dict["source"]).id))


@validate(schema.source_name)
def smartlombardia_harvest_ask(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Ask for a source to be harvested as soon as a worker is free.

    :param source: name of the source
    :returns: whether it was put into the queue (`asked`); False when it waits or runs already
    """
    tk.check_access("smartlombardia_harvest_ask", context, data_dict)
    _source(data_dict["source"])
    return {"asked": jobs.ask(data_dict["source"])}


@validate(schema.source_name)
def smartlombardia_harvest_archive(context: Context, data_dict: DataDict) -> dict[str, int]:
    """A person's word that what the source's last whole run did not meet is gone: archive it, however much it is.

    :param source: name of the source
    :returns: how many of the source's records were archived
    """
    tk.check_access("smartlombardia_harvest_archive", context, data_dict)
    _source(data_dict["source"])
    absent = absence.absent(data_dict["source"])
    changed = absence.archive(absent)
    core.Session.commit()
    packages.index(changed)
    return {"archived": len(absent)}


def smartlombardia_harvest_wake(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Make the jobs that are due, and give those whose worker died to another one, which goes on where they stood.

    :returns: how many jobs were given to workers again
    """
    tk.check_access("smartlombardia_harvest_wake", context, data_dict)
    tk.get_action("harvest_jobs_run")(context, {})
    again = jobs.list_abandoned()
    for job in again:
        jobs.enqueue(job)
    return {"again": len(again)}


@tk.side_effect_free
def smartlombardia_source_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Sources: the regional office sees all of them, others the office's and those of their own body.

    :returns: list of name, title, url, type, body, frequency, active, next_run, waiting, whether you may see its
        `reports`, and the `last` run with its state (running, done, faults, failed, interrupted), started, finished
        and, for those who may see reports, counts and report
    """
    tk.check_access("smartlombardia_source_list", context, data_dict)
    return sources.list_visible(core.User.get(context["user"]), unrestricted=bool(context.get("ignore_auth")))


@tk.side_effect_free
@validate(schema.source_name)
def smartlombardia_source_report(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A source with its runs, the newest first, each with its report; and how many records it keeps here.

    :param source: name of the source
    :returns: what `smartlombardia_source_list` gives of it, with `runs`, `records` and the number of those `absent`
    """
    tk.check_access("smartlombardia_source_report", context, data_dict)
    name = data_dict["source"]
    return {
        **_load_view(context, name),
        "runs": sources.runs(name),
        "records": sources.records_of(name),
        "absent": len(absence.absent(name)),
    }


@tk.side_effect_free
@validate(schema.source_name)
def smartlombardia_source_repairs(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """What was mended on the records of a source, for those who may see its reports.

    :param source: name of the source
    :returns: list of dataset (its identifier at the source), property, old, new
    """
    tk.check_access("smartlombardia_source_report", context, data_dict)
    if not _load_view(context, data_dict["source"])["reports"]:
        raise tk.NotAuthorized(tk._("Reports are for the regional office and the body whose source it is"))
    return list(repair_log.of_source(data_dict["source"]))


@tk.chained_action
def harvest_send_job_to_gather_queue(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """Give a job of ours to the workers: ckanext-harvest's own consumers are not needed for it."""
    job = core.Session.get(HarvestJob, tk.get_or_bust(data_dict, "id"))
    if job is None or not jobs.is_ours(job.source.type):
        return next_action(context, data_dict)
    tk.check_access("harvest_send_job_to_gather_queue", context, {"source_id": job.source_id})
    jobs.enqueue(job.id)
    return tk.get_action("harvest_job_show")(context, {"id": job.id})


@tk.chained_action
def harvest_source_clear(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """Clear a source's history. The records stay: they may have other sources, and hands that changed them."""
    tk.check_access("harvest_source_clear", context, data_dict)
    source = core.Session.get(HarvestSource, tk.get_or_bust(data_dict, "id"))
    if source is not None:
        objects = core.Session.query(HarvestObject).filter_by(harvest_source_id=source.id)
        objects.update({"package_id": None}, synchronize_session=False)
        name = core.Package.get(source.id).name
        core.Session.query(SourcePage).filter_by(source=name).delete(synchronize_session=False)
        core.Session.commit()
    return next_action(context, data_dict)


@tk.side_effect_free
@tk.chained_action
def harvest_source_list(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """As ckanext-harvest has it, for sources that the viewer may see."""
    tk.check_access("harvest_source_list", context, data_dict)
    if context.get("ignore_auth"):
        return next_action(context, data_dict)
    allowed = {source["id"] for source in sources.list_visible(core.User.get(context["user"])) if source["reports"]}
    # it gives others none at all
    return [source for source in next_action({**context, "user": itself.name()}, data_dict) if source["id"] in allowed]


@tk.side_effect_free
@tk.chained_action
def harvest_object_list(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """As ckanext-harvest has it, which asks for access without saying to what."""
    tk.check_access("harvest_object_list", context, data_dict)
    return next_action(context, data_dict)


def _load_view(context: Context, name: str) -> dict[str, Any]:
    """A source as the viewer may see it."""
    views = sources.list_visible(core.User.get(context["user"]), unrestricted=bool(context.get("ignore_auth")))
    view = next((view for view in views if view["name"] == name), None)
    if view is None:
        raise tk.ObjectNotFound(tk._("There is no such source"))
    return view


def _source(name: str) -> HarvestSource:
    package = core.Package.get(name)
    source = core.Session.get(HarvestSource, package.id) if package else None
    if source is None:
        raise tk.ObjectNotFound(tk._("There is no source named {name}").format(name=name))
    if not jobs.is_ours(source.type):
        raise tk.ValidationError({"source": [tk._("This source is harvested by the workers of another extension.")]})
    return source
