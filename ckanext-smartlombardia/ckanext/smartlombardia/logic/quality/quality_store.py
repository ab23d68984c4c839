"""Judgements of datasets kept as rows, for figures over many. A row is written anew whenever its dataset changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.quality import dataset_quality
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.model import QualityRow
from ckanext.smartlombardia.model.base import now

STORED_COLUMNS = ("lo", "hi", "marks", "changes", "findings", "missing", "addresses")
TOGETHER = 200  # rows written at once
STEP = "quality"


def refresh(records: Collection[str] | None = None) -> dict[str, int]:
    """Judge these datasets again, or all; no commit. Returns counts: judged, gone, set_aside.

    A dataset that cannot be judged is set aside and keeps the judgement that it had.
    """
    dataset_ids = _datasets(records)
    gone = _delete_gone(records, dataset_ids)
    without = quarantine.left_out(STEP, records or ())
    judged = 0
    for start in range(0, len(dataset_ids), TOGETHER):
        tried = [dataset_id for dataset_id in dataset_ids[start : start + TOGETHER] if dataset_id not in without]
        rows = [
            row for dataset_id in tried if (row := quarantine.attempt(STEP, dataset_id, partial(_row, dataset_id))[1])
        ]
        if rows:
            _write(rows)
            quarantine.release(STEP, quarantine.load_set_aside(STEP) & {row["record"] for row in rows})
        judged += len(rows)
    return {"judged": judged, "gone": gone, "set_aside": len(dataset_ids) - judged}


def load_judgement(package: Mapping[str, Any]) -> Mapping[str, Any]:
    """The judgement of a dataset (as package_show gives it): the stored one, or a new one where it changed since."""
    row = core.Session.scalar(sa.select(QualityRow).where(QualityRow.record == package["id"]))
    changed = datetime.fromisoformat(package["metadata_modified"]).replace(tzinfo=timezone.utc)
    if row is None or row.at <= changed:
        return dataset_quality.to_stored(dataset_quality.judge(package))
    return {name: getattr(row, name) for name in STORED_COLUMNS}


def find_affected(records: Collection[str]) -> set[str]:
    """Datasets that a change of these records (UUIDs) affects: themselves and, of a data service, high-value ones."""
    package = core.Package
    services = sa.select(sa.func.count()).where(package.id.in_(list(records)), package.type == "dataservice")
    lacking = sa.select(QualityRow.record).where(QualityRow.missing.is_not(None))
    return {*records, *(core.Session.scalars(lacking) if core.Session.scalar(services) else ())}


def with_links(addresses: Collection[str]) -> set[str]:
    """Datasets that name one of these addresses."""
    query = sa.select(QualityRow.record).where(
        QualityRow.addresses.has_any(sa.cast(list(addresses), sa.ARRAY(sa.Text)))
    )
    return set(core.Session.scalars(query)) if addresses else set()


def _datasets(records: Collection[str] | None) -> Sequence[str]:
    package = core.Package
    query = sa.select(package.id).where(package.type == "dataset", package.state == "active").order_by(package.id)
    if records is not None:
        query = query.where(package.id.in_(list(records)))
    return core.Session.scalars(query).all()


def _delete_gone(records: Collection[str] | None, dataset_ids: Iterable[str]) -> int:
    """Delete the rows of datasets that are gone; returns their number."""
    query = sa.delete(QualityRow).where(QualityRow.record.not_in(list(dataset_ids)))
    if records is not None:
        query = query.where(QualityRow.record.in_(list(records)))
    return core.Session.execute(query).rowcount


def _row(record: str) -> dict[str, Any]:
    package = tk.get_action("package_show")(packages.context(), {"id": record})
    return {"record": record, **dataset_quality.to_stored(dataset_quality.judge(package)), "at": now()}


def _write(rows: list[dict[str, Any]]) -> None:
    query = insert(QualityRow).values(rows)
    columns = {name: query.excluded[name] for name in rows[0] if name != "record"}
    core.Session.execute(query.on_conflict_do_update(index_elements=["record"], set_=columns))
