"""P rules: does a system in use have an interface, can its data leave, which standards does it follow?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact

from ..rule_registry import rule
from ..standards import admitted, codes, exposed, kind, versioned
from ..subject_facts import SubjectFacts
from ..values import Outcome
from .api_description import reachable_description, standard_description

OF_APIS = ("description", "description_answers", "endpoint_url", "protocol")
"""What only APIs state."""

PROVES = {
    "not-exportable": "export_available",
    "export-not-free": "export_free",
    "closed-formats": "export_formats",
}
"""The fact that proves why data cannot leave."""


@rule("P-01")
def interface(facts: SubjectFacts) -> Outcome:
    """CAD art. 1 dd, OASC MIM0 R1.2: an API is linked, or the system exposes an interface standard."""
    if apis := facts.all("apis"):
        return Outcome("pass", "linked-api", (apis[0],), {"apis": apis[0].value})
    for fact in facts.all("standards"):
        if interfaces := exposed(fact):
            return Outcome("pass", "interface-standard", (fact,), {"standards": [code for code, _ in interfaces]})
    declared = facts.best("machine_interface")
    if declared and declared.value == "no":
        return Outcome("fail", "none-declared", (declared,), {"gap": "R1-NO-INTERFACE"})
    return Outcome("unknown", "nothing-declared")


@rule("P-02")
def documented_interface(subject_facts: SubjectFacts) -> Outcome:
    """CAD art. 1 dd, RAC_GEN_001: one of its APIs is described in a standard way, and the description can be reached.

    Whether it is paid for or kept by a clause is for L-05 to say: that stands in the contract.
    """
    judged = [(standard_description(api), reachable_description(api)) for api in subject_facts.neighbours(*OF_APIS)]
    for described, reachable in judged:
        if described.verdict == reachable.verdict == "pass":
            return Outcome("pass", "documented", (*described.facts, *reachable.facts), described.saw)
    broken = [next((outcome for outcome in both if outcome.verdict == "fail"), None) for both in judged]
    if broken and all(broken):
        facts = tuple(fact for outcome in broken if outcome for fact in outcome.facts)
        return Outcome("fail", "not-documented", facts, {"gap": "R2-CLOSED"})
    return Outcome("unknown", "not-read" if judged else "nothing-declared")


@rule("P-03")
def full_export(facts: SubjectFacts) -> Outcome:
    """AgID, acquisition and reuse, phase 3.1: the whole database, free of charge, in an open format, documented."""
    names = ("export_available", "export_free", "export_formats", "export_url")
    declared = {name: _telling(name, facts_of_name) for name in names if (facts_of_name := facts.all(name))}
    values = {name: fact.value for name, fact in declared.items()}
    severity = "blocker" if facts.value("cad68_type") == "E" else None
    if reason := _why_kept_in(values):
        return Outcome("fail", reason, (declared[PROVES[reason]],), values, severity=severity)
    if len(values) == len(names) and any(is_open(file_type) for file_type in values["export_formats"]):
        return Outcome("pass", "exportable", tuple(declared.values()), values, severity=severity)
    return Outcome(
        "unknown",
        "export-incomplete" if values else "nothing-declared",
        tuple(declared.values()),
        values,
        severity=severity,
    )


@rule("P-04")
def function(facts: SubjectFacts) -> Outcome:
    """The function is one of the regional taxonomy."""
    declared = facts.best("function")
    if declared is None:
        return Outcome("unknown", "no-function")
    saw = {"function": declared.value}
    if v.concept("functions", declared.value):
        return Outcome("pass", "in-taxonomy", (declared,), saw)
    return Outcome("fail", "not-in-taxonomy", (declared,), saw)


@rule("P-05")
def admitted_standard(facts: SubjectFacts) -> Outcome:
    """One of the system's standards is admitted for its function. What the system does not state is not known.

    Only standards of the same kind compete: a sign-in service says nothing of how lamps are read.
    """
    declared = facts.best("function")
    if declared is None:
        return Outcome("unknown", "no-function")
    rows = admitted(declared.value)
    saw: dict[str, Any] = {"function": declared.value, "admitted": [row["standard"] for row in rows]}
    if not rows:
        return Outcome("not_applicable", "nothing-admitted-yet", saw=saw, context=(declared,))
    kinds = {kind(code) for code in saw["admitted"]}
    lists = [fact for name in ("standards", "data_models") for fact in facts.all(name)]
    rivals = [fact for fact in lists if any(kind(code) in kinds for code in codes(fact))]
    saw["declared"] = sorted({code for fact in rivals for code in codes(fact) if kind(code) in kinds})
    good = [fact for fact in rivals if set(codes(fact)) & set(saw["admitted"])]
    if good:
        return Outcome("pass", "admitted", (good[0],), saw, (declared,))
    if not rivals:
        return Outcome("unknown", "nothing-declared", saw=saw, context=(declared,))
    return Outcome(
        "fail",
        "none-admitted",
        tuple(rivals),
        {**saw, "gap": "R4a-NO-COMMON-STANDARD"},
        (declared,),
        force="D" if any(row["force"] == "D" and not row["to_confirm"] for row in rows) else None,
        to_confirm=all(row["to_confirm"] for row in rows),
    )


@rule("P-06")
def proved_standards(facts: SubjectFacts) -> Outcome:
    """Show, don't promise: each standard has its version, and a document, a probe or a register proves it.

    National services such as SPID have no version to show.
    """
    lists = [fact for fact in facts.all("standards") if any(kind(code) != "service" for code in codes(fact))]
    if not lists:
        return Outcome("unknown", "nothing-declared")
    proved = {code for fact in lists if GRADES[fact.grade] <= GRADES["E2"] for code in versioned(fact)}
    bare = sorted({code for fact in lists for code in codes(fact) if kind(code) != "service"} - proved)
    if bare:
        return Outcome("fail", "not-all-proved", tuple(lists), {"declared": bare})
    return Outcome("pass", "all-proved", tuple(fact for fact in lists if versioned(fact)))


def _telling(name: str, facts: list[Fact]) -> Fact:
    """The best proved fact; of formats, the best proved whose openness is known."""
    if name != "export_formats":
        return facts[0]
    return next((fact for fact in facts if any(is_open(file_type) is not None for file_type in fact.value)), facts[0])


def _why_kept_in(values: Mapping[str, Any]) -> str | None:
    """Why data cannot leave freely, None where nothing says so."""
    if values.get("export_available") == "no":
        return "not-exportable"
    if values.get("export_free") == "no":
        return "export-not-free"
    formats = values.get("export_formats")
    if formats and all(is_open(file_type) is False for file_type in formats):
        return "closed-formats"
    return None


def is_open(format: str) -> bool | None:
    """Is a file format (EU code) open and machine-readable? None when the table does not know it."""
    row = _openness().get(format.upper())
    return None if row is None else bool(row["machine_readable"] and row["open"])


@cache
def _openness() -> dict[str, Mapping[str, str]]:
    return {row["format"]: row for row in v.rows("format_openness")}
