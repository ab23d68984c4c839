"""A run in the tables of ckanext-harvest, so that its pages, commands and counts tell the same.

Payloads are never kept there: an object of theirs is read by more people than the record that it became.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestObjectError, HarvestSource

from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.types import Refused

STATUSES = {"new": "added", "joined": "added", "changed": "updated"}
DAYS = {"ALWAYS": 0, "DAILY": 1, "WEEKLY": 7, "BIWEEKLY": 14, "MONTHLY": 30}


class Journal:
    """The job of one run. Nothing is written for records that are as they were."""

    def __init__(self, job: str, source: str):
        self.job, self.source = job, source

    def begin(self) -> None:
        """The job runs."""
        self._job(status="Running", gather_started=_moment())

    def note(self, outcome: Outcome) -> None:
        """An object for each record that came in or was refused. In the transaction of the caller."""
        objects = [self._object(guid, STATUSES[what], record) for guid, (what, record) in outcome.reached.items()]
        if objects:
            guids = [row["guid"] for row in objects]
            core.Session.execute(
                sa.update(HarvestObject)
                .where(
                    HarvestObject.harvest_source_id == self.source,
                    HarvestObject.guid.in_(guids),
                    HarvestObject.current.is_(True),
                )
                .values(current=False)
                .execution_options(synchronize_session=False)
            )
            core.Session.execute(sa.insert(HarvestObject), objects)
        self.refuse(outcome.refused)

    def refuse(self, refused: Iterable[Refused]) -> None:
        """An object in error for each record that could not be taken."""
        errors = [(self._object(refusal.where, "errored", None), refusal) for refusal in refused]
        if errors:
            core.Session.execute(sa.insert(HarvestObject), [row for row, _ in errors])
            core.Session.execute(
                sa.insert(HarvestObjectError),
                [
                    {"id": _id(), "harvest_object_id": row["id"], "stage": "Import", "created": _moment(),
                     "message": f"{refusal.why} {refusal.remedy}"}
                    for row, refusal in errors
                ],
            )  # fmt: skip

    def fault(self, refusal: Refused) -> None:
        """Write an error for a document that could not be fetched or read."""
        row = {"id": _id(), "harvest_job_id": self.job, "message": f"{refusal.where}: {refusal.why} {refusal.remedy}"}
        core.Session.execute(sa.insert(HarvestGatherError), [row | {"created": _moment()}])
        core.Session.commit()

    def end(self) -> None:
        """The job is over, and the next one has its date."""
        self._job(status="Finished", gather_finished=_moment(), finished=_moment())
        source = core.Session.get(HarvestSource, self.source)
        days = DAYS.get(source.frequency)
        source.next_run = None if days is None else _moment() + timedelta(days=days)
        core.Session.commit()
        tk.get_action("harvest_source_reindex")({"ignore_auth": True, "user": ""}, {"id": self.source})

    def _job(self, **values: object) -> None:
        core.Session.execute(sa.update(HarvestJob).where(HarvestJob.id == self.job).values(**values))
        core.Session.commit()

    def _object(self, guid: str, status: str, record: str | None) -> dict[str, object]:
        is_current = status != "errored"
        return {
            "id": _id(),
            "guid": guid,
            "current": is_current,
            "gathered": _moment(),
            "import_finished": _moment(),
            "state": "COMPLETE" if is_current else "ERROR",
            "harvest_job_id": self.job,
            "harvest_source_id": self.source,
            "package_id": record,
            "report_status": status,
        }


def _id() -> str:
    return str(uuid.uuid4())


def _moment() -> datetime:
    """Now, as ckanext-harvest keeps it: UTC without saying so."""
    return datetime.now(timezone.utc).replace(tzinfo=None)
