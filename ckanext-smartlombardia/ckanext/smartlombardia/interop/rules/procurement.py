"""P rules on how a system was chosen and made, and where it takes residents' data from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.facts import Fact

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..values import Outcome

COMMISSIONED = ("A", "B")


@rule("P-07")
def compared(subject_facts: SubjectFacts) -> Outcome:
    """CAD art. 68 c. 1-bis: the offers were compared before the contract, and the comparison can be read."""
    start, day = subject_facts.all("contract_start"), subject_facts.all("comparison_date")
    if not start or not day:
        return Outcome("unknown", "no-contract" if not start else "nothing-declared")
    facts = (day[0], start[0])
    saw = {"day": day[0].value, "start": start[0].value}
    if day[0].value[: len(start[0].value)] > start[0].value[: len(day[0].value)]:
        return Outcome("fail", "compared-later", facts, saw)
    link = subject_facts.all("comparison_url")
    return Outcome("pass", "compared", (*facts, link[0]), saw) if link else Outcome("unknown", "no-document")


@rule("P-08")
def published_source(facts: SubjectFacts) -> Outcome:
    """CAD art. 69: software made for an administration is released, and is in the national catalogue."""
    kind = facts.all("cad68_type")
    if not kind:
        return Outcome("unknown", "kind-unknown")
    if kind[0].value not in COMMISSIONED:
        return Outcome("not_applicable", "not-commissioned", (kind[0],))
    if listed := facts.all("catalogue_id") or facts.related("catalogue_id"):
        return Outcome("pass", "in-the-catalogue", (kind[0], listed[0]), {"entry": listed[0].value})
    unpublished = [fact for fact in facts.all("source_published") if fact.value == "no"]
    if unpublished:
        return Outcome("fail", "source-kept", (kind[0], unpublished[0]))
    return Outcome("unknown", "no-row")


@rule("P-09")
def one_source(facts: SubjectFacts) -> Outcome:
    """CAD art. 50, 50-ter, 62: who uses residents' data reads them in ANPR, through PDND, and keeps no copy."""
    uses = facts.all("residents_data")
    if not uses:
        return Outcome("unknown", "nothing-declared")
    if uses[0].value == "no":
        return Outcome("not_applicable", "no-residents-data", (uses[0],))
    linked = [fact for fact in facts.all("national_platforms") if "anpr" in fact.value]
    rows = [(fact, row) for fact in facts.all("integrations") for row in fact.value if _with_anpr(row)]
    through = [fact for fact, row in rows if row.get("channel") == "pdnd"]
    if proof := [*through, *linked]:
        return Outcome("pass", "reads-anpr", (uses[0], proof[0]))
    copied: list[tuple[Fact, Any]] = [
        (fact, row) for fact, row in rows if row.get("channel") in ("file", "email", "direct")
    ]
    if copied:
        fact, row = copied[0]
        return Outcome("fail", "copies-residents", (uses[0], fact), {"channel": row["channel"], "gap": "R5-CHANNEL"})
    return Outcome("unknown", "nothing-declared")


def _with_anpr(row: Mapping[str, Any]) -> bool:
    return "anpr" in str(row.get("with", "")).lower()
