"""Actions on bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.logic import index_update_package, validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.formats import indicepa
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.logic.bodies import (
    answer_undo,
    boundaries,
    choropleth,
    questions,
    register_update,
    schema,
    territory,
)
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.sites import addresses
from ckanext.smartlombardia.model import Body
from ckanext.smartlombardia.registry import claims
from ckanext.smartlombardia.registry.identity import Bodies

__all__ = [
    "organization_delete",
    "organization_purge",
    "smartlombardia_body_answer",
    "smartlombardia_body_find",
    "smartlombardia_body_list",
    "smartlombardia_body_questions",
    "smartlombardia_body_show",
    "smartlombardia_boundaries_load",
    "smartlombardia_map",
    "smartlombardia_territory_load",
    "smartlombardia_territory_update",
]


@tk.chained_action
def organization_delete(original: Callable[..., None], context: Context, data_dict: DataDict) -> None:
    """Bodies are never deleted: one that ends keeps its page and names its successor. Other organizations may be."""
    tk.check_access("organization_delete", context, data_dict)
    _refuse_body(data_dict)
    original(context, data_dict)


@tk.chained_action
def organization_purge(original: Callable[..., None], context: Context, data_dict: DataDict) -> None:
    """Bodies are never deleted, and less so with everything that they have."""
    tk.check_access("organization_purge", context, data_dict)
    _refuse_body(data_dict)
    original(context, data_dict)


def _refuse_body(data_dict: DataDict) -> None:
    group = core.Group.get(tk.get_or_bust(data_dict, "id"))
    if group is not None and core.Session.scalar(sa.select(Body.ipa).where(Body.org_id == group.id)):
        raise tk.ValidationError(
            {"message": tk._("A body is never deleted: one that ends is dated and names its successor.")}
        )


def smartlombardia_territory_load(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Load the Region, the provinces and the municipalities as organizations. Loading again changes what differs only.

    :param only: IPA codes, to load only these and the bodies above them; all if not given
    :returns: how many bodies were created, changed and unchanged
    """
    tk.check_access("smartlombardia_territory_load", context, data_dict)
    counts = territory.load(territory.territory(only=set(data_dict.get("only") or ())))
    core.Session.commit()
    return counts


def smartlombardia_territory_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Bring bodies in line with what ISTAT and IndicePA say now; records of bodies that ended go to their successors.

    Nothing is deleted: a body that ended keeps its page and its facts.

    :param istat: changes to municipalities, as bytes: a report of SITUAS in JSON, or the table in CSV or XLSX
    :param ipa: the list of bodies of IndicePA, as bytes: CSV, TSV or XLSX
    :param dry_run: only say what would be done
    :returns: `done` and `waiting` (for a register or a person) as sentences, `tax_codes` (how many joined), `absent`
        (bodies that IndicePA lists no more, the first ones) and `absent_count`, `moves` (from, to, records, sources,
        people with access to the old body)
    """
    tk.check_access("smartlombardia_territory_update", context, data_dict)
    try:
        plan = register_update.read(data_dict.get("istat"), data_dict.get("ipa"))
    except NotReadable as error:
        raise tk.ValidationError({"file": [f"{error.why} {error.remedy}"]}) from error
    transfers = register_update.moves(plan)
    if not tk.asbool(data_dict.get("dry_run", False)):
        register_update.store_plan(plan)
        if ipa_file := data_dict.get("ipa"):
            addresses.store_websites(indicepa.bodies(ipa_file))
        register_update.move(transfers, register_update.titled(plan))
    return register_update.report(plan, transfers)


@tk.side_effect_free
def smartlombardia_body_list(context: Context, data_dict: DataDict) -> list[str]:
    """IPA codes of the bodies that have a page here."""
    tk.check_access("smartlombardia_body_list", context, data_dict)
    return list(core.Session.scalars(sa.select(Body.ipa).order_by(Body.ipa)))


def smartlombardia_boundaries_load(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Load the boundaries that maps are drawn from.

    :param file: path of a TopoJSON; the published one is fetched if not given
    :returns: how many municipalities have a shape, and how many only a point
    """
    tk.check_access("smartlombardia_boundaries_load", context, data_dict)
    try:
        file = data_dict.get("file")
        return boundaries.load(Path(file).read_bytes() if file else client.content(config.boundaries()))
    except (FetchError, NotReadable) as error:
        raise tk.ValidationError({"boundaries": [f"{error.why} {error.remedy}"]}) from error


@tk.side_effect_free
def smartlombardia_map(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What a map of the municipalities is coloured by.

    :param theme: a code of the scheme `map_themes`; services if not given
    :returns: theme, values (IPA code -> number, only towns that have one), classes (lo, hi, count), unknown (towns
        without a number)
    """
    tk.check_access("smartlombardia_map", context, data_dict)
    theme = data_dict.get("theme") or "services"
    if theme not in choropleth.THEMES:
        raise tk.ValidationError(
            {
                "theme": [
                    tk._("There is no such map. Choose one of: {themes}").format(themes=", ".join(choropleth.THEMES))
                ]
            }
        )
    values = choropleth.values(theme)
    return {
        "theme": theme,
        "values": values,
        "classes": [asdict(shade) for shade in choropleth.classes(theme, values)],
        "unknown": len(vocabularies.bodies("municipality")) - len(values),
    }


@tk.side_effect_free
@validate(schema.body_find)
def smartlombardia_body_find(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Bodies by name, IPA, ISTAT or cadastral code, accents or not; the best first.

    :param q: what was typed
    :param limit: at most this many, 10 if not given, 50 at most
    :returns: list of ipa, name, official_name, kind, province, istat, population
    """
    tk.check_access("smartlombardia_body_find", context, data_dict)
    return [_describe_body(body) for body in Bodies.load().find(data_dict["q"], limit=data_dict["limit"])]


@tk.side_effect_free
@validate(schema.body_show)
def smartlombardia_body_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One body by its IPA code, with the organization that stands for it.

    :param ipa: IPA code, in either case
    :returns: what `smartlombardia_body_find` gives of it, with org_id, valid_from, valid_until and successor
    """
    tk.check_access("smartlombardia_body_show", context, data_dict)
    body, row = vocabularies.body(data_dict["ipa"]), core.Session.get(Body, data_dict["ipa"].lower())
    if body is None or row is None:
        raise tk.ObjectNotFound(tk._("There is no body with the IPA code {ipa}").format(ipa=data_dict["ipa"]))
    return {
        **_describe_body(body),
        "org_id": row.org_id,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "successor": row.successor,
    }


@tk.side_effect_free
def smartlombardia_body_questions(context: Context, data_dict: DataDict) -> dict[str, list[dict[str, Any]]]:
    """What sources say of a body and nobody there has confirmed, and what was answered.

    :param ipa: IPA code
    :returns: `asked`: list of key, records (UUIDs), contracts (values of the facts on which a platform rests, the last
        one last), fact (number), value, grade, observed_at, source, source_url;
        `answered`: list of key, answer, at
    """
    tk.check_access("smartlombardia_body_questions", context, data_dict)
    ipa = tk.get_or_bust(data_dict, "ipa").lower()
    return {
        "asked": [_describe_question(question) for question in questions.questions(ipa)],
        "answered": [
            {"key": key, "answer": row.value, "at": row.since.isoformat()}
            for key, row in questions.answers(ipa).items()
        ],
    }


def smartlombardia_body_answer(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Answer what waits at a body. «Yes» confirms a record as it stands; «no» to a platform says that it is not in use.
    A record of somebody else that names the body counts for it after a «yes».

    :param ipa: IPA code
    :param answers: key of the question -> yes, no, unknown, or empty to be asked again
    :returns: how many questions were answered, and how many wait still
    """
    tk.check_access("smartlombardia_body_answer", context, data_dict)
    ipa, answers = tk.get_or_bust(data_dict, "ipa").lower(), dict(tk.get_or_bust(data_dict, "answers"))
    questions_by_key = {question.key: question for question in questions.questions(ipa)}
    wrong = [
        key
        for key, answer in answers.items()
        if answer and (answer not in questions.ANSWERS or key not in questions_by_key)
    ]
    if wrong:
        raise tk.ValidationError({"answers": [tk._("There is no such question for this body")]})
    for key, answer in answers.items():
        for record in (
            questions_by_key[key].records if answer in ("yes", "no") and not key.startswith(claims.KEY) else ()
        ):
            _confirm(context, record, answer)
    for record in (
        record_id for key, answer in answers.items() if not answer for record_id in answer_undo.records_of(ipa, key)
    ):
        answer_undo.retract(context, ipa, record)
    questions.withdraw(ipa, [key for key, answer in answers.items() if not answer])
    questions.save_answers(
        ipa, {key: answer for key, answer in answers.items() if answer}, core.User.get(context["user"])
    )
    claimed = [core.Package.get(key.removeprefix(claims.KEY)) for key in answers if key.startswith(claims.KEY)]
    changed = {package.id: "updated" for package in claimed if package is not None}
    store.tell("record", changed)
    core.Session.commit()
    for record in changed:
        index_update_package({"ignore_auth": True}, record)
    return {"answered": len(answers), "waiting": len(questions.questions(ipa))}


def _confirm(context: Context, record: str, answer: str) -> None:
    own = tk.fresh_context(context)
    if answer == "yes":
        tk.get_action("smartlombardia_fact_confirm")(own, {"id": record})
    elif core.Package.get(record).type == "platform":
        tk.get_action("package_patch")(own, {"id": record, "status": "not_used"})


def _describe_question(question: questions.Question) -> dict[str, Any]:
    view: dict[str, Any] = {"key": question.key, "records": list(question.records)}
    view["contracts"] = [fact.value for fact in question.contracts]
    if question.fact is not None:
        columns = ("value", "grade", "source")
        view |= {"fact": question.fact.id, **{name: getattr(question.fact, name) for name in columns}}
        view |= {
            "observed_at": question.fact.observed_at and question.fact.observed_at.isoformat(),
            "source_url": question.source_url,
        }
    return view


def _describe_body(body: vocabularies.Body) -> dict[str, Any]:
    columns = ("ipa", "name", "official_name", "kind", "province", "istat", "cadastral", "population", "lat", "lon")
    return {name: getattr(body, name) for name in columns}
