"""Cases as pages and the API show them. What the viewer may not read is neither named nor quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.matching import case_builder, contracts, queue, record_loader
from ckanext.smartlombardia.logic.matching.case_visibility import Viewer
from ckanext.smartlombardia.logic.matching.contracts import Contract
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.matching.scoring import model
from ckanext.smartlombardia.model import Case, Decision, MatchRow

Seen = Mapping[str, Registered]

COMPARED: dict[str, Callable[[Registered], str]] = {
    "name": lambda one: one.match.name,
    "vendor": lambda one: one.match.vendor,
    "function": lambda one: one.match.function,
    "description": lambda one: one.match.description,
    "address": lambda one: one.match.url,
    "repository": lambda one: one.match.repository,
    "version": lambda one: one.match.version,
    "licence": lambda one: one.match.licence,
    "protocol": lambda one: one.match.protocol,
    "kind": lambda one: one.type,
}
"""What two sides are compared by, in the order of the page."""


def several(cases: Sequence[Case], viewer: Viewer) -> list[dict[str, Any]]:
    """Cases of a list, each with its evidence."""
    seen = _seen(cases, viewer)
    evidence = _evidence(cases)
    known = contracts.visible(viewer, seen)
    return [_summary(case, seen, viewer, evidence, known) for case in cases]


def whole(case: Case, viewer: Viewer) -> dict[str, Any]:
    """One case with its records side by side."""
    seen = _seen([case], viewer)
    known = contracts.visible(viewer, seen)
    summary = _summary(case, seen, viewer, _evidence([case]), known)
    sides = [[seen[one] for one in side if one in seen] for side in sides_of(case)]
    for shown, records in zip(summary["sides"], sides, strict=True):
        shown["members"] = [_member(one, known.get(one.id)) for one in records]
        shown["places"] = _places(records)
    return {**summary, "compared": _compared(sides), "prior": model.shipped().prior, "model": model.shipped().name}


def decision(one: Decision, until: datetime) -> dict[str, Any]:
    """A decision as it is answered to who took it."""
    said = {"id": one.id, "case": int(one.subject), "verdict": one.verdict, "reason": one.reason, "undoes": one.undoes}
    return {**said, "at": one.at.isoformat(), "until": until.isoformat(), "plan": one.seen.get("plan", {})}


def trail(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Decisions across cases for the office: on what, by whom, by which model, drawn or chosen, undone or not.

    What was decided is called as it was then.
    """
    people = sa.select(core.User.id, core.User.name).where(core.User.id.in_({one.by for one in decisions}))
    names = dict(core.Session.execute(people).tuples().all())
    numbers = [one.id for one in decisions]
    undone = set(core.Session.scalars(sa.select(Decision.undoes).where(Decision.undoes.in_(numbers))))
    cases = sa.select(Case.id, Case.title).where(Case.id.in_({int(one.subject) for one in decisions}))
    titles = dict(core.Session.execute(cases).tuples().all())
    return [
        {
            "id": one.id,
            "case": int(one.subject),
            "title": one.seen.get("title") or titles.get(int(one.subject), ""),
            "relation": one.seen.get("relation", ""),
            "verdict": one.verdict,
            "reason": one.reason,
            "by": names.get(one.by),
            "at": one.at.isoformat(),
            "model": one.model,
            "random": bool(one.seen.get("random")),
            "undoes": one.undoes,
            "undone": one.id in undone,
        }
        for one in decisions
    ]


def history(decisions: Sequence[Decision], viewer: Viewer) -> list[dict[str, Any]]:
    """What was said of a case. Persons are named to the office only; of bodies' answers each body sees its own."""
    names = {}
    if viewer.office:
        people = sa.select(core.User.id, core.User.name).where(core.User.id.in_({one.by for one in decisions}))
        names = dict(core.Session.execute(people).tuples().all())
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "verdict": one.verdict,
            "reason": one.reason,
            "at": one.at.isoformat(),
            "by": names.get(one.by),
            "undoes": one.undoes,
            "undone": any(other.undoes == one.id for other in decisions),
        }
        for one in decisions
        if viewer.office or one.kind != "answer" or one.reason in viewer.bodies
    ]


def _member(one: Registered, contract: Contract | None) -> dict[str, Any]:
    """A record of a case; its contract only for those who may see it."""
    body = vocabularies.body(one.ipa) if one.ipa else None
    terms = {contracts.COST: contract.cost, contracts.END: contract.end} if contract else {}
    return {
        **terms,
        "id": one.id,
        "type": one.type,
        "name": one.name,
        "title": one.match.name,
        "vendor": one.match.vendor,
        "version": one.match.version,
        "status": one.status,
        "since": one.since,
        "body": one.ipa,
        "body_name": body.name if body else None,
        "province": one.province,
    }


def _seen(cases: Sequence[Case], viewer: Viewer) -> dict[str, Registered]:
    wanted = {one for case in cases for one in case.members}
    return {one.id: one for one in record_loader.registered(wanted) if viewer.sees(one)} if wanted else {}


def sides_of(case: Case) -> list[list[str]]:
    """A case that the matcher did not open compares its members one by one."""
    return (case.detail or {}).get("sides") or [[one] for one in case.members]


def _summary(
    case: Case,
    seen: Seen,
    viewer: Viewer,
    evidence: Mapping[tuple[str, str, str], list[dict[str, Any]]],
    known: Mapping[str, Contract],
) -> dict[str, Any]:
    detail, pair = case.detail or {}, _pair(case)
    readable = pair is not None and all(one in seen for one in pair)
    whole = all(one in seen for one in case.members)
    sides = [_side([one for one in side if one in seen], seen) for side in sides_of(case)]
    shown = {
        "id": case.id,
        "relation": case.relation,
        "kind_of": detail.get("kind_of", ""),
        "state": case.state,
        "title": case.title if whole else " · ".join(dict.fromkeys(side["title"] for side in sides if side["title"])),
        "bodies": case.bodies
        if whole
        else len(case_builder.bodies_of((one for one in case.members if one in seen), seen)),
        "probability": detail.get("probability", case.score),
        "score": case.score,
        "band": detail.get("band", "candidate"),
        "impact": round(queue.impact(case), 2),
        contracts.COST: contracts.cost(case.members, known),
        "function": detail.get("function", ""),
        "opened": case.opened.isoformat(),
        "sides": sides,
        "evidence": evidence.get((*pair, case.relation), []) if pair is not None and readable else [],
    }
    return {**shown, "random": queue.is_random(case), "assigned_to": case.assigned_to} if viewer.office else shown


def _side(ids: Sequence[str], seen: Seen) -> dict[str, Any]:
    return {
        "title": case_builder.name_of(ids, seen) if ids else "",
        "records": len(ids),
        "bodies": len(case_builder.bodies_of(ids, seen)),
        "software": next((one for one in ids if seen[one].type == "software"), None),
        "since": min((seen[one].since for one in ids), default=None),
    }


def _pair(case: Case) -> tuple[str, str] | None:
    pair = (case.detail or {}).get("pair") or (case.members if len(case.members) == 2 else None)
    return (pair[0], pair[1]) if pair else None


def _evidence(cases: Sequence[Case]) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    pairs = [pair for case in cases if (pair := _pair(case)) is not None]
    if not pairs:
        return {}
    rows = core.Session.scalars(sa.select(MatchRow).where(sa.tuple_(MatchRow.left, MatchRow.right).in_(pairs)))
    return {(row.left, row.right, row.relation): row.reasons for row in rows}


def _places(records: Sequence[Registered]) -> list[dict[str, Any]]:
    """Towns of a side with their coordinates, by name."""
    towns = {one.ipa: body for one in records if one.type != "software" and (body := vocabularies.body(one.ipa or ""))}
    return sorted(
        (
            {"ipa": ipa, "name": body.name, "province": body.province, "lat": body.lat, "lon": body.lon}
            for ipa, body in towns.items()
        ),
        key=lambda place: str(place["name"]),
    )


def _compared(sides: Sequence[Sequence[Registered]]) -> list[dict[str, Any]]:
    """Field by field what each side says, with how many records say it; `equal` where all sides say the same."""
    rows = []
    for field, value in COMPARED.items():
        said = [Counter(value(one) for one in side) for side in sides]
        known = [{text for text in counts if text} for counts in said]
        if any(known):
            values = [[{"value": text, "records": number} for text, number in _known_first(one)] for one in said]
            rows.append({"field": field, "sides": values, "equal": len(set(map(frozenset, known))) == 1})
    return rows


def _known_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))
