"""Figures over many datasets: the score of a catalogue or of a body, what to change first, the datasets one by one.

Over what anybody may see only: the same numbers for every reader, and those that data.europa.eu can reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.dcatapit import score
from ckanext.smartlombardia.dcatapit.score import Tally, metrics
from ckanext.smartlombardia.logic.quality import dataset_quality
from ckanext.smartlombardia.model import Body, QualityRow
from ckanext.smartlombardia.registry import readable

View = dict[str, Any]
ORDERS = {
    "worst": (QualityRow.hi, QualityRow.lo),
    "best": (QualityRow.lo.desc(), QualityRow.hi.desc()),
    "title": (core.Package.title,),
}


def catalogue(body: str | None) -> View:
    """The score of the catalogue, or of a body's part of it, as data.europa.eu reckons it, and the mean of datasets."""
    rows = _rows(body, (QualityRow.tallies, QualityRow.lo, QualityRow.hi, QualityRow.changes, QualityRow.at))
    if not rows:
        return {"datasets": 0}
    totals = score.sum_tallies([{code: Tally(*tally) for code, tally in row[0].items()} for row in rows])
    shares = score.share(totals)
    lo, hi = (sum(share[side] for share in shares.values()) for side in (0, 1))
    return {
        "datasets": len(rows),
        **dataset_quality.points(round(lo, 1), round(hi, 1)),
        "mean_lo": round(sum(row[1] for row in rows) / len(rows), 1),
        "mean_hi": round(sum(row[2] for row in rows) / len(rows), 1),
        "ratings": _ratings([row[1] for row in rows]),
        "dimensions": _dimensions(shares),
        "metrics": [_metric(code, totals[code], shares[code]) for code in metrics() if code in shares],
        "changes": _changes([row[3] for row in rows]),
        "at": max(row[4] for row in rows).isoformat(),
    }


def datasets(body: str | None, order: str, limit: int, offset: int) -> list[View]:
    """Datasets with their score and the change that gives most."""
    columns = (QualityRow, core.Package.name, core.Package.title, Body.ipa)
    query = _select_public(body, columns).order_by(*ORDERS[order], core.Package.id).limit(limit).offset(offset)
    return [
        {
            "id": row.record, "name": name, "title": title, "body": ipa,
            **dataset_quality.points(row.lo, row.hi),
            "errors": sum(finding["severity"] == "error" for finding in row.findings),
            "change": {**dataset_quality.asks(row.changes[0]["metric"]), **row.changes[0]} if row.changes else None,
        }
        for row, name, title, ipa in core.Session.execute(query).tuples()
    ]  # fmt: skip


def bodies() -> list[View]:
    """Bodies with public datasets: how many they have and the mean of their scores, the lowest first."""
    lo, hi = sa.func.avg(QualityRow.lo), sa.func.avg(QualityRow.hi)
    query = _select_public(None, (Body.ipa, sa.func.count(), lo, hi)).where(Body.ipa.is_not(None)).group_by(Body.ipa)
    return [
        {"body": ipa, "datasets": count, **dataset_quality.points(round(float(low), 1), round(float(high), 1))}
        for ipa, count, low, high in core.Session.execute(query.order_by(lo, Body.ipa)).tuples()
    ]


def high_value(body: str | None) -> list[View]:
    """High-value datasets, those that lack most first, each with what is missing and where."""
    package = core.Package
    columns = (QualityRow.record, QualityRow.missing, package.name, package.title, Body.ipa, package.extras)
    rows = []
    for record, missing, name, title, ipa, extras in _rows(body, columns, QualityRow.missing.is_not(None)):
        errors = sum(finding["severity"] == "error" for finding in missing)
        rows.append(
            {"id": record, "name": name, "title": title, "body": ipa, "complete": not errors, "errors": errors,
             "missing": missing, "categories": _categories(extras.get("hvd_category"))}
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row["errors"], row["title"]))


def _categories(uris: str | None) -> list[View]:
    return [
        {"code": concept.code, "label": dict(concept.label)}
        for concept in v.concepts("hvd_categories")
        if concept.uri and concept.uri in (uris or "")
    ]


def _rows(body: str | None, columns: Sequence[Any], *where: Any) -> Sequence[Any]:
    return core.Session.execute(_select_public(body, columns).where(*where)).tuples().all()


def _select_public(body: str | None, columns: Sequence[Any]) -> sa.Select[Any]:
    """Rows of public datasets, of a body if one is named."""
    package = core.Package
    query = (
        sa.select(*columns)
        .select_from(QualityRow)
        .join(package, package.id == QualityRow.record)
        .outerjoin(Body, Body.org_id == package.owner_org)
        .where(readable.is_public())
    )
    return query.where(Body.ipa == body) if body else query


def _dimensions(shares: Mapping[str, tuple[float, float]]) -> list[View]:
    dimensions = []
    for concept in v.concepts("quality_dimensions"):
        intervals = [points for code, points in shares.items() if metrics()[code].dimension == concept.code]
        dimensions.append(
            dataset_quality.dimension(
                concept, round(sum(lo for lo, _ in intervals), 1), round(sum(hi for _, hi in intervals), 1)
            )
        )
    return dimensions


def _metric(code: str, tally: Tally, points: tuple[float, float]) -> View:
    metric = metrics()[code]
    return {
        "code": code, "label": dict(metric.label), "dimension": metric.dimension, "points": metric.points,
        "level": metric.level, "passed": tally.passed, "failed": tally.failed, "unknown": tally.unknown,
        "lo": round(points[0], 2), "hi": round(points[1], 2),
    }  # fmt: skip


def _changes(change_lists: Sequence[Sequence[Mapping[str, Any]]]) -> list[View]:
    """What to change in many datasets: the points that it gives to their mean, and in how many."""
    gained: Counter[str] = Counter()
    count: Counter[str] = Counter()
    up_to = set()
    for changes in change_lists:
        for change in changes:
            gained[change["metric"]] += change["points"]
            count[change["metric"]] += 1
            up_to |= {change["metric"]} if change["up_to"] else set()
    return [
        {
            **dataset_quality.asks(code),
            "points": round(points / len(change_lists), 1),
            "up_to": code in up_to,
            "datasets": count[code],
        }
        for code, points in gained.most_common()
    ]


def _ratings(scores: Sequence[int]) -> dict[str, int]:
    counts = Counter(score.rating(points) for points in scores)
    return {row["code"]: counts[row["code"]] for row in v.rows("quality_ratings")}
