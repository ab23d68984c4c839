"""X rules on one system: does it exchange over the channels that the law wants, with the bases that it needs?"""

from __future__ import annotations

from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import classify_source

from ..needs import bases
from ..rule_registry import rule
from ..standards import codes
from ..subject_facts import SubjectFacts
from ..values import Outcome

ONE_TO_ONE = ("direct", "file", "email")


@rule("X-07")
def through_pdnd(facts: SubjectFacts) -> Outcome:
    """CAP3.PA.01-02: bodies exchange with each other through PDND. What the police holds is left out by law."""
    function = facts.function
    if function and v.concept("functions", function.value).extra["sensitive"]:  # type: ignore[union-attr]
        return Outcome("not_applicable", "50ter-c3", (function,), {"function": function.value})
    rows = [(fact, row) for fact in facts.all("integrations") for row in fact.value if _another_body(facts, row)]
    apart = [(fact, row) for fact, row in rows if row.get("channel") in ONE_TO_ONE]
    if apart:
        fact, row = apart[0]
        town = v.body(row["body"])
        saw = {"channel": row["channel"], "with": town.name if town else row["body"], "gap": "R5-CHANNEL"}
        return Outcome("fail", "other-channel", (fact,), saw)
    through = [fact for fact, row in rows if row.get("channel")]
    return Outcome("pass", "on-the-channel", (through[0],)) if through else Outcome("unknown", "nothing-declared")


def _another_body(facts: SubjectFacts, row: Any) -> bool:
    body = str(row.get("body") or "").lower()
    return bool(body) and body != facts.subject.body


@rule("X-11")
def national_base(facts: SubjectFacts) -> Outcome:
    """The needs table: systems of this function exchange with a national base.

    Only where the owner has listed what the system is connected to does a base that is not there count as missing.
    """
    function = facts.function
    if function is None:
        return Outcome("unknown", "no-function")
    needed = bases(function.value)
    if not needed:
        return Outcome("not_applicable", "no-base-needed", (function,), {"function": function.value})
    lists = [fact for name in ("national_platforms", "standards") for fact in facts.all(name)]
    reached = {code: fact for fact in lists for code in codes(fact)}
    missing = [base for base in needed if not set(base.base) & set(reached)]
    saw = {"function": function.value, "declared": sorted({code for base in missing for code in base.base})}
    if not missing:
        proof = reached[next(code for code in needed[0].base if code in reached)]
        return Outcome("pass", "reaches-base", (proof,), {"function": function.value}, (function,))
    declared = [
        fact
        for fact in facts.all("national_platforms")
        if classify_source(fact, facts.subject.body) in ("hand", "decision")
    ]
    if not declared:
        return Outcome("unknown", "nothing-declared", saw=saw, context=(function,))
    law = [base for base in missing if base.force == "D" and not base.to_confirm]
    return Outcome(
        "fail",
        "base-missing",
        (declared[0],),
        {**saw, "gap": "R5-CHANNEL"},
        (function,),
        force="D" if law else missing[0].force,
        to_confirm=not law and all(base.to_confirm for base in missing),
    )
