"""The region's projects in figures."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.projects import body_funding, project_figures
from ckanext.smartlombardia.logic.records import funding_states, package_refresh, packages, store

__all__ = ["smartlombardia_body_funding", "smartlombardia_project_figures", "smartlombardia_project_states_link"]


@tk.side_effect_free
def smartlombardia_body_funding(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What a body was given, each CUP once, beside municipalities of its size class; of what is public.

    :param ipa: IPA code of the body
    :returns: projects and renounced (lists of body, cup, title, programme, measure, amount in euro or null,
        is_renounced, record: the name of its page or null); amount (sum), with_amount (projects whose amount is
        published); class (null for what is no municipality): code, municipalities, funded (those with a project),
        median_projects and median_amount of these
    """
    tk.check_access("smartlombardia_body_funding", context, data_dict)
    ipa = str(tk.get_or_bust(data_dict, "ipa"))
    if vocabularies.body(ipa) is None:
        raise tk.ObjectNotFound(tk._("No body has this IPA code"))
    return body_funding.summarise_body(ipa)


@tk.side_effect_free
def smartlombardia_project_figures(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Projects by state, of public records only: a CUP counts once.

    :param domain, size, province, programme, measure: only projects with this code
    :returns: filters (as asked); total and, by domain, size, province, programme and measure, a list of: code,
        label_it, label_en, planned, running, closed, renounced, unknown, projects, bodies, with_amount (projects whose
        funding is published), amount (euro, null where none is published)
    """
    tk.check_access("smartlombardia_project_figures", context, data_dict)
    filters = {name: str(data_dict[name]) for name in project_figures.DIMENSIONS if data_dict.get(name)}
    return {"filters": filters, **project_figures.count_projects(project_figures.load_projects(filters))}


def smartlombardia_project_states_link(context: Context, data_dict: DataDict) -> list[str]:
    """Bring projects in line with what PA digitale 2026 says of their CUPs. Commits.

    :param bodies: IPA codes of bodies whose funding changed
    :returns: ids of the projects that changed
    """
    tk.check_access("smartlombardia_project_states_link", context, data_dict)
    projects = funding_states.projects_of(tk.get_or_bust(data_dict, "bodies"))
    changed = funding_states.write_states(projects)
    package_refresh.rewrite(changed)
    store.tell("record", dict.fromkeys(changed, "updated"))
    core.Session.commit()
    packages.index(changed)
    return sorted(changed)
