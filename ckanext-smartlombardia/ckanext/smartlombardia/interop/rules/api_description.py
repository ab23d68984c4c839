"""A rules on what the description of an API says; it was read as the table `api_rules` has it.

The fact `description` is what `interop.description` makes of a document. A document that could not be read says nothing
but why.
"""

from __future__ import annotations

from typing import Any

from ckanext.smartlombardia import vocabularies as v

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..thresholds import listed
from ..values import Outcome
from .support import decide, described

SCHEMA = ("parser", "oas3-schema", "oas2-schema", "invalid-ref", "path-params", "no-$ref-siblings")


@rule("A-01")
def standard_description(facts: SubjectFacts) -> Outcome:
    """RAC_GEN_001, OASC MIM0 R1.3: OpenAPI 3, WSDL 1.1, or a protocol that describes itself."""
    return decide(facts.all("description"), _standard) or Outcome("unknown", "not-read")


def _standard(value: Any) -> Outcome | None:
    saw = {"kind": value["kind"], "version": value.get("version", "")}
    if value["kind"] == "unreadable":
        return None
    if value["kind"] in ("swagger", "other"):
        return Outcome("fail", "old-description" if value["kind"] == "swagger" else "no-description", saw=saw)
    return Outcome("pass", "described", saw=saw)


@rule("A-02")
def reachable_description(facts: SubjectFacts) -> Outcome:
    """CAD art. 1 dd: the description answers at one address, twice or more, and can be read.

    One that asks for a key (401, 403) is closed, which is a fault only of an API that is open to all.
    """

    def judge_answers(value: Any) -> Outcome | None:
        saw = {"answers": value["ok"], "failures": value["failed"]}
        if value["ok"] >= 2 and not value["down"]:
            return Outcome("pass", "answers", saw=saw)
        if value.get("closed") and facts.value("access") == "open":
            return Outcome("fail", "closed", saw={**saw, "gap": "R2-CLOSED"})
        if value["down"]:
            return Outcome("fail", "does-not-answer", saw={**saw, "gap": "R3-DOWN"})
        return None

    return decide(facts.all("description_answers"), judge_answers) or Outcome("unknown", "seen-too-little")


@rule("A-03")
def self_contained(facts: SubjectFacts) -> Outcome:
    """Everything that the description refers to is in it."""

    def judge_references(value: Any) -> Outcome:
        missing = value["references"]
        return Outcome(
            "fail" if missing else "pass", "refers-elsewhere" if missing else "whole", saw={"count": missing}
        )

    return described(facts.all("description"), judge_references)


@rule("A-04")
def valid(facts: SubjectFacts) -> Outcome:
    """The description follows the OpenAPI specification."""

    def judge_errors(value: Any) -> Outcome | None:
        wrong = sorted(set(value["errors"]) & set(SCHEMA))
        if not wrong and value.get("references"):
            return None  # what stands elsewhere was not read
        return Outcome("fail" if wrong else "pass", "not-valid" if wrong else "valid", saw={"rules": wrong})

    return described(facts.all("description"), judge_errors, ("openapi", "swagger"))


@rule("A-05")
def no_blocking_breach(facts: SubjectFacts) -> Outcome:
    """None of the rules of the interoperability model that stand in the way is broken; maps have rules of their own."""

    open_to_all = any(fact.value == "open" for fact in facts.all("access"))

    def judge_breaches(value: Any) -> Outcome:
        if value["profile"] == "map":
            return Outcome("not_applicable", "map-service")
        broken = sorted(set(value["errors"]) & listed("blocking-api-rules") & _binding(open_to_all))
        return Outcome("fail" if broken else "pass", "breaks-rules" if broken else "no-breach", saw={"rules": broken})

    return described(facts.all("description"), judge_breaches, ("openapi", "swagger"))


def _binding(open_to_all: bool) -> frozenset[str]:
    """The rules for descriptions that bind: of an API that is open to all, not the conventions between bodies."""
    profile = "open" if open_to_all else "pdnd"
    return frozenset(row["id"] for row in v.rows("api_rules") if profile in row["profiles"].split("|"))


@rule("A-06")
def ready(facts: SubjectFacts) -> Outcome:
    """Our check finds no error. Only the official linter may say that an API is ready for PDND.

    It matters for what is published there; of other APIs it is told, and asks for nothing.
    """

    def judge_errors(value: Any) -> Outcome | None:
        if value["profile"] != "pdnd":
            return Outcome("not_applicable", "not-for-pdnd")
        wrong = sorted(value["errors"])
        if not wrong and value.get("references"):
            return None
        return Outcome("fail" if wrong else "pass", "errors-found" if wrong else "no-error-found", saw={"rules": wrong})

    outcome = described(facts.all("description"), judge_errors)
    for_bodies = facts.value("access") == "bodies_only"
    if for_bodies:
        return outcome
    return Outcome(outcome.verdict, outcome.reason, outcome.facts, outcome.saw, severity="info", force="S")


@rule("A-08")
def even_names(facts: SubjectFacts) -> Outcome:
    """RAC_REST_NAME_002, RAC_GEN_NAME_002: paths in kebab-case and without verbs, properties in one way of writing."""

    def judge_names(value: Any) -> Outcome | None:
        names = value["names"]
        if not names["paths"]:
            return None
        wrong = [name for name in ("kebab", "verbs", "casing") if names[name]]
        force = None if not wrong or "kebab" in wrong else "S"
        return Outcome(
            "fail" if wrong else "pass", "uneven-names" if wrong else "even-names", saw={"what": wrong}, force=force
        )

    return described(facts.all("description"), judge_names)
