"""Import a portal's packages as records of the registry; a dry run writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import Any

from ckan import model as core
from ckanext.harvest.queue import get_harvester

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.harvests.report import Report
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.logic.records import ingest, packages
from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.logic.records.placement import Home
from ckanext.smartlombardia.logic.records.record_index import RecordIndex
from ckanext.smartlombardia.registry.identity import Bodies, Resolved
from ckanext.smartlombardia.types import Document, Noted, Record, Refused

LINES = 100  # packages of a dump that are taken at once
REMEDY = "Indicate il codice IPA dell’ente nel portale, oppure spostate la scheda dopo."


def import_portal(start: str, body: str, dry: bool) -> Report:
    """Import a portal's packages from its API or from a dump (JSON lines); with `dry` only report what would be done.

    `body` is the IPA code of who keeps the records whose body cannot be told.
    """
    report, index, source = Report(), RecordIndex(), f"migration {start}"
    home = Home(territory.organization_id(body), all=False)
    reader = get_harvester("ckan").reader
    path = Path(start)
    documents = dump(path) if path.is_file() else reader.pages(client.getter(), [start])
    for document in documents:
        if isinstance(document, Refused):
            report.refuse(document, fault=True)
            continue
        items = list(reader.read(document))
        for item in items:
            if isinstance(item, Refused):
                report.refuse(item, fault=False)
        records = [item for item in items if isinstance(item, Record)]
        outcome = preview_outcome(records) if dry else ingest.take(source, records, index, home)
        outcome.noted += [note for record in records for note in list_unresolved(record)]
        report.add(outcome)
        if not dry:
            for refused in packages.index(outcome.written):
                report.refuse(refused, fault=False)
    if dry:
        core.Session.rollback()
    return report


def dump(path: Path) -> Iterator[Document | Refused]:
    """The packages of a dump as pages of an API would give them. A line that is no package is named."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        numbered = enumerate(lines, 1)
        while batch := list(islice(numbered, LINES)):
            results = []
            for number, line in batch:
                try:
                    package = json.loads(line) if line.strip() else None
                except ValueError:
                    yield Refused(f"{path.name}, riga {number}", "La riga non è JSON.", "Rifate il file dal portale.")
                    continue
                results += [package] if isinstance(package, dict) else []
            content = json.dumps({"result": {"count": len(results), "results": results}}).encode()
            sha = hashlib.sha256(content).hexdigest()
            yield Document(f"{path.name}#{batch[0][0]}", "application/json", content, sha, datetime.now(timezone.utc))


def preview_outcome(records: list[Record]) -> Outcome:
    """The outcome that importing these records would have: counts and repairs."""
    outcome = Outcome(noted=[note for record in records for note in record.noted])
    outcome.count("new", len(records))
    for record in records:
        outcome.repair(record.guid, record.repairs)
    return outcome


def list_unresolved(record: Record) -> Iterator[Noted]:
    """Yield a note where the body of a record cannot be resolved."""
    resolved = Bodies.load().resolve(record.body) if record.body else None
    if not isinstance(resolved, Resolved):
        why = resolved.reason if resolved else "La scheda non dice di quale ente è."
        yield Noted(record.guid, why, REMEDY)


def is_body(ipa: str) -> bool:
    """Whether there is such a body here."""
    return vocabularies.body(ipa) is not None


def to_json(report: Report) -> dict[str, Any]:
    """Convert the report to JSON."""
    return {"counts": report.counts, **report.as_json()}
