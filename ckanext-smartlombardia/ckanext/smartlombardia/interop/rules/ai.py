"""AI rules: is what a system does with artificial intelligence told as the law will ask?

Dates and guidelines were under revision when these were written: all of them wait for confirmation. They say whether
the record may be published, not how far the system opens to others.
"""

from __future__ import annotations

from collections.abc import Callable

from ckanext.smartlombardia import vocabularies as v

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..thresholds import listed
from ..values import Outcome

See = Callable[[SubjectFacts], Outcome]


def of_ai(see: See) -> See:
    """The rule only counts for systems that use artificial intelligence; unknown where nobody said."""

    def judge_use(facts: SubjectFacts) -> Outcome:
        uses = facts.all("ai_use")
        if any(fact.value == "yes" for fact in uses):
            return see(facts)
        return Outcome("not_applicable", "no-ai", (uses[0],)) if uses else Outcome("unknown", "nothing-declared")

    return judge_use


@rule("AI-01")
@of_ai
def risk_class(facts: SubjectFacts) -> Outcome:
    """AgID, guidelines on AI in public administration: the risk class is stated."""
    declared = facts.all("ai_risk")
    good = [fact for fact in declared if v.concept("ai_risks", str(fact.value))]
    if good:
        return Outcome("pass", "risk-stated", (good[0],), {"risk": good[0].value})
    return Outcome("fail", "risk-not-in-scheme", (declared[0],)) if declared else Outcome("unknown", "risk-unknown")


@rule("AI-02")
@of_ai
def high_risk(facts: SubjectFacts) -> Outcome:
    """Reg. (EU) 2024/1689, art. 26, 27 and 49(3): registered, assessed, watched by a person, with a contact."""
    return _with(
        facts, "high", ("ai_eu_id", "ai_impact_url", "ai_oversight", "contact_email"), "duties-met", "duties-open"
    )


@rule("AI-03")
@of_ai
def prohibited(facts: SubjectFacts) -> Outcome:
    """Reg. (EU) 2024/1689, art. 5: no prohibited practice."""
    declared = facts.all("ai_risk")
    if not declared:
        return Outcome("unknown", "risk-unknown")
    banned = [fact for fact in declared if fact.value == "prohibited"]
    return Outcome("fail", "prohibited", (banned[0],)) if banned else Outcome("pass", "not-prohibited", (declared[0],))


@rule("AI-04")
@of_ai
def transparency(facts: SubjectFacts) -> Outcome:
    """Reg. (EU) 2024/1689, art. 50: people are told that they deal with a machine."""
    return _with(facts, "transparency", ("ai_notice_url",), "notice-given", "no-notice")


@rule("AI-05")
@of_ai
def complete_record(facts: SubjectFacts) -> Outcome:
    """Registers of algorithms (Eurocities, Netherlands): what others need to understand the use is written."""
    names = sorted(listed("ai-record"))
    declared = {name: facts_of_name[0] for name in names if (facts_of_name := facts.all(name))}
    missing = [name for name in names if name not in declared]
    if not missing:
        return Outcome("pass", "record-complete", tuple(declared.values()))
    uses = facts.all("ai_use")
    return Outcome("fail", "record-incomplete", (uses[0], *declared.values()), {"what": missing})


def _with(subject_facts: SubjectFacts, risk: str, names: tuple[str, ...], good: str, bad: str) -> Outcome:
    """What systems of a risk class must show: all of it. What was cleared or is not there is missing."""
    declared = subject_facts.all("ai_risk")
    if not declared:
        return Outcome("unknown", "risk-unknown")
    of_risk = [fact for fact in declared if fact.value == risk]
    if not of_risk:
        return Outcome("not_applicable", "another-risk", (declared[0],))
    proofs = {name: [fact for fact in subject_facts.all(name) if fact.value != "no"] for name in names}
    missing = [name for name, facts in proofs.items() if not facts]
    if missing:
        return Outcome("fail", bad, (of_risk[0],), {"what": missing})
    return Outcome("pass", good, tuple(facts[0] for facts in proofs.values()))
