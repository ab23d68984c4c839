"""Judgements of datasets kept as rows, for figures over many. A row is written anew whenever its dataset changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.quality import judging
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.model import QualityRow
from ckanext.smartlombardia.model.base import now

TOGETHER = 200  # rows written at once


def refresh(records: Collection[str] | None = None) -> dict[str, int]:
    """Judge these datasets again, or all; no commit. Returns counts: judged, gone."""
    wanted = _datasets(records)
    gone = _gone(records, wanted)
    for start in range(0, len(wanted), TOGETHER):
        _write([_row(one) for one in wanted[start : start + TOGETHER]])
    return {"judged": len(wanted), "gone": gone}


def around(records: Collection[str]) -> set[str]:
    """What a change of these records may alter: themselves, and datasets that a data service among them gives."""
    query = sa.select(core.Package.extras["serves_datasets"].astext).where(
        core.Package.id.in_(list(records)), core.Package.type == "dataservice"
    )
    said = " ".join(one for one in core.Session.scalars(query) if one)
    served = sa.select(QualityRow.record).where(sa.literal(said).contains(QualityRow.record))
    return {*records, *(core.Session.scalars(served) if said else ())}


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


def _gone(records: Collection[str] | None, there: Iterable[str]) -> int:
    """Take out rows of datasets that are no more."""
    query = sa.delete(QualityRow).where(QualityRow.record.not_in(list(there)))
    if records is not None:
        query = query.where(QualityRow.record.in_(list(records)))
    return core.Session.execute(query).rowcount


def _row(record: str) -> dict[str, Any]:
    package = tk.get_action("package_show")(packages.context(), {"id": record})
    judged = judging.judge(package)
    shown = judging.shown(judged)
    return {
        "record": record,
        "lo": judged.score.lo,
        "hi": judged.score.hi,
        "missing": shown["missing"] if shown["hvd"] else None,
        "marks": judging.marks_of(judged.score),
        "tallies": {code: list(astuple(tally)) for code, tally in judged.score.tallies.items()},
        "changes": [{name: one[name] for name in ("metric", "points", "up_to")} for one in shown["changes"]],
        "findings": shown["findings"],
        "addresses": list(judged.looks),
        "at": now(),
    }


def _write(rows: list[dict[str, Any]]) -> None:
    query = insert(QualityRow).values(rows)
    kept = {name: query.excluded[name] for name in rows[0] if name != "record"}
    core.Session.execute(query.on_conflict_do_update(index_elements=["record"], set_=kept))
