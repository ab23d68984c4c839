"""What follows from changes, in order: systems in contracts, states of projects, match, quality, contracts, judge.

Runs in a worker; jobs say only "drain".
"""

from __future__ import annotations

from collections.abc import Sequence

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.contracts import contract_facts
from ckanext.smartlombardia.logic.interop import indexing
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.outbox import change_reader
from ckanext.smartlombardia.model import Change
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import itself

SYSTEM_TABLES = frozenset({"products", "vendors"})
# an edit by hand asks for no new matching or judging when it only says again what was known
IDLE = frozenset({"confirmed", "answered"})


def drain() -> int:
    """Work on all that waits; returns how many changes that were."""
    total = 0
    began = now()
    while done := change_reader.drain(_follow_up):
        total += done
    if total:
        indexing.reindex_levels(began)
    return total


def enqueue() -> None:
    """Ask a worker to drain. Harmless when another one does already."""
    tk.enqueue_job(drain, title="Follow up changes", rq_kwargs={"timeout": 3600})


def _follow_up(changes: Sequence[Change]) -> None:
    records = {change.subject for change in changes if change.kind == "record" and change.what not in IDLE}
    bodies = {change.subject for change in changes if change.kind == "body" and change.what not in IDLE}
    tables = {change.subject for change in changes if change.kind == "table"}
    context = itself.context()
    if tables & SYSTEM_TABLES:  # systems are recognised in contracts by these tables
        bodies |= contract_facts.bodies_with_contracts()
    if bodies:  # first, as they commit; what they record is drained with the next batch
        for action in ("smartlombardia_systems_record", "smartlombardia_project_states_link"):
            tk.get_action(action)({**context}, {"bodies": sorted(bodies)})
    for step in ("rdf", "index"):  # what changed is written and indexed anew whenever it is asked for
        quarantine.release(step, records)
    if records:
        tk.get_action("smartlombardia_match")({**context, "defer_commit": True}, {"records": sorted(records)})
        tk.get_action("smartlombardia_quality_judge")({**context, "defer_commit": True}, {"records": sorted(records)})
    if tables:  # what is judged by has changed: everything is judged again
        tk.get_action("smartlombardia_judge")({**context, "defer_commit": True}, {})
    elif records or bodies:
        subjects = {"records": sorted(records), "bodies": sorted(bodies)}
        linked = tk.get_action("smartlombardia_contracts_link")({**context, "defer_commit": True}, subjects)
        subjects["records"] = sorted(records | set(linked))
        tk.get_action("smartlombardia_judge")({**context, "defer_commit": True}, subjects)
