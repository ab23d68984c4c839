"""What runs, what failed, what waits and what was set aside, for the operations page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import redis
import sqlalchemy as sa

from ckan import model as core
from ckan.lib import jobs as background

from ckanext.smartlombardia.logic.operations import rounds
from ckanext.smartlombardia.logic.outbox import change_reader
from ckanext.smartlombardia.model import Quarantine, Run
from ckanext.smartlombardia.model.base import now

RECENT = timedelta(days=7)  # failures that are told
MAX_ROWS = 200  # rows of one list


def show() -> dict[str, Any]:
    """Everything that the page shows; moments are ISO 8601 in UTC."""
    return {
        "running": _runs(Run.finished.is_(None)),
        "failed": _runs(Run.finished >= now() - RECENT, Run.report["failed"].astext.is_not(None)),
        "queues": _queues(),
        "tasks": [_task(row) for row in rounds.last()],
        "changes": _plain(change_reader.lag()),
        "set_aside": _set_aside(),
    }


def _runs(*conditions: Any) -> list[dict[str, Any]]:
    query = sa.select(Run).where(*conditions).order_by(Run.id.desc()).limit(MAX_ROWS)
    return [
        _plain({"kind": run.kind, "source": run.source, "started": run.started, "heartbeat": run.heartbeat,
                "finished": run.finished})
        for run in core.Session.scalars(query)
    ]  # fmt: skip


def _task(row: Any) -> dict[str, Any]:
    names = ("task", "started", "finished", "succeeded", "failures")
    return _plain({name: getattr(row, name) for name in names} | {"failed": row.error is not None})


def _queues() -> list[dict[str, Any]] | None:
    """Jobs of each queue by state; None where the queue's server is away."""
    try:
        return [
            {
                "name": background.remove_queue_name_prefix(queue.name),
                "waiting": queue.count,
                "running": queue.started_job_registry.count,
                "failed": queue.failed_job_registry.count,
            }
            for queue in background.get_all_queues()
        ]
    except redis.RedisError:
        return None


def _set_aside() -> list[dict[str, Any]]:
    """Records by step, the newest first, with the title where they are packages. Those that are no more are no case."""
    row, package = Quarantine, core.Package
    query = (
        sa.select(row, package.title, package.name, package.type)
        .outerjoin(package, package.id == row.subject)
        .where(sa.or_(package.id.is_(None), package.state == "active"))
        .order_by(row.since.desc(), row.id.desc())
        .limit(MAX_ROWS)
    )
    names = ("step", "subject", "cause", "since", "tried_at", "retry_at", "tries")
    return [
        _plain({name: getattr(entry, name) for name in names} | {"title": title or name or entry.subject, "type": kind})
        for entry, title, name, kind in core.Session.execute(query).tuples()
    ]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
