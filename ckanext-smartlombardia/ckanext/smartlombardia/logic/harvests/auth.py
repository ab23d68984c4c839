"""Who sees sources and their reports, and who may harvest (design, section 4).

Reports are for the office and for members of the source's own body; harvesting is for the editors of both. Actions of
ckanext-harvest get the same rules: several of them are open to anyone as they come.
"""

from __future__ import annotations

from collections.abc import Callable

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context, DataDict
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.smartlombardia.registry import visibility

__all__ = [
    "harvest_job_create",
    "harvest_job_list",
    "harvest_job_show",
    "harvest_log_list",
    "harvest_object_list",
    "harvest_object_show",
    "harvest_source_list",
    "harvest_source_show",
    "harvest_source_show_status",
    "smartlombardia_harvest",
    "smartlombardia_harvest_archive",
    "smartlombardia_harvest_ask",
    "smartlombardia_harvest_wake",
    "smartlombardia_source_list",
    "smartlombardia_source_report",
    "smartlombardia_sources_load",
]
Next = Callable[[Context, DataDict], AuthResult]


def smartlombardia_sources_load(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only; they pass without being asked."""
    return {"success": False}


def smartlombardia_harvest(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only: it keeps the process until it is done."""
    return {"success": False}


def smartlombardia_harvest_wake(context: Context, data_dict: DataDict) -> AuthResult:
    """The registry itself."""
    return {"success": False}


def smartlombardia_harvest_archive(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the source's body and of the office."""
    return _may_run(context, data_dict.get("source"))


def smartlombardia_harvest_ask(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the source's body and of the office."""
    return _may_run(context, data_dict.get("source"))


@tk.auth_allow_anonymous_access
def smartlombardia_source_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone; the list holds what they may see."""
    return {"success": True}


def smartlombardia_source_report(context: Context, data_dict: DataDict) -> AuthResult:
    """The office and members of the source's body."""
    return _may_read(context, data_dict.get("source"))


@tk.chained_auth_function
def harvest_source_show(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    return _may_read(context, data_dict.get("id"))


@tk.chained_auth_function
def harvest_source_show_status(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    return _may_read(context, data_dict.get("id"))


@tk.chained_auth_function
def harvest_source_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone signed in; the action leaves out what they may not see."""
    return {"success": True}


@tk.chained_auth_function
def harvest_job_create(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    return _may_run(context, data_dict.get("source_id"))


@tk.chained_auth_function
def harvest_job_show(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    attribute = data_dict.get("attr") or "id"
    job = HarvestJob.get(data_dict.get("id"), attr=attribute) if hasattr(HarvestJob, attribute) else None
    return _may_read(context, job and job.source_id)


@tk.chained_auth_function
def harvest_job_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Those of one source for who may see it, of all sources for the office."""
    return _may_read(context, data_dict.get("source_id"))


@tk.chained_auth_function
def harvest_object_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    return _may_read(context, data_dict.get("source_id"))


@tk.chained_auth_function
def harvest_object_show(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """Who may see the source of every object that is asked for."""
    if data_dict.get("id"):
        attribute = data_dict.get("attr") or "id"
        harvest_object = (
            HarvestObject.get(data_dict["id"], attr=attribute) if hasattr(HarvestObject, attribute) else None
        )
    else:
        package = core.Package.get(data_dict.get("dataset_id") or "")
        current = core.Session.query(HarvestObject).filter_by(package_id=package and package.id, current=True)
        harvest_object = current.order_by(HarvestObject.import_finished.desc()).first()
    return _may_read(context, harvest_object and harvest_object.harvest_source_id)


@tk.chained_auth_function
def harvest_log_list(next_auth: Next, context: Context, data_dict: DataDict) -> AuthResult:
    """The office: a log speaks of every source."""
    return {"success": visibility.is_office(core.User.get(context["user"]))}


def _may_read(context: Context, source: str | None) -> AuthResult:
    """The office; members of the body that a source belongs to. One that is not named is for the office only."""
    return {"success": visibility.sees_restricted(core.User.get(context["user"]), _body(source))}


def _may_run(context: Context, source: str | None) -> AuthResult:
    return {"success": visibility.edits(core.User.get(context["user"]), _body(source))}


def _body(source: str | None) -> str | None:
    package = core.Package.get(source) if source else None
    return visibility.body_of_organization(package.owner_org) if package and package.type == visibility.SOURCE else None
