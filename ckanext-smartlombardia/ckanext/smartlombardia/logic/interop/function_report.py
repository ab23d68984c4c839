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
from ckanext.smartlombardia.registry import visibility

Row = dict[str, Any]

RATIOS = ("X-01", "X-05")
"""Rules whose groups tell how many pairs of systems can exchange."""


def show(code: str, user: core.User | None) -> Row:
    """A function: its needs of exchange, admitted standards, the groups that were judged, levels of its systems."""
    tables.renew()
    admitted = [dict(row) for row in v.rows("admitted") if row["function"] == code]
    named = {row["standard"] for row in admitted}
    return {
        "function": code,
        "domain": v.concept("functions", code).extra["domain"],  # type: ignore[union-attr]
        "needs": [_need(one) for one in needs() if code in one.functions],
        "admitted": admitted,
        "compatibility": [
            dict(row) for row in v.rows("compatibility") if {row["standard_a"], row["standard_b"]} & named
        ],
        "groups": _groups(code, user),
        "levels": _levels(code, user),
        "vendors": [_vendors_in(one) for one in _measured("L-07", code, user) if one.verdict != "unknown"],
        "made_again": [one.saw["seen"] for one in _measured("X-10", code, user) if one.verdict == "fail"],
        "municipalities": len(v.bodies("municipality")),
    }


def judged(user: core.User | None) -> list[Row]:
    """Every function of which groups were judged, with the worst verdict and its open findings."""
    found: dict[str, Row] = {}
    for group in _groups(None, user):
        for code in group["functions"]:
            one = found.setdefault(code, {"function": code, "groups": 0, "failing": 0, "bodies": 0})
            one["groups"] += 1
            one["failing"] += group["verdict"] == "fail"
            one["bodies"] = max(one["bodies"], group["figures"].get("bodies", 0))
    return sorted(found.values(), key=lambda one: (-one["failing"], -one["bodies"]))


def _shown() -> list[str]:
    """Rules on groups that say more than a figure."""
    return [rule for rule in on_groups() if all_rules()[rule].severity != "info"]


def _need(one: Any) -> Row:
    return {"functions": list(one.functions), "reach": one.reach, "force": one.force, "basis": one.basis,
            "to_confirm": one.to_confirm}  # fmt: skip


def _measured(rule: str, code: str, user: core.User | None) -> list[AssessmentRow]:
    """What a rule that gives a figure, not a finding, says of a function; what is not public, for the office alone."""
    row = AssessmentRow
    query = sa.select(row).where(row.rule == rule, row.until.is_(None), row.saw["functions"].contains([code]))
    rows = core.Session.scalars(query.order_by(row.subject))
    return [one for one in rows if one.saw["open"] or visibility.is_office(user)]


def _vendors_in(one: AssessmentRow) -> Row:
    """How few vendors hold a function in a province."""
    return {
        "province": one.subject.rpartition("@")[2],
        "index": one.saw["seen"]["index"],
        "few": one.verdict == "fail",
        "systems": one.saw["figures"]["systems"],
        "since": one.since.isoformat(),
    }


def _groups(code: str | None, user: core.User | None) -> list[Row]:
    """Groups of a function, those that break first; those that are not public only for their bodies and the office."""
    row = AssessmentRow
    query = sa.select(row).where(row.rule.in_(_shown()), row.until.is_(None))
    if code:
        query = query.where(row.saw["functions"].contains([code]))
    insider = visibility.is_office(user)
    mine = visibility.bodies_of(user)
    found = []
    for one in core.Session.scalars(query.order_by(row.subject)):
        bodies = {body for island in one.saw["islands"] for body in island["bodies"]}
        if not (one.saw["open"] or insider or bodies & mine):
            continue
        finding = core.Session.scalar(
            sa.select(FindingRow).where(
                FindingRow.rule == one.rule, FindingRow.subject_key == one.subject, finding_visibility.findings(user)
            )
        )
        found.append(
            {
                "key": one.subject,
                "rule": one.rule,
                "job": one.saw["job"],
                "functions": one.saw["functions"],
                "verdict": one.verdict,
                "reason": one.saw["reason"],
                "grade": one.saw["grade"],
                "figures": one.saw["figures"],
                "islands": one.saw["islands"],
                "bridges": _bridges(one.saw["islands"]),
                "since": one.since.isoformat(),
                "finding": finding_list.row(finding) if finding and finding.observed in finding_list.OPEN else None,
            }
        )
    return sorted(found, key=lambda one: (one["verdict"] != "fail", -one["figures"]["bodies"]))


def _bridges(islands: list[Row]) -> list[tuple[int, int]]:
    """Pairs of islands, by their place, between which data can be converted."""
    spoken = [[Interface(**one) for one in island["interfaces"]] for island in islands]
    return [
        (first, second)
        for second in range(len(spoken))
        for first in range(second)
        if any(0 < meet(mine, yours) < 1 for mine in spoken[first] for yours in spoken[second])
    ]


def _levels(code: str, user: core.User | None) -> dict[str, int]:
    """How many systems of the function stand at each level, `unknown` among them."""
    row, package = AssessmentRow, core.Package
    query = (
        sa.select(row.verdict, sa.func.count())
        .join(package, package.id == row.subject)
        .where(
            row.rule == LEVEL, row.until.is_(None), row.saw["function"].astext == code, finding_visibility.records(user)
        )
        .group_by(row.verdict)
    )
    return dict(core.Session.execute(query).tuples().all())
