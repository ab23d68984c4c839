"""The list of sources: from the table of a new installation into ckanext-harvest, and as people see it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckanext.harvest.model import HarvestJob, HarvestSource

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests import progress, run_followups
from ckanext.smartlombardia.model import Body, Run, SourceRecord
from ckanext.smartlombardia.registry import visibility

OWNED = ("url", "source_type", "config")  # what the table says of a source; the rest the office may change


def load(user: str) -> dict[str, int]:
    """Make the sources of the table `sources`; those that exist keep what the office changed."""
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for settings in _read_table():
        package = core.Package.get(settings["name"])
        context = {"user": user, "ignore_auth": True}
        if package is None:
            tk.get_action("harvest_source_create")(context, settings)
            counts["created"] += 1
            continue
        source = core.Session.get(HarvestSource, package.id)
        current = {"url": source.url, "source_type": source.type, "config": source.config}
        if all(current[name] == settings[name] for name in OWNED):
            counts["unchanged"] += 1
            continue
        view = tk.get_action("harvest_source_show")(dict(context), {"id": package.id})
        office_fields = {name: view[name] for name in ("id", "name", "title", "frequency", "owner_org") if name in view}
        tk.get_action("harvest_source_update")(context, office_fields | {name: settings[name] for name in OWNED})
        counts["changed"] += 1
    return counts


def _read_table() -> Iterable[dict[str, Any]]:
    addresses: dict[str, list[str]] = defaultdict(list)
    for row in vocabularies.rows("source_addresses"):
        addresses[row["source"]].append(row["address"])
    for row in vocabularies.rows("sources"):
        settings = json.loads(row["config"] or "{}")
        if row["name"] in addresses:
            settings["addresses"] = addresses[row["name"]]
        yield {
            "name": row["name"],
            "title": row["title_it"],
            "url": row["url"],
            "source_type": row["type"],
            "frequency": row["frequency"],
            "config": json.dumps(settings, ensure_ascii=False),
            "owner_org": territory.organization_id(config.office()),
        }


def names() -> list[str]:
    """Names of the active sources, in the order in which they are harvested."""
    order = {row["name"]: number for number, row in enumerate(vocabularies.rows("sources"))}
    query = sa.select(core.Package.name).join(HarvestSource, HarvestSource.id == core.Package.id)
    active = core.Session.scalars(query.where(HarvestSource.active, core.Package.state == "active"))
    return sorted(active, key=lambda name: (order.get(name, len(order)), name))


def list_visible(user: core.User | None, unrestricted: bool = False) -> list[dict[str, Any]]:
    """List the sources that a viewer may see, or with `unrestricted` all of them.

    Reports are for the office, and for the bodies whose sources they are. That the office has a source read, and when,
    is for everyone to know: records name it.
    """
    query = (
        sa.select(core.Package.name, core.Package.title, HarvestSource, Body.ipa)
        .join(HarvestSource, HarvestSource.id == core.Package.id)
        .outerjoin(Body, Body.org_id == core.Package.owner_org)
        .where(core.Package.state == "active")
        .order_by(core.Package.title)
    )
    last, busy, waiting = _last_runs(), progress.busy(), _waiting()
    views = []
    for name, title, source, ipa in core.Session.execute(query):
        reports = unrestricted or visibility.sees_restricted(user, ipa)
        if not reports and ipa != config.office():
            continue
        run = describe_run(last[name], progress.is_held(name, busy)) if name in last else None
        views.append(
            {
                "name": name,
                "id": source.id,
                "title": _title(name, title),
                "url": source.url,
                "type": source.type,
                "body": ipa,
                "frequency": source.frequency,
                "active": source.active,
                "next_run": source.next_run and source.next_run.isoformat(),
                "last": run and (run if reports else {part: run[part] for part in ("state", "started", "finished")}),
                "waiting": source.id in waiting,
                "reports": reports,
            }
        )
    return views


def runs(source: str, most: int = 30) -> list[dict[str, Any]]:
    """Runs of a source, the newest first; the last that ended with what was found after it (`followed`)."""
    is_locked = progress.is_held(source, progress.busy())
    query = sa.select(Run).where(Run.kind == progress.HARVEST, Run.source == source)
    stored_runs = core.Session.scalars(query.order_by(Run.id.desc()).limit(most)).all()
    views = [describe_run(run, is_locked and number == 0) for number, run in enumerate(stored_runs)]
    last = next((number for number, view in enumerate(views) if view["state"] != "running"), None)
    if last is not None and (record_ids := views[last]["report"].get("written")):
        views[last]["followed"] = run_followups.after(record_ids, stored_runs[last].started)
    return views


def describe_run(run: Run, is_locked: bool) -> dict[str, Any]:
    """Describe a run. `state` is running, done, faults, failed or interrupted."""
    if run.finished is None:
        state = "running" if is_locked else "interrupted"
    elif run.report.get("interrupted"):
        state = "interrupted"
    elif run.report.get("failed"):
        state = "failed"
    else:
        state = "faults" if run.report.get("faults") else "done"
    return {
        "id": run.id,
        "state": state,
        "started": run.started.isoformat(),
        "finished": run.finished and run.finished.isoformat(),
        "seconds": round(((run.finished or run.heartbeat or run.started) - run.started).total_seconds(), 1),
        "counts": run.counts,
        "report": run.report,
    }


def records_of(source: str) -> dict[str, int]:
    """How many records and facts the source keeps here, by kind."""
    query = sa.select(SourceRecord.kind, sa.func.count()).where(SourceRecord.source == source)
    return dict(core.Session.execute(query.group_by(SourceRecord.kind)).tuples().all())


def _last_runs() -> Mapping[str, Run]:
    newest = sa.select(sa.func.max(Run.id)).where(Run.kind == progress.HARVEST).group_by(Run.source)
    return {str(run.source): run for run in core.Session.scalars(sa.select(Run).where(Run.id.in_(newest)))}


def _waiting() -> set[str]:
    query = sa.select(HarvestJob.source_id).where(HarvestJob.status.in_(("New", "Running")))
    return set(core.Session.scalars(query))


def _title(name: str, title: str) -> str:
    """The source's title in the reader's language, where the table has it."""
    column = "title_en" if tk.h.lang() == "en" else "title_it"
    translated = {row["name"]: row for row in vocabularies.rows("sources")}
    row = translated.get(name)
    return row[column] if row and row["title_it"] == title else title
