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
from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.model import AssessmentRow, FindingRow
from ckanext.smartlombardia.registry import readable, visibility

ORDER = {"non_conformity": 0, "criticality": 1, "recommendation": 2}
FACETS = ("label", "severity", "domain", "function", "rule", "province", "handling")
OPEN_STATES = ("failing", "unknown")

Row = dict[str, Any]


def find_findings(filters: Mapping[str, Any], user: core.User | None) -> dict[str, Any]:
    """Find the findings that a viewer may see and that match the filters: count, facets, results (a page)."""
    query = sa.select(FindingRow).where(finding_visibility.readable_findings(user))
    if filters.get("body"):
        query = query.where(finding_visibility.concerns([filters["body"].lower()]))
    if filters.get("subject"):
        query = query.where(FindingRow.subject_key == filters["subject"])
    observed = filters.get("observed")
    query = query.where(FindingRow.observed.in_([observed] if observed else OPEN_STATES))
    rows = [to_row(finding) for finding in core.Session.scalars(query)]
    rows = [row for row in rows if _is_match(row, filters)]
    rows.sort(key=sort_key)
    start, most = filters["offset"], min(filters["limit"], 1000)
    return {"count": len(rows), "facets": _facets(rows), "results": [_short(row) for row in rows[start : start + most]]}


def to_row(finding: FindingRow) -> Row:
    """Convert a finding to a row, with the values that it is filtered by."""
    function = v.concept("functions", finding.detail.get("function") or "")
    bodies = [body for ipa in finding.bodies if (body := v.body(ipa))]
    return {
        **{name: finding.detail.get(name) for name in DETAIL},
        "id": finding.id,
        "rule": finding.rule,
        "subject_key": finding.subject_key,
        "observed": finding.observed,
        "handling": finding.handling,
        "public": finding.public,
        "bodies": list(finding.bodies),
        "domain": function.extra["domain"] if function else None,
        "provinces": sorted({body.province for body in bodies if body.province}),
        "first_seen": finding.first_seen.isoformat(),
        "last_seen": finding.last_seen.isoformat(),
        "until": finding.until.isoformat() if finding.until else None,
    }


DETAIL = ("rule_version", "label", "severity", "force", "layer", "gap", "title", "says", "remedy", "legal_source",
          "function", "figures", "islands", "evidence")  # fmt: skip


def _is_match(row: Row, filters: Mapping[str, Any]) -> bool:
    if filters.get("province") and filters["province"].upper() not in row["provinces"]:
        return False
    names = ("domain", "function", "rule", "label", "severity", "handling")
    return all(row[name] == filters[name] for name in names if filters.get(name))


def sort_key(row: Row) -> tuple[Any, ...]:
    """The sort key of a finding: the gravest first."""
    severities = [concept.code for concept in v.concepts("interop_severities")]
    severity = severities.index(row["severity"]) if row["severity"] in severities else len(severities)
    return ORDER.get(row["label"], len(ORDER)), severity, -len(row["bodies"]), row["id"]


def _facets(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in rows:
        for name in FACETS:
            counts[name].update(row["provinces"] if name == "province" else [row[name]] if row[name] else [])
    return {name: dict(count.most_common()) for name, count in counts.items()}


def _short(row: Row) -> Row:
    """A row as a list shows it: evidence and islands are left out, the evidence is counted."""
    short = {name: value for name, value in row.items() if name not in ("evidence", "islands")}
    return {**short, "evidence_count": len(row["evidence"] or ())}


def describe_finding(number: int, user: core.User | None) -> Row | None:
    """Describe one finding with evidence, history and rule; None where the viewer may see none of this number."""
    finding = core.Session.scalar(
        sa.select(FindingRow).where(FindingRow.id == number, finding_visibility.readable_findings(user))
    )
    if finding is None:
        return None
    view = to_row(finding)
    view["evidence"] = _evidence(view["evidence"] or [], user)
    view["history"] = _history(finding)
    view["rule_text"] = describe_rule(finding.rule)
    answers = [*finding_decisions.BY_BODY, *finding_decisions.BY_OFFICE]
    if finding.rule in on_groups():
        answers.remove("excepted")
    view["may"] = [code for code in answers if finding_decisions.may(user, finding, code)] if user else []
    view["decisions"] = finding_decisions.list_decisions(finding.id) if _insider(finding, user) else []
    return view


def _insider(finding: FindingRow, user: core.User | None) -> bool:
    """Whether the viewer may read the decisions on a finding: members of the office and of its bodies."""
    return visibility.is_office(user) or bool(visibility.bodies_of(user) & set(finding.bodies))


def describe_rule(id: str) -> Row | None:
    """Describe a rule as it is published; None for one that was withdrawn."""
    rule = all_rules().get(id)
    if rule is None:
        return None
    fields = ("id", "version", "subject", "severity", "force", "layer", "title", "predicate", "remedy", "legal_source",
            "to_confirm", "inputs")  # fmt: skip
    return {name: getattr(rule, name) for name in fields}


def _evidence(rows: list[Row], user: core.User | None) -> list[Row]:
    """Rows of evidence with the page and the source to open, without those on records that the viewer may not see."""
    packages = _packages({row["record"] for row in rows}, user)
    facts = fact_view.describe_facts({number for row in rows for number in row.get("facts") or ()})
    evidence = []
    for row in rows:
        record = packages.get(row["record"])
        if record is not None and not record["seen"]:
            continue
        evidence.append(
            {
                **row,
                "source_title": fact_view.source_title(row["source"]),
                "record_type": record["type"] if record else None,
                "record_name": record["name"] if record else None,
                "facts": [facts[number] for number in row.get("facts") or () if number in facts],
            }
        )
    return sorted(evidence, key=lambda row: (row["technology"], row["body_name"], row["name"]))


def _packages(ids: set[str], user: core.User | None) -> dict[str, Row]:
    package = core.Package
    query = sa.select(package.id, package.type, package.name, readable.readable_packages(user)).where(
        package.id.in_(ids)
    )
    return {
        id: {"type": kind, "name": name, "seen": may} for id, kind, name, may in core.Session.execute(query).tuples()
    }


def _history(finding: FindingRow) -> list[Row]:
    """Every verdict of the rule on this subject, the newest first."""
    assessment = AssessmentRow
    query = sa.select(assessment).where(assessment.rule == finding.rule, assessment.subject == finding.subject_key)
    return [
        {
            "verdict": past.verdict,
            "rule_version": past.rule_version,
            "since": past.since.isoformat(),
            "until": past.until.isoformat() if past.until else None,
        }
        for past in core.Session.scalars(query.order_by(assessment.since.desc()))
    ]
