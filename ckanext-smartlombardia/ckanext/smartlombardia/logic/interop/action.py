"""Actions of the audit: judge, and what it found."""

from __future__ import annotations

from datetime import date
from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import on_groups
from ckanext.smartlombardia.logic.interop import (
    audit_run,
    finding_decisions,
    finding_list,
    function_report,
    history,
    indexing,
    letters,
    next_steps,
    record_report,
    schema,
    trends,
)
from ckanext.smartlombardia.logic.interop.matrix import matrix
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_body_steps",
    "smartlombardia_finding_decide",
    "smartlombardia_finding_list",
    "smartlombardia_finding_show",
    "smartlombardia_function_list",
    "smartlombardia_function_show",
    "smartlombardia_judge",
    "smartlombardia_letter",
    "smartlombardia_matrix",
    "smartlombardia_record_judged",
    "smartlombardia_record_judged_on",
    "smartlombardia_trend_show",
]


def smartlombardia_judge(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Judge by the rules, and keep what changed. Judging again what did not change writes no verdict and no finding.

    :param records: UUIDs of records that changed; with `bodies`, only what they may alter is judged; all if not given
    :param bodies: IPA codes of bodies that changed
    :returns: counts: towns, systems, judged, changed, ended (verdicts), found, returned, closed, open (findings)
    """
    tk.check_access("smartlombardia_judge", context, data_dict)
    partly = "records" in data_dict or "bodies" in data_dict
    began = now()
    counts = audit_run.run(data_dict.get("records") or [] if partly else None, data_dict.get("bodies") or [])
    if not context.get("defer_commit"):
        core.Session.commit()
        indexing.reindex_levels(began)
    return counts


@tk.side_effect_free
@validate(schema.finding_list)
def smartlombardia_finding_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Findings that the reader may see, the gravest first.

    :param province: province code, such as LC
    :param domain: code of a domain
    :param function: code of a function
    :param rule: id of a rule
    :param label: non_conformity, criticality or recommendation
    :param severity: blocker, major or minor
    :param body: IPA code
    :param subject: UUID of a record, IPA code of a body, or key of a group
    :param observed: failing, unknown, passing or gone; those that are open if not given
    :param handling: new, accepted, contested or excepted
    :param limit: at most this many, 20 if not given, 1,000 at most
    :param offset: from this one on
    :returns: count, facets (name -> value -> count) and results
    """
    tk.check_access("smartlombardia_finding_list", context, data_dict)
    return finding_list.find_findings(data_dict, visibility.viewer(context))


@tk.side_effect_free
@validate(schema.finding_show)
def smartlombardia_finding_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One finding: verdict, sentence, rule with its legal source, each piece of evidence with source and date.

    :param id: number of the finding
    :returns: the finding with evidence, history, rule_text and letters (bodies and vendors that one may write to)
    """
    tk.check_access("smartlombardia_finding_show", context, data_dict)
    user = visibility.viewer(context)
    finding = finding_list.describe_finding(data_dict["id"], user)
    if finding is None:
        raise tk.ObjectNotFound(tk._("There is no such finding, or you may not see it."))
    return {**finding, "letters": letters.list_addressees(finding, user)}


@tk.side_effect_free
@validate(schema.matrix)
def smartlombardia_matrix(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Municipalities or provinces by domain, from isolated (L0) to integrated (L4).

    :param rows: municipality (if not given) or province
    :param province: only this province
    :param size: only towns of this class of inhabitants: 0-2000, 2000-5000, 5000-20000 or 20000-
    :param order: known (if not given), population, gaps or name
    :param limit: at most this many rows, 25 if not given
    :param offset: from this row on
    :returns: count, domains, rows (key, name, cells by domain, national) and totals (domain -> state -> towns)
    """
    tk.check_access("smartlombardia_matrix", context, data_dict)
    return matrix(data_dict, visibility.viewer(context))


@tk.side_effect_free
@validate(schema.function_show)
def smartlombardia_function_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One function in the region: islands of towns that can exchange, where it breaks, what mends it.

    :param function: code of the scheme of functions
    :returns: needs, admitted, compatibility, groups (each with verdict, islands, figures, finding), levels, vendors (by
        province, how few hold the function), made_again (own developments while there was software to reuse)
    """
    tk.check_access("smartlombardia_function_show", context, data_dict)
    if v.concept("functions", data_dict["function"]) is None:
        raise tk.ObjectNotFound(tk._("There is no such function"))
    return function_report.describe_function(data_dict["function"], visibility.viewer(context))


@tk.side_effect_free
def smartlombardia_function_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Functions of which groups of systems were judged, those that break first.

    :returns: list of function, groups, failing (groups that cannot exchange), bodies (in the largest group)
    """
    tk.check_access("smartlombardia_function_list", context, data_dict)
    return function_report.list_functions(visibility.viewer(context))


@tk.side_effect_free
def smartlombardia_record_judged(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the audit says of a record.

    :param id: id or name of the record
    :returns: level (proven, possible, lo, hi, coverage), verdicts (each with rule, reason and facts), kept (how many
        verdicts only its body and the office see), groups (findings on groups that it is part of)
    """
    tk.check_access("smartlombardia_record_judged", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    user = visibility.viewer(context)
    insider = visibility.sees_restricted(user, visibility.body_of_organization(package.owner_org))
    return record_report.describe_record(package, user, insider)


@tk.side_effect_free
@validate(schema.judged_on)
def smartlombardia_record_judged_on(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the audit said of a record on a day of the past.

    :param id: id or name of the record
    :param day: the day, as 2026-11-27
    :param again: judge again by today's rules on the facts of that day; for the body and the office
    :returns: day, again (whether it was judged now), level, verdicts (rule, version, verdict, reason, since, until)
    """
    tk.check_access("smartlombardia_record_judged_on", context, data_dict)
    package = core.Package.get(data_dict["id"])
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no such record"))
    user = visibility.viewer(context)
    insider = visibility.sees_restricted(user, visibility.body_of_organization(package.owner_org))
    day = date.fromisoformat(data_dict["day"])
    if not data_dict.get("again"):
        return history.load_recorded(package, day, user, insider)
    if not insider:
        raise tk.NotAuthorized(tk._("Only the body and the regional office may have it judged again."))
    return history.judge_again(package, day)


@tk.side_effect_free
def smartlombardia_body_steps(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The next steps of a municipality, the most useful first.

    :param ipa: IPA code
    :returns: at most three: kind, ask, text, why, who acts, minutes, and the finding or the rule that asks for it
    """
    tk.check_access("smartlombardia_body_steps", context, data_dict)
    return next_steps.steps(tk.get_or_bust(data_dict, "ipa").lower(), visibility.viewer(context))


def smartlombardia_finding_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer a finding: its body accepts or contests it, the office confirms it, grants an exception or reopens it.

    :param id: number of the finding
    :param verdict: accepted or contested (body); confirmed, excepted or new (office)
    :param reason: why; asked for when it is contested, confirmed or excepted
    :param type: for an exception, a code of the scheme `exception_types`
    :param until: for an exception, its last day, within 18 months
    :returns: the finding as `smartlombardia_finding_show` gives it
    """
    tk.check_access("smartlombardia_finding_decide", context, data_dict)
    user = visibility.viewer(context)
    finding = finding_decisions.find(int(data_dict["id"]), user)
    if finding is None or user is None:
        raise tk.ObjectNotFound(tk._("There is no such finding, or you may not see it."))
    finding_decisions.decide(finding, data_dict.get("verdict", ""), data_dict, user)
    if data_dict["verdict"] in finding_decisions.BY_OFFICE and finding.rule not in on_groups():
        audit_run.run([finding.subject_key], [finding.subject_key])
    core.Session.commit()
    return finding_list.describe_finding(finding.id, user) or {}


@tk.side_effect_free
@validate(schema.letter)
def smartlombardia_letter(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A letter on findings, to the body that they concern or to the vendor of its systems.

    :param to: body or vendor
    :param finding: number of the finding; all open ones if not given
    :param body: IPA code of the body; for a letter to a vendor, only its systems
    :param vendor: VAT number of the vendor, or its name in small letters; whoever sells the system if not given
    :param lang: it (if not given) or en
    :returns: sender, to, date, subject, opening, sections (title, says, columns, rows, below) and closing
    """
    tk.check_access("smartlombardia_letter", context, data_dict)
    letter = letters.write_letter(data_dict, visibility.viewer(context), now().date(), data_dict.get("lang") or "it")
    if letter is None:
        raise tk.ObjectNotFound(tk._("There is no open finding to write of."))
    return dict(letter)


@tk.side_effect_free
@validate(schema.trend_show)
def smartlombardia_trend_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Levels, coverage and interoperability ratio by month, of the region or of a body or a function.

    :param body: IPA code
    :param function: code of a function
    :returns: since (the first verdict) and points: day, systems, levels, coverage, pairs, ratio
    """
    tk.check_access("smartlombardia_trend_show", context, data_dict)
    body, code = (data_dict.get("body") or "").lower() or None, data_dict.get("function") or None
    return trends.trend(visibility.viewer(context), body, code)
