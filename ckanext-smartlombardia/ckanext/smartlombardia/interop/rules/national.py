"""N rules: is a municipality connected to the national platforms?

PA digitale 2026 funding is dated evidence: paid out (E) means that the work was checked on that day. Assigned (A),
renounced (R) and no row at all tell nothing: a municipality may have done it with its own means.
"""

from __future__ import annotations

from ckanext.smartlombardia.facts import Fact

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..values import Outcome

STATES = {"A": "assigned", "R": "renounced"}


@rule("N-01")
def spid_cie(facts: SubjectFacts) -> Outcome:
    """Citizens sign in with SPID and CIE."""
    return _connected(facts, "spidcie", {"spid", "cie"})


@rule("N-02")
def pagopa(facts: SubjectFacts) -> Outcome:
    """Collections run on pagoPA."""
    return _connected(facts, "pagopa", {"pagopa"})


@rule("N-03")
def io(facts: SubjectFacts) -> Outcome:
    """Notices go out through the IO app."""
    return _connected(facts, "appio", {"io"})


@rule("N-04")
def send(facts: SubjectFacts) -> Outcome:
    """Legal notices are served through SEND."""
    return _connected(facts, "send", {"send"})


@rule("N-05")
def pdnd_member(facts: SubjectFacts) -> Outcome:
    """The municipality is a member of PDND: who has a row in its catalogue is."""
    rows = facts.all("pdnd_member") or facts.related("pdnd_state")
    if rows:
        return Outcome("pass", "in-catalogue", tuple(rows[:1]), {"rows": len(rows)})
    return _connected(facts, "pdnd")


@rule("N-06")
def pdnd_provider(facts: SubjectFacts) -> Outcome:
    """The municipality publishes e-services on PDND."""
    rows = facts.related("pdnd_state")
    published = [fact for fact in rows if fact.value in ("PUBLISHED", "DEPRECATED")]
    if published:
        return Outcome("pass", "published", tuple(published), {"rows": len(published)})
    return Outcome("unknown", "none-published" if rows else "no-row", tuple(rows))


@rule("N-07-anpr")
def anpr(facts: SubjectFacts) -> Outcome:
    """Civil status is kept in ANPR."""
    return _connected(facts, "anpr_ansc")


@rule("N-07-anncsu")
def anncsu(facts: SubjectFacts) -> Outcome:
    """House numbers reach the national register through PDND."""
    return _connected(facts, "anncsu")


def _connected(facts: SubjectFacts, service: str, platforms: set[str] | None = None) -> Outcome:
    """Paid funding of the service, or a system in use that declares all the platforms; unknown otherwise."""
    rows = sorted(_funded(facts, service), key=lambda fact: str(fact.value.get("state_date") or ""), reverse=True)
    paid = [fact for fact in rows if fact.value.get("state") == "E"]
    dated = [fact for fact in paid if fact.value.get("state_date")]
    if dated:
        return Outcome("pass", "paid", (dated[0],), _saw(dated[0]))
    declared = [fact for fact in facts.related("national_platforms") if platforms and platforms <= set(fact.value)]
    if declared:
        return Outcome("pass", "declared", tuple(declared[:1]))
    if paid:
        return Outcome("unknown", "paid-undated", (paid[0],), _saw(paid[0]))
    for state, reason in STATES.items():
        for fact in rows:
            if fact.value.get("state") == state:
                return Outcome("unknown", reason, (fact,), _saw(fact))
    return Outcome("unknown", "no-row")


def _funded(facts: SubjectFacts, service: str) -> list[Fact]:
    return [fact for fact in facts.all("funded_service") if fact.value.get("service") == service]


def _saw(fact: Fact) -> dict[str, str]:
    return {name: fact.value[name] for name in ("state", "state_date", "call", "cup") if fact.value.get(name)}
