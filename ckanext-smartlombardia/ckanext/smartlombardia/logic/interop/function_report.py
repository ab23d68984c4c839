"""One function in the region: who can exchange with whom, where it breaks, what mends it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import Interface, all_rules, needs, on_groups
from ckanext.smartlombardia.interop.exchange import meet
from ckanext.smartlombardia.logic.interop import finding_list, finding_visibility
from ckanext.smartlombardia.logic.interop.values import LEVEL
from ckanext.smartlombardia.logic.tables import table_store as tables
from ckanext.smartlombardia.model import AssessmentRow, FindingRow
from ckanext.smartlombardia.registry import readable, visibility

Row = dict[str, Any]

RATIOS = ("X-01", "X-05")
"""Rules whose groups tell how many pairs of systems can exchange."""


def describe_function(code: str, user: core.User | None) -> Row:
    """Describe a function: needs of exchange, admitted standards, judged groups, levels of its systems, vendors."""
    tables.renew()
    admitted = [dict(row) for row in v.rows("admitted") if row["function"] == code]
    standards = {row["standard"] for row in admitted}
    return {
        "function": code,
        "domain": v.concept("functions", code).extra["domain"],  # type: ignore[union-attr]
        "needs": [_need(need) for need in needs() if code in need.functions],
        "admitted": admitted,
        "compatibility": [
            dict(row) for row in v.rows("compatibility") if {row["standard_a"], row["standard_b"]} & standards
        ],
        "groups": _groups(code, user),
        "levels": _levels(code, user),
        "vendors": [
            _vendors_in(assessment) for assessment in _measured("L-07", code, user) if assessment.verdict != "unknown"
        ],
        "made_again": [
            assessment.saw["seen"] for assessment in _measured("X-10", code, user) if assessment.verdict == "fail"
        ],
        "municipalities": len(v.bodies("municipality")),
    }


def list_functions(user: core.User | None) -> list[Row]:
    """List the functions of which groups were judged: groups, failing groups, bodies of the largest group."""
    functions: dict[str, Row] = {}
    for group in _groups(None, user):
        for code in group["functions"]:
            function = functions.setdefault(code, {"function": code, "groups": 0, "failing": 0, "bodies": 0})
            function["groups"] += 1
            function["failing"] += group["verdict"] == "fail"
            function["bodies"] = max(function["bodies"], group["figures"].get("bodies", 0))
    return sorted(functions.values(), key=lambda function: (-function["failing"], -function["bodies"]))


def _reported_rules() -> list[str]:
    """Rules on groups that say more than a figure."""
    return [rule for rule in on_groups() if all_rules()[rule].severity != "info"]


def _need(need: Any) -> Row:
    return {"functions": list(need.functions), "reach": need.reach, "force": need.force, "basis": need.basis,
            "to_confirm": need.to_confirm}  # fmt: skip


def _measured(rule: str, code: str, user: core.User | None) -> list[AssessmentRow]:
    """What a rule that gives a figure, not a finding, says of a function; what is not public, for the office alone."""
    row = AssessmentRow
    query = sa.select(row).where(row.rule == rule, row.until.is_(None), row.saw["functions"].contains([code]))
    rows = core.Session.scalars(query.order_by(row.subject))
    return [assessment for assessment in rows if assessment.saw["open"] or visibility.is_office(user)]


def _vendors_in(assessment: AssessmentRow) -> Row:
    """How few vendors hold a function in a province."""
    return {
        "province": assessment.subject.rpartition("@")[2],
        "index": assessment.saw["seen"]["index"],
        "few": assessment.verdict == "fail",
        "systems": assessment.saw["figures"]["systems"],
        "since": assessment.since.isoformat(),
    }


def _groups(code: str | None, user: core.User | None) -> list[Row]:
    """Groups of a function, those that break first; those that are not public only for their bodies and the office."""
    row = AssessmentRow
    query = sa.select(row).where(row.rule.in_(_reported_rules()), row.until.is_(None))
    if code:
        query = query.where(row.saw["functions"].contains([code]))
    insider = visibility.is_office(user)
    own_bodies = visibility.bodies_of(user)
    groups = []
    for assessment in core.Session.scalars(query.order_by(row.subject)):
        bodies = {body for island in assessment.saw["islands"] for body in island["bodies"]}
        if not (assessment.saw["open"] or insider or bodies & own_bodies):
            continue
        finding = core.Session.scalar(
            sa.select(FindingRow).where(
                FindingRow.rule == assessment.rule,
                FindingRow.subject_key == assessment.subject,
                finding_visibility.readable_findings(user),
            )
        )
        groups.append(
            {
                "key": assessment.subject,
                "rule": assessment.rule,
                "job": assessment.saw["job"],
                "functions": assessment.saw["functions"],
                "verdict": assessment.verdict,
                "reason": assessment.saw["reason"],
                "grade": assessment.saw["grade"],
                "figures": assessment.saw["figures"],
                "islands": assessment.saw["islands"],
                "bridges": _bridges(assessment.saw["islands"]),
                "since": assessment.since.isoformat(),
                "finding": finding_list.to_row(finding)
                if finding and finding.observed in finding_list.OPEN_STATES
                else None,
            }
        )
    return sorted(groups, key=lambda group: (group["verdict"] != "fail", -group["figures"]["bodies"]))


def _bridges(islands: list[Row]) -> list[tuple[int, int]]:
    """Pairs of islands, by their place, between which data can be converted."""
    interfaces = [[Interface(**interface) for interface in island["interfaces"]] for island in islands]
    return [
        (first, second)
        for second in range(len(interfaces))
        for first in range(second)
        if any(0 < meet(left, right) < 1 for left in interfaces[first] for right in interfaces[second])
    ]


def _levels(code: str, user: core.User | None) -> dict[str, int]:
    """How many systems of the function stand at each level, `unknown` among them."""
    row, package = AssessmentRow, core.Package
    query = (
        sa.select(row.verdict, sa.func.count())
        .join(package, package.id == row.subject)
        .where(
            row.rule == LEVEL,
            row.until.is_(None),
            row.saw["function"].astext == code,
            readable.readable_packages(user),
        )
        .group_by(row.verdict)
    )
    return dict(core.Session.execute(query).tuples().all())
