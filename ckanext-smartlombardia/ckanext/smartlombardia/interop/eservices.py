"""E-services of the PDND catalogue, and which job each of them does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact, project, standing_facts, winner
from ckanext.smartlombardia.types import Grade

from .values import Evidence
from .words import plain

PROOF = ("pdnd_state", "protocol", "title", "notes", "pdnd_template_id", "pdnd_template_version")
"""What of the catalogue's row two e-services are compared by."""


@dataclass(frozen=True, slots=True)
class EService:
    """An e-service of a body, as the catalogue tells it. `observed` is the moment (ISO, UTC) of the catalogue."""

    record: str
    body: str
    body_name: str
    name: str
    description: str
    protocol: str
    state: str
    function: str | None
    identifier: str
    template: str | None = None
    template_version: str = ""
    source: str = ""
    grade: Grade = "E4"
    observed: str | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The catalogue's row, for whoever reads a finding."""
        return Evidence(
            body=self.body,
            body_name=self.body_name,
            record=self.record,
            identifier=self.identifier,
            name=self.name,
            technology=self.protocol.upper(),
            source=self.source,
            grade=self.grade,
            seen=self.observed,
            states={"pdnd_state": self.state},
            facts=tuple(fact.id for fact in self.facts if fact.id is not None),
        )


def eservice(record: str, body: str, facts: Iterable[Fact], function: str | None = None) -> EService | None:
    """The e-service that the catalogue states in the facts of a data service of a body (IPA code); None without.

    Only what the catalogue itself says is compared; the function is the record's, or `function` where it has none.
    """
    current = standing_facts(facts)
    proof = winner([fact for fact in current if fact.name == "pdnd_state"])
    if proof is None or not proof.value:
        return None
    row = [fact for fact in current if (fact.source, fact.source_record) == (proof.source, proof.source_record)]
    fields = project(row)
    town = v.body(body)
    moment = proof.observed_at or proof.since
    return EService(
        record=record,
        body=body,
        body_name=town.name if town else body,
        name=fields.get("title") or "",
        description=fields.get("notes") or "",
        protocol=fields.get("protocol") or "other",
        state=proof.value,
        function=project(current, body).get("function") or function,
        identifier=fields.get("pdnd_eservice_id") or record,
        template=fields.get("pdnd_template_id"),
        template_version=fields.get("pdnd_template_version") or "",
        source=proof.source,
        grade=proof.grade,
        observed=moment.isoformat() if moment else None,
        facts=tuple(fact for fact in row if fact.name in PROOF),
    )


def jobs(eservices: Iterable[EService]) -> dict[str, list[EService]]:
    """Published e-services by job (code of `eservice_jobs`); those that do none of these jobs are left out."""
    by_job: dict[str, list[EService]] = defaultdict(list)
    for eservice in eservices:
        job = job_of(eservice)
        if job and eservice.state == "PUBLISHED":
            by_job[job].append(eservice)
    return dict(by_job)


def job_of(eservice: EService) -> str | None:
    """The first job of its function whose pattern is found in the name or the description."""
    text = f"{plain(eservice.name)} / {plain(eservice.description)}"
    return next((code for code, pattern in _patterns().get(eservice.function or "", ()) if pattern.search(text)), None)


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for row in v.rows("eservice_jobs"):
        patterns[row["function"]].append((row["code"], re.compile(row["pattern"])))
    return dict(patterns)
