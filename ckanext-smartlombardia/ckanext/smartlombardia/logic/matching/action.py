"""Actions on cases: finding, listing, deciding and undoing."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.matching import (
    case_store,
    case_view,
    case_visibility,
    consequences,
    contracts,
    decisions,
    merge,
    queue,
    run,
    saved_filters,
    schema,
    shared_products,
    similar,
    verdicts,
)
from ckanext.smartlombardia.logic.matching.case_visibility import Viewer
from ckanext.smartlombardia.logic.matching.merge import Chosen
from ckanext.smartlombardia.model import Case, Decision
from ckanext.smartlombardia.registry import visibility

__all__ = [
    "smartlombardia_case_answer",
    "smartlombardia_case_assign",
    "smartlombardia_case_decide",
    "smartlombardia_case_list",
    "smartlombardia_case_show",
    "smartlombardia_case_view_delete",
    "smartlombardia_case_view_list",
    "smartlombardia_case_view_save",
    "smartlombardia_decision_list",
    "smartlombardia_decision_undo",
    "smartlombardia_match",
    "smartlombardia_product_list",
    "smartlombardia_similar",
]

MAX_PAGE_SIZE = 200  # cases in one answer


def smartlombardia_match(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Compare the records of the registry and keep matches and cases. Called in process, after changes.

    :param records: UUIDs of what changed; all records if not given. What comes out is the same either way
    :returns: counts of records by type, of variants, pairs and open cases by relation; `changed`
    """
    tk.check_access("smartlombardia_match", context, data_dict)
    outcome = run.match_registry(data_dict.get("records") or ())
    if not context.get("defer_commit"):
        core.Session.commit()
    return {**outcome.counts, "changed": outcome.changed}


@tk.side_effect_free
@tk.validate_action_data(schema.case_list)
def smartlombardia_case_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Cases that wait for a decision, most useful first: bodies touched by how sure the machine is.

    A visitor gets `totals` only; members of a body the cases that touch it; the office all.

    :param relation: same_record, same_product, derived or same_function
    :param state: waiting if not given, or decided
    :param body: only cases that touch this body (IPA code); province, function, vendor, record (UUID), assigned_to,
        band (certain or candidate) and random likewise
    :param order: impact if not given; cost: by what is known to be paid a year, as far as the viewer may see it
    :param limit: at most this many, 20 if not given, 200 at most
    :param offset: how many to leave out at the beginning
    :returns: count, totals (waiting cases by relation), trusted (whether the machine's word counts as more than a
        guess), facets, and cases, each with its sides, its evidence in sentences with weights in bits and its
        `yearly_cost` (euro, of the platforms whose contract the viewer may see; none where nothing is known)
    """
    tk.check_access("smartlombardia_case_list", context, data_dict)
    viewer = Viewer.from_user(visibility.viewer(context))
    visible = case_visibility.load_cases(viewer, data_dict["state"])
    filtered = queue.filter_cases(visible, data_dict)
    dear = data_dict["order"] == "cost"
    chosen = queue.rank_by_cost(filtered, contracts.load_contracts(viewer)) if dear else queue.rank_by_impact(filtered)
    start, limit = data_dict["offset"], min(data_dict["limit"], MAX_PAGE_SIZE)
    return {
        "count": len(chosen),
        "totals": case_visibility.totals(),
        "trusted": verdicts.is_trusted(verdicts.load_decisions()),
        "facets": queue.facets(visible) if viewer.office else {},
        "cases": case_view.summarise_cases(chosen[start : start + limit], viewer),
    }


@tk.side_effect_free
@tk.validate_action_data(schema.case_show)
def smartlombardia_case_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One case: its records side by side, what differs, the evidence with its weights.

    :param id: number of the case
    :returns: as in `smartlombardia_case_list`, and `compared` (field, sides with values and how many records say
        them, equal), `prior` in bits, `model`, for each side its `members` and `places`, `history` (decisions and
        answers), and for who may decide `consequences` by verdict and, of one record twice, `choices`: field, which
        record's value stays unless another is chosen, values by record
    """
    tk.check_access("smartlombardia_case_show", context, data_dict)
    case, user = _case(data_dict), visibility.viewer(context)
    viewer = Viewer.from_user(user)
    view = {**case_view.describe_case(case, viewer), "history": case_view.history(decisions.of_case(case.id), viewer)}
    if visibility.is_office(user, *visibility.EDITORS) and case.state in case_store.WAITING_STATES:
        view["consequences"] = {verdict: consequences.plan(case, verdict).as_seen() for verdict in verdicts.VERDICTS}
        view["choices"] = merge.choices(case.members) if case.relation == "same_record" else []
    return view


@tk.validate_action_data(schema.case_decide)
def smartlombardia_case_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Decide a case: what follows is done at once, and can be undone for 30 days.

    :param id: number of the case
    :param verdict: same, derived, different, or ask (the bodies are asked, the case stays in the queue)
    :param reason: a code of the vocabulary `decision_reasons`
    :param survivor: of one record twice, the UUID of the one that stays; the oldest if not given
    :param fields: of one record twice, by field the UUID of the record whose value stays; what is not named stays as
        the facts of all of them together have it
    :returns: the decision: id, verdict, reason, at, until (when it can be undone no more), plan (what was done)
    """
    tk.check_access("smartlombardia_case_decide", context, data_dict)
    user = core.User.get(context["user"])
    chosen = Chosen(data_dict.get("survivor"), data_dict.get("fields") or {})
    case, by = _case(data_dict), user.id if user else ""
    decision = decisions.decide(case, data_dict["verdict"], data_dict.get("reason"), by, chosen)
    return case_view.describe_decision(decision, decisions.until(decision))


@tk.side_effect_free
@tk.validate_action_data(schema.decision_list)
def smartlombardia_decision_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Decisions on all cases, the newest first: the audit trail of the queue. For the office.

    :param by: only those of a user (name)
    :param verdict: same, derived, different, ask or undo
    :param limit: at most this many, 20 if not given, 200 at most
    :param offset: how many to leave out at the beginning
    :returns: count and decisions: id, case, title, relation, verdict, reason, by, at, model, random, undoes, undone
    """
    tk.check_access("smartlombardia_decision_list", context, data_dict)
    page, count = decisions.list_decisions({**data_dict, "limit": min(data_dict["limit"], MAX_PAGE_SIZE)})
    return {"count": count, "decisions": case_view.trail(page)}


def smartlombardia_decision_undo(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Undo a decision on a case within 30 days: one more decision, and everything stands as before.

    :param id: number of the decision; the last one of the user if not given
    :returns: the decision that undoes it
    """
    tk.check_access("smartlombardia_decision_undo", context, data_dict)
    user = core.User.get(context["user"])
    by, number = user.id if user else "", data_dict.get("id")
    decision = core.Session.get(Decision, int(number)) if number else decisions.last_of(by)
    if decision is None:
        raise tk.ObjectNotFound(tk._("There is no such decision"))
    undoing = decisions.undo(decision, by)
    return case_view.describe_decision(undoing, decisions.until(undoing))


@tk.side_effect_free
def smartlombardia_case_view_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The user's own views of the queue, in order of names.

    :returns: name and asked (what the queue is narrowed by, as `smartlombardia_case_list` takes it)
    """
    tk.check_access("smartlombardia_case_view_list", context, data_dict)
    return [
        {"name": name, "asked": filters}
        for name, filters in saved_filters.load_filters(core.User.get(context["user"])).items()
    ]


@tk.validate_action_data(schema.case_view_save)
def smartlombardia_case_view_save(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Keep what the queue is narrowed by under a name, for oneself; an old view of the name is replaced.

    :param name: 60 letters at most
    :param relation: and everything else that `smartlombardia_case_list` takes but limit and offset
    :returns: name and asked
    """
    tk.check_access("smartlombardia_case_view_save", context, data_dict)
    filters = {name: data_dict[name] for name in schema.case_view_save() if name != "name" and name in data_dict}
    saved_filters.save_filters(core.User.get(context["user"]), data_dict["name"], filters)
    return {"name": data_dict["name"], "asked": filters}


@tk.validate_action_data(schema.case_view)
def smartlombardia_case_view_delete(context: Context, data_dict: DataDict) -> None:
    """Delete one's own view of the queue.

    :param name: as it was kept
    """
    tk.check_access("smartlombardia_case_view_delete", context, data_dict)
    saved_filters.delete_filters(core.User.get(context["user"]), data_dict["name"])


@tk.validate_action_data(schema.case_answer)
def smartlombardia_case_answer(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer for a body whether it uses what the case says, where the office asked.

    :param id: number of the case
    :param body: IPA code of the body
    :param answer: yes or no
    :returns: id and answer
    """
    tk.check_access("smartlombardia_case_answer", context, data_dict)
    user = core.User.get(context["user"])
    decisions.answer(_case(data_dict), data_dict["body"].lower(), data_dict["answer"], user.id if user else "")
    return {"id": data_dict["id"], "answer": data_dict["answer"]}


@tk.validate_action_data(schema.case_assign)
def smartlombardia_case_assign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say who is to look at a case.

    :param id: number of the case
    :param user: name of a user; nobody if not given
    :returns: id and assigned_to
    """
    tk.check_access("smartlombardia_case_assign", context, data_dict)
    case = _case(data_dict)
    case.assigned_to = data_dict.get("user")
    core.Session.commit()
    return {"id": data_dict["id"], "assigned_to": data_dict.get("user")}


@tk.side_effect_free
@tk.validate_action_data(schema.product_list)
def smartlombardia_product_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Products that several bodies use, and functions for which several products are in use.

    :param province: only bodies of this province
    :param function: only platforms of this function
    :param limit: at most this many of each, 20 if not given, 200 at most
    :returns: count and products (id, name, title, vendor, bodies), functions (function, label, products, bodies)
    """
    tk.check_access("smartlombardia_product_list", context, data_dict)
    user, limit = visibility.viewer(context), min(data_dict["limit"], MAX_PAGE_SIZE)
    products = shared_products.products(user, data_dict)
    return {
        "count": len(products),
        "products": products[:limit],
        "functions": shared_products.functions(user, data_dict)[:limit],
    }


@tk.side_effect_free
@tk.validate_action_data(schema.similar)
def smartlombardia_similar(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Products whose name is like the one that somebody types, to be asked «is it yours?».

    :param name: what was typed so far; nothing is found for fewer than three letters
    :param body: IPA code of the body that registers
    :returns: at most three of title, software (UUID or none), vendor, function, bodies (how many use it), own (name of
        the platform by which the body uses it already)
    """
    tk.check_access("smartlombardia_similar", context, data_dict)
    return similar.similar(visibility.viewer(context), data_dict["name"], (data_dict.get("body") or "").lower() or None)


def _case(data_dict: DataDict) -> Case:
    case = core.Session.get(Case, data_dict["id"])
    if case is None:
        raise tk.ObjectNotFound(tk._("There is no such case"))
    return case
