"""The search index against the database. CKAN indexes before it commits: a process that dies between leaves a ghost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from ckan import model as core
from ckan.lib.search.common import make_connection
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.records import packages

SETTLED = timedelta(minutes=5)  # older differences are no writes that are on their way
PAGE = 1000  # documents asked for at once


def mend(settled: timedelta = SETTLED) -> dict[str, int]:
    """Take out what the database does not have, add what the index lacks, renew what is older there; returns counts."""
    package = core.Package
    query = sa.select(package.id, package.metadata_modified).where(package.state != "deleted")
    stored = dict(core.Session.execute(query).tuples().all())
    before = datetime.now(timezone.utc).replace(tzinfo=None) - settled
    indexed = dict(_indexed(before))
    recent = set(indexed) - {record for record, moment in indexed.items() if moment is not None}
    ghosts = sorted(set(indexed) - recent - set(stored))
    without = quarantine.left_out(packages.INDEX)
    old = {record: moment for record, moment in stored.items() if moment < before and record not in without}
    missing = [record for record in old if record not in indexed]
    stale = [
        record
        for record, moment in old.items()
        if (indexed_at := indexed.get(record)) and indexed_at < _floor_seconds(moment)
    ]
    core.Session.commit()
    if ghosts:
        _take_out(ghosts)
    packages.index([*missing, *stale])
    return {"ghosts": len(ghosts), "missing": len(missing), "stale": len(stale)}


def _floor_seconds(moment: datetime) -> datetime:
    """Without parts of a second: the index keeps thousandths only."""
    return moment.replace(microsecond=0)


def _naive(moment: datetime) -> datetime:
    """A moment in UTC as CKAN keeps it: without saying so."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _indexed(before: datetime) -> Iterator[tuple[str, datetime | None]]:
    """UUIDs of indexed packages, with when each changed last; None for those that were indexed after `before`."""
    server, cursor, site = make_connection(), "*", tk.config["ckan.site_id"]
    while True:
        page = server.search(
            "*:*",
            fq=[f'site_id:"{site}"', 'entity_type:"package"'],
            fl="id,metadata_modified,indexed_ts,index_id",
            sort="index_id asc",
            rows=PAGE,
            cursorMark=cursor,
        )
        for document in page.docs:
            settled = _naive(document["indexed_ts"]) < before
            yield document["id"], _floor_seconds(_naive(document["metadata_modified"])) if settled else None
        following = page.nextCursorMark
        if following == cursor:
            return
        cursor = following


def _take_out(records: list[str]) -> None:
    """Delete documents of packages that are not there."""
    server, site = make_connection(), tk.config["ckan.site_id"]
    for start in range(0, len(records), PAGE):
        ids = " OR ".join(json.dumps(record) for record in records[start : start + PAGE])
        server.delete(q=f'+site_id:"{site}" +entity_type:"package" +id:({ids})', commit=False)
    server.commit()
