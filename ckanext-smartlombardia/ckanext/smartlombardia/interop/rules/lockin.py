"""L rules: how hard is it to leave a vendor? They make the lock-in index, which is apart from interoperability.

Most read the contract, which only the body and the office see.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from ckanext.smartlombardia.facts import Fact

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..thresholds import listed, threshold
from ..values import Outcome
from .platforms import full_export, is_open


@rule("L-01")
def leaving_with_data(facts: SubjectFacts) -> Outcome:
    """AgID, acquisition and reuse, phase 3.1: as P-03."""
    outcome = full_export(facts)
    return Outcome(outcome.verdict, outcome.reason, outcome.facts, outcome.saw)


@rule("L-02")
def exit_clause(facts: SubjectFacts) -> Outcome:
    """ANAC, guidelines 8/2017: the contract says how one leaves."""
    return _judge_clause(facts, "exit_clause", "exit-agreed", "no-exit-clause")


@rule("L-03")
def own_data(facts: SubjectFacts) -> Outcome:
    """ANAC, guidelines 8/2017: the data belong to the body."""
    return _judge_clause(facts, "data_owned", "own-data", "data-not-owned")


@rule("L-04")
def switching_terms(subject_facts: SubjectFacts) -> Outcome:
    """Reg. (EU) 2023/2854, art. 25 and 29: terms of a cloud contract signed since 12 September 2025."""
    start = subject_facts.all("contract_start")
    delivery = subject_facts.all("delivery")
    if not start:
        return Outcome("unknown", "no-contract")
    if start[0].value < min(listed("data-act-from"))[: len(start[0].value)]:
        return Outcome("not_applicable", "older-contract", (start[0],), {"start": start[0].value})
    if delivery and delivery[0].value != "saas":
        return Outcome("not_applicable", "no-cloud", (delivery[0],))
    late = subject_facts.today is not None and subject_facts.today.isoformat() >= min(listed("no-switching-fee-from"))
    limits: list[tuple[str, Callable[[float], bool]]] = [
        ("notice_days", lambda days: days > threshold("notice-days")),
        ("transition_days", lambda days: days > threshold("transition-days")),
        ("retrieval_days", lambda days: days < threshold("retrieval-days")),
    ]
    declared = {name: facts_of_name[0] for name, _ in limits if (facts_of_name := subject_facts.all(name))}
    wrong = [name for name, beyond in limits if name in declared and beyond(float(declared[name].value))]
    fee = subject_facts.all("switching_fee")
    facts = (start[0], *declared.values(), *fee[:1])
    if fee and fee[0].value == "yes" and late:
        wrong.append("switching_fee")
    if wrong:
        return Outcome("fail", "terms-too-hard", facts, {"what": wrong})
    if len(declared) == len(limits) and (fee or not late):
        return Outcome("pass", "fair-terms", facts)
    return Outcome("unknown", "terms-unknown")


@rule("L-05")
def open_interface(facts: SubjectFacts) -> Outcome:
    """CAD art. 1 dd: the interface costs nothing apart, and no clause keeps its description secret."""
    for name, wrong in (("api_in_price", "no"), ("api_secret", "yes")):
        for fact in facts.all(name):
            if fact.value == wrong:
                return Outcome("fail", "paid-interface" if name == "api_in_price" else "secret-interface", (fact,))
    declared = [facts_of_name[0] for name in ("api_in_price", "api_secret") if (facts_of_name := facts.all(name))]
    return (
        Outcome("pass", "open-interface", tuple(declared))
        if len(declared) == 2
        else Outcome("unknown", "terms-unknown")
    )


@rule("L-06")
def exit_plan(facts: SubjectFacts) -> Outcome:
    """A contract that ends within a year has a plan for what comes after."""
    end, plan = facts.all("contract_end"), facts.all("exit_plan")
    planned = [fact for fact in plan if fact.value == "yes"]
    if planned:
        return Outcome("pass", "planned", (planned[0],))
    if not end or facts.today is None:
        return Outcome("unknown", "no-contract")
    left = (_last_day(end[0].value) - facts.today).days
    if left > threshold("contract-end-days"):
        return Outcome("not_applicable", "ends-later", (end[0],), {"until": end[0].value})
    return (
        Outcome("fail", "no-plan", (end[0], plan[0]), {"until": end[0].value})
        if plan
        else Outcome("unknown", "plan-unknown")
    )


def _last_day(text: str) -> date:
    """The last day of a year, a month or a day as written."""
    year, *rest = map(int, text.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else monthrange(year, month)[1])


@rule("L-08")
def vendor_identifiers(facts: SubjectFacts) -> Outcome:
    """OASC MIM1 §3.1: things are not named by codes that only the vendor's system knows."""
    shared = facts.all("id_schemes")
    read = [fact for fact in [*facts.all("description"), *facts.related("description")] if fact.value.get("codes")]
    telling = [fact for fact in read if fact.value["identifiers"]]
    if proof := [*shared, *telling]:
        return Outcome("pass", "uses-identifiers", (proof[0],))
    return Outcome("fail", "own-identifiers", tuple(read)) if read else Outcome("unknown", "nothing-declared")


@rule("L-09")
def renewed_without_tender(facts: SubjectFacts) -> Outcome:
    """ANAC open data, by CIG: two renewals or more without a tender."""
    declared = facts.all("renewals_without_tender")
    if not declared:
        return Outcome("unknown", "no-contract")
    times = int(declared[0].value)
    often = times >= threshold("renewals")
    return Outcome(
        "fail" if often else "pass", "renewed-again" if often else "tendered", (declared[0],), {"count": times}
    )


@rule("L-10")
def documented_formats(facts: SubjectFacts) -> Outcome:
    """AgID, open data guidelines: what can be exported is in open formats, and they are documented."""
    exports = [
        fact for fact in facts.all("export_formats") if any(is_open(file_type) is not None for file_type in fact.value)
    ]
    good = [fact for fact in exports if any(is_open(file_type) for file_type in fact.value)]
    documentation = facts.all("export_url")
    if good and documentation:
        return Outcome("pass", "documented-formats", (good[0], documentation[0]))
    if exports and not good:
        return Outcome("fail", "closed-formats", (exports[0],))
    return Outcome("unknown", "export-incomplete" if exports else "nothing-declared")


def _judge_clause(facts: SubjectFacts, name: str, good: str, bad: str) -> Outcome:
    declared: list[Fact] = facts.all(name)
    if not declared:
        return Outcome("unknown", "no-contract")
    value: Any = declared[0].value
    return Outcome("pass", good, (declared[0],)) if value == "yes" else Outcome("fail", bad, (declared[0],))
