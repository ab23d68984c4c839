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

RecordsById = Mapping[str, Registered]

COMPARED: dict[str, Callable[[Registered], str]] = {
    "name": lambda record: record.match.name,
    "vendor": lambda record: record.match.vendor,
    "function": lambda record: record.match.function,
    "description": lambda record: record.match.description,
    "address": lambda record: record.match.url,
    "repository": lambda record: record.match.repository,
    "version": lambda record: record.match.version,
    "licence": lambda record: record.match.licence,
    "protocol": lambda record: record.match.protocol,
    "kind": lambda record: record.type,
}
"""What two sides are compared by, in the order of the page."""


def summarise_cases(cases: Sequence[Case], viewer: Viewer) -> list[dict[str, Any]]:
    """Summarise the cases of a list, each with its evidence."""
    records = _load_readable(cases, viewer)
    evidence = _evidence(cases)
    contracts_by_id = contracts.load_contracts(viewer, records)
    return [_summary(case, records, viewer, evidence, contracts_by_id) for case in cases]


def describe_case(case: Case, viewer: Viewer) -> dict[str, Any]:
    """Describe one case with its records side by side."""
    records = _load_readable([case], viewer)
    contracts_by_id = contracts.load_contracts(viewer, records)
    summary = _summary(case, records, viewer, _evidence([case]), contracts_by_id)
    sides = [[records[record_id] for record_id in side if record_id in records] for side in sides_of(case)]
    for side_view, side_records in zip(summary["sides"], sides, strict=True):
        side_view["members"] = [_member(record, contracts_by_id.get(record.id)) for record in side_records]
        side_view["places"] = _places(side_records)
    return {**summary, "compared": _compared(sides), "prior": model.shipped().prior, "model": model.shipped().name}


def describe_decision(decision: Decision, until: datetime) -> dict[str, Any]:
    """A decision as the API returns it to who took it."""
    view = {
        "id": decision.id,
        "case": int(decision.subject),
        "verdict": decision.verdict,
        "reason": decision.reason,
        "undoes": decision.undoes,
    }
    return {**view, "at": decision.at.isoformat(), "until": until.isoformat(), "plan": decision.seen.get("plan", {})}


def trail(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Decisions across cases for the office: on what, by whom, by which model, drawn or chosen, undone or not.

    What was decided is called as it was then.
    """
    people = sa.select(core.User.id, core.User.name).where(core.User.id.in_({decision.by for decision in decisions}))
    names = dict(core.Session.execute(people).tuples().all())
    numbers = [decision.id for decision in decisions]
    undone = set(core.Session.scalars(sa.select(Decision.undoes).where(Decision.undoes.in_(numbers))))
    cases = sa.select(Case.id, Case.title).where(Case.id.in_({int(decision.subject) for decision in decisions}))
    titles = dict(core.Session.execute(cases).tuples().all())
    return [
        {
            "id": decision.id,
            "case": int(decision.subject),
            "title": decision.seen.get("title") or titles.get(int(decision.subject), ""),
            "relation": decision.seen.get("relation", ""),
            "verdict": decision.verdict,
            "reason": decision.reason,
            "by": names.get(decision.by),
            "at": decision.at.isoformat(),
            "model": decision.model,
            "random": bool(decision.seen.get("random")),
            "undoes": decision.undoes,
            "undone": decision.id in undone,
        }
        for decision in decisions
    ]


def history(decisions: Sequence[Decision], viewer: Viewer) -> list[dict[str, Any]]:
    """Decisions and answers on a case. Persons are named to the office only; a body sees its own answers alone."""
    names = {}
    if viewer.office:
        people = sa.select(core.User.id, core.User.name).where(
            core.User.id.in_({decision.by for decision in decisions})
        )
        names = dict(core.Session.execute(people).tuples().all())
    return [
        {
            "id": decision.id,
            "kind": decision.kind,
            "verdict": decision.verdict,
            "reason": decision.reason,
            "at": decision.at.isoformat(),
            "by": names.get(decision.by),
            "undoes": decision.undoes,
            "undone": any(other.undoes == decision.id for other in decisions),
        }
        for decision in decisions
        if viewer.office or decision.kind != "answer" or decision.reason in viewer.bodies
    ]


def _member(record: Registered, contract: Contract | None) -> dict[str, Any]:
    """A record of a case; its contract only for those who may see it."""
    body = vocabularies.body(record.ipa) if record.ipa else None
    terms = {contracts.COST: contract.cost, contracts.END: contract.end} if contract else {}
    return {
        **terms,
        "id": record.id,
        "type": record.type,
        "name": record.name,
        "title": record.match.name,
        "vendor": record.match.vendor,
        "version": record.match.version,
        "status": record.status,
        "since": record.since,
        "body": record.ipa,
        "body_name": body.name if body else None,
        "province": record.province,
    }


def _load_readable(cases: Sequence[Case], viewer: Viewer) -> dict[str, Registered]:
    record_ids = {record_id for case in cases for record_id in case.members}
    return (
        {record.id: record for record in record_loader.load_records(record_ids) if viewer.sees(record)}
        if record_ids
        else {}
    )


def sides_of(case: Case) -> list[list[str]]:
    """A case that the matcher did not open compares its members one by one."""
    return (case.detail or {}).get("sides") or [[record_id] for record_id in case.members]


def _summary(
    case: Case,
    records: RecordsById,
    viewer: Viewer,
    evidence: Mapping[tuple[str, str, str], list[dict[str, Any]]],
    contracts_by_id: Mapping[str, Contract],
) -> dict[str, Any]:
    detail, pair = case.detail or {}, _pair(case)
    readable = pair is not None and all(record_id in records for record_id in pair)
    is_complete = all(record_id in records for record_id in case.members)
    sides = [_side([record_id for record_id in side if record_id in records], records) for side in sides_of(case)]
    summary = {
        "id": case.id,
        "relation": case.relation,
        "kind_of": detail.get("kind_of", ""),
        "state": case.state,
        "title": case.title
        if is_complete
        else " · ".join(dict.fromkeys(side["title"] for side in sides if side["title"])),
        "bodies": case.bodies
        if is_complete
        else len(case_builder.bodies_of((record_id for record_id in case.members if record_id in records), records)),
        "probability": detail.get("probability", case.score),
        "score": case.score,
        "band": detail.get("band", "candidate"),
        "impact": round(queue.impact(case), 2),
        contracts.COST: contracts.cost(case.members, contracts_by_id),
        "function": detail.get("function", ""),
        "opened": case.opened.isoformat(),
        "sides": sides,
        "evidence": evidence.get((*pair, case.relation), []) if pair is not None and readable else [],
    }
    return {**summary, "random": queue.is_random(case), "assigned_to": case.assigned_to} if viewer.office else summary


def _side(ids: Sequence[str], records: RecordsById) -> dict[str, Any]:
    return {
        "title": case_builder.name_of(ids, records) if ids else "",
        "records": len(ids),
        "bodies": len(case_builder.bodies_of(ids, records)),
        "software": next((record_id for record_id in ids if records[record_id].type == "software"), None),
        "since": min((records[record_id].since for record_id in ids), default=None),
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
    towns = {
        record.ipa: body
        for record in records
        if record.type != "software" and (body := vocabularies.body(record.ipa or ""))
    }
    return sorted(
        (
            {"ipa": ipa, "name": body.name, "province": body.province, "lat": body.lat, "lon": body.lon}
            for ipa, body in towns.items()
        ),
        key=lambda place: str(place["name"]),
    )


def _compared(sides: Sequence[Sequence[Registered]]) -> list[dict[str, Any]]:
    """Compare the values of each field by side, with how many records state them; `equal` where all sides agree."""
    rows = []
    for field, value in COMPARED.items():
        counters = [Counter(value(record) for record in side) for side in sides]
        value_sets = [{text for text in counts if text} for counts in counters]
        if any(value_sets):
            values = [
                [{"value": text, "records": number} for text, number in _nonempty_first(counter)]
                for counter in counters
            ]
            rows.append({"field": field, "sides": values, "equal": len(set(map(frozenset, value_sets))) == 1})
    return rows


def _nonempty_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))
