"""A rules on meaning: do others recognise the things that an API speaks of, and the words it uses?"""

from __future__ import annotations

from typing import Any

from ..rule_registry import rule
from ..standards import admitted, codes, kind
from ..subject_facts import SubjectFacts
from ..values import Outcome
from .support import decide


@rule("A-10")
def shared_identifiers(facts: SubjectFacts) -> Outcome:
    """OASC MIM1, REG_SEMANTICA_002: things are named by codes that others use too."""
    declared = [fact for fact in facts.all("id_schemes") if any(kind(code) == "identifier" for code in codes(fact))]
    read = decide(facts.all("description"), _identifiers)
    if read and read.verdict == "pass":
        return read
    if declared:
        return Outcome("pass", "declares-identifiers", (declared[0],), {"declared": codes(declared[0])})
    return read or Outcome("unknown", "not-read")


def _identifiers(value: Any) -> Outcome | None:
    if value.get("identifiers"):
        return Outcome("pass", "uses-identifiers", saw={"declared": value["identifiers"]})
    if value["kind"] == "openapi" and value.get("codes"):
        return Outcome("fail", "own-identifiers", saw={"gap": "R4d-NO-COMMON-ID"})
    return None


@rule("A-11")
def declared_model(facts: SubjectFacts) -> Outcome:
    """RAC_GEN_NAME_001, OASC MIM2: the words are those of a national ontology or of a published data model.

    It is an obligation where there is a model: for a function of which the table admits one.
    """
    read = decide(facts.all("description"), _models)
    if read and read.verdict == "pass":
        return read
    for name in ("data_models", "standards"):
        for fact in facts.all(name):
            if models := [code for code in codes(fact) if kind(code) == "model"]:
                return Outcome("pass", "declares-model", (fact,), {"declared": models})
    if read is None:
        return Outcome("unknown", "not-read")
    function = facts.function
    rows = admitted(function.value) if function else ()
    possible = [row for row in rows if kind(row["standard"]) == "model" and not row["to_confirm"]]
    return Outcome(read.verdict, read.reason, read.facts, read.saw, force="D" if possible else "S")


def _models(value: Any) -> Outcome | None:
    if value.get("models"):
        return Outcome("pass", "uses-model", saw={"models": value["models"]})
    if value["kind"] == "openapi" and value.get("properties"):
        return Outcome("fail", "own-words", saw={"gap": "R4c-NO-COMMON-MODEL"})
    return None
