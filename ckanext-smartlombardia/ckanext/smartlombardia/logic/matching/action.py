"""Actions on cases: finding, listing, deciding and undoing."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.matching import queue, run, schema, shown, verdicts, viewing
from ckanext.smartlombardia.logic.matching.viewing import Viewer
from ckanext.smartlombardia.model import Case

__all__ = ["smartlombardia_case_list", "smartlombardia_case_show", "smartlombardia_match"]

MOST = 200  # cases in one answer


def smartlombardia_match(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Compare the records of the registry and keep matches and cases. Called in process, after changes.

    :param records: UUIDs of what changed; all records if not given. What comes out is the same either way
    :returns: counts of records by type, of variants, pairs and open cases by relation; `changed`
    """
    tk.check_access("smartlombardia_match", context, data_dict)
    outcome = run.everything()
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
    :param body: only cases that touch this body (IPA code); province, function, vendor, assigned_to, random likewise
    :param limit: at most this many, 20 if not given, 200 at most
    :param offset: how many to leave out at the beginning
    :returns: count, totals (waiting cases by relation), trusted (whether the machine's word counts as more than a
        guess), facets, and cases, each with its sides and its evidence in sentences with weights in bits
    """
    tk.check_access("smartlombardia_case_list", context, data_dict)
    viewer = Viewer.of(_user(context))
    mine = viewing.waiting(viewer, data_dict["state"])
    chosen = queue.ordered(queue.narrowed(mine, data_dict))
    start, limit = data_dict["offset"], min(data_dict["limit"], MOST)
    return {
        "count": len(chosen),
        "totals": viewing.totals(),
        "trusted": verdicts.trusted(verdicts.standing()),
        "facets": queue.facets(mine) if viewer.office else {},
        "cases": shown.several(chosen[start : start + limit], viewer),
    }


@tk.side_effect_free
@tk.validate_action_data(schema.case_show)
def smartlombardia_case_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One case: its records side by side, what differs, the evidence with its weights.

    :param id: number of the case
    :returns: as in `smartlombardia_case_list`, and `compared` (field, sides with values and how many records say
        them, equal), `prior` in bits, `model`, and for each side its `members` and `places`
    """
    tk.check_access("smartlombardia_case_show", context, data_dict)
    case = core.Session.get(Case, data_dict["id"])
    if case is None:
        raise tk.ObjectNotFound(tk._("There is no such case"))
    return shown.whole(case, Viewer.of(_user(context)))


def _user(context: Context) -> core.User | None:
    return core.User.get(context["user"]) if context.get("user") else None
