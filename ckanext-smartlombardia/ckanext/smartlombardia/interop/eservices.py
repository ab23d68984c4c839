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
    """An e-service of a body, as the catalogue tells it. `seen` is the moment (ISO, UTC) of the catalogue."""

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
    seen: str | None = None
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
            seen=self.seen,
            states={"pdnd_state": self.state},
            facts=tuple(fact.id for fact in self.facts if fact.id is not None),
        )


def eservice(record: str, body: str, facts: Iterable[Fact], function: str | None = None) -> EService | None:
    """The e-service that the catalogue states in the facts of a data service of a body (IPA code); None without.

    Only what the catalogue itself says is compared; the function is the record's, or `function` where it has none.
    """
    known = standing_facts(facts)
    proof = winner([fact for fact in known if fact.name == "pdnd_state"])
    if proof is None or not proof.value:
        return None
    row = [fact for fact in known if (fact.source, fact.source_record) == (proof.source, proof.source_record)]
    fields = project(row)
    town = v.body(body)
    seen = proof.observed_at or proof.since
    return EService(
        record=record,
        body=body,
        body_name=town.name if town else body,
        name=fields.get("title") or "",
        description=fields.get("notes") or "",
        protocol=fields.get("protocol") or "other",
        state=proof.value,
        function=project(known, body).get("function") or function,
        identifier=fields.get("pdnd_eservice_id") or record,
        template=fields.get("pdnd_template_id"),
        template_version=fields.get("pdnd_template_version") or "",
        source=proof.source,
        grade=proof.grade,
        seen=seen.isoformat() if seen else None,
        facts=tuple(fact for fact in row if fact.name in PROOF),
    )


def jobs(eservices: Iterable[EService]) -> dict[str, list[EService]]:
    """Published e-services by job (code of `eservice_jobs`); those that do none of these jobs are left out."""
    found: dict[str, list[EService]] = defaultdict(list)
    for one in eservices:
        job = job_of(one)
        if job and one.state == "PUBLISHED":
            found[job].append(one)
    return dict(found)


def job_of(one: EService) -> str | None:
    """The first job of its function whose pattern is found in the name or the description."""
    text = f"{plain(one.name)} / {plain(one.description)}"
    return next((code for code, pattern in _patterns().get(one.function or "", ()) if pattern.search(text)), None)


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for row in v.rows("eservice_jobs"):
        found[row["function"]].append((row["code"], re.compile(row["pattern"])))
    return dict(found)
