"""Findings as pages and the API give them: filtered, counted, the gravest first; one of them with all its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import all_rules, on_groups
from ckanext.smartlombardia.logic.interop import finding_decisions, finding_visibility
from ckanext.smartlombardia.logic.records import fact_view, store
from ckanext.smartlombardia.model import AssessmentRow, FindingRow
from ckanext.smartlombardia.registry import visibility

ORDER = {"non_conformity": 0, "criticality": 1, "recommendation": 2}
FACETS = ("label", "severity", "domain", "function", "rule", "province", "handling")
OPEN = ("failing", "unknown")

Row = dict[str, Any]


def find(asked: Mapping[str, Any], user: core.User | None) -> dict[str, Any]:
    """Findings that a viewer may see, narrowed by the filters: count, facets, results."""
    query = sa.select(FindingRow).where(finding_visibility.findings(user))
    if asked.get("body"):
        query = query.where(finding_visibility.about([asked["body"].lower()]))
    if asked.get("subject"):
        query = query.where(FindingRow.subject_key == asked["subject"])
    observed = asked.get("observed")
    query = query.where(FindingRow.observed.in_([observed] if observed else OPEN))
    rows = [row(one) for one in core.Session.scalars(query)]
    rows = [one for one in rows if _wanted(one, asked)]
    rows.sort(key=order)
    start, most = asked["offset"], min(asked["limit"], 1000)
    return {"count": len(rows), "facets": _facets(rows), "results": [_short(one) for one in rows[start : start + most]]}


def row(one: FindingRow) -> Row:
    """A finding with what it is filtered by."""
    function = v.concept("functions", one.detail.get("function") or "")
    bodies = [body for ipa in one.bodies if (body := v.body(ipa))]
    return {
        **{name: one.detail.get(name) for name in DETAIL},
        "id": one.id,
        "rule": one.rule,
        "subject_key": one.subject_key,
        "observed": one.observed,
        "handling": one.handling,
        "public": one.public,
        "bodies": list(one.bodies),
        "domain": function.extra["domain"] if function else None,
        "provinces": sorted({body.province for body in bodies if body.province}),
        "first_seen": one.first_seen.isoformat(),
        "last_seen": one.last_seen.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }


DETAIL = ("rule_version", "label", "severity", "force", "layer", "gap", "title", "says", "remedy", "legal_source",
          "function", "figures", "islands", "evidence")  # fmt: skip


def _wanted(one: Row, asked: Mapping[str, Any]) -> bool:
    if asked.get("province") and asked["province"].upper() not in one["provinces"]:
        return False
    names = ("domain", "function", "rule", "label", "severity", "handling")
    return all(one[name] == asked[name] for name in names if asked.get(name))


def order(one: Row) -> tuple[Any, ...]:
    """Sorts findings, the gravest first."""
    severities = [concept.code for concept in v.concepts("interop_severities")]
    severity = severities.index(one["severity"]) if one["severity"] in severities else len(severities)
    return ORDER.get(one["label"], len(ORDER)), severity, -len(one["bodies"]), one["id"]


def _facets(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for one in rows:
        for name in FACETS:
            counts[name].update(one["provinces"] if name == "province" else [one[name]] if one[name] else [])
    return {name: dict(count.most_common()) for name, count in counts.items()}


def _short(one: Row) -> Row:
    """A finding as a list shows it: the evidence is counted, not told."""
    short = {name: value for name, value in one.items() if name not in ("evidence", "islands")}
    return {**short, "evidence_count": len(one["evidence"] or ())}


def show(number: int, user: core.User | None) -> Row | None:
    """One finding with its evidence, its history and the rule; None where there is none that the viewer may see."""
    one = core.Session.scalar(sa.select(FindingRow).where(FindingRow.id == number, finding_visibility.findings(user)))
    if one is None:
        return None
    found = row(one)
    found["evidence"] = _evidence(found["evidence"] or [], user)
    found["history"] = _history(one)
    found["rule_text"] = rule(one.rule)
    answers = [*finding_decisions.BY_BODY, *finding_decisions.BY_OFFICE]
    if one.rule in on_groups():
        answers.remove("excepted")
    found["may"] = [code for code in answers if finding_decisions.may(user, one, code)] if user else []
    found["decisions"] = finding_decisions.told(one.id) if _insider(one, user) else []
    return found


def _insider(one: FindingRow, user: core.User | None) -> bool:
    """May the viewer read what is said of a finding: people of the office and of the bodies that it is about."""
    return visibility.is_office(user) or bool(visibility.bodies_of(user) & set(one.bodies))


def rule(id: str) -> Row | None:
    """A rule as it is published; None for one that is no more."""
    one = all_rules().get(id)
    if one is None:
        return None
    kept = ("id", "version", "subject", "severity", "force", "layer", "title", "predicate", "remedy", "legal_source",
            "to_confirm", "inputs")  # fmt: skip
    return {name: getattr(one, name) for name in kept}


def _evidence(rows: list[Row], user: core.User | None) -> list[Row]:
    """Rows of evidence with the page and the source to open, without those on records that the viewer may not see."""
    packages = _packages({one["record"] for one in rows}, user)
    facts = _facts({number for one in rows for number in one.get("facts") or ()})
    told = []
    for one in rows:
        record = packages.get(one["record"])
        if record is not None and not record["seen"]:
            continue
        told.append(
            {
                **one,
                "source_title": fact_view.source_title(one["source"]),
                "record_type": record["type"] if record else None,
                "record_name": record["name"] if record else None,
                "facts": [facts[number] for number in one.get("facts") or () if number in facts],
            }
        )
    return sorted(told, key=lambda one: (one["technology"], one["body_name"], one["name"]))


def _packages(ids: set[str], user: core.User | None) -> dict[str, Row]:
    package = core.Package
    query = sa.select(package.id, package.type, package.name, finding_visibility.records(user)).where(
        package.id.in_(ids)
    )
    return {
        id: {"type": kind, "name": name, "seen": may} for id, kind, name, may in core.Session.execute(query).tuples()
    }


def _facts(ids: set[int]) -> dict[int, Row]:
    facts = store.numbered(ids)
    addresses = fact_view.addresses([fact.source_record for fact in facts])
    return {fact.id: {"name": fact.name, **fact_view.fact(fact, addresses)} for fact in facts if fact.id is not None}


def _history(one: FindingRow) -> list[Row]:
    """Every verdict of the rule on this subject, the newest first."""
    assessment = AssessmentRow
    query = sa.select(assessment).where(assessment.rule == one.rule, assessment.subject == one.subject_key)
    return [
        {
            "verdict": past.verdict,
            "rule_version": past.rule_version,
            "since": past.since.isoformat(),
            "until": past.until.isoformat() if past.until else None,
        }
        for past in core.Session.scalars(query.order_by(assessment.since.desc()))
    ]
