"""A scope -> all that the engine says of it: verdicts on towns, systems and groups, and the level of each system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ckanext.smartlombardia import interop
from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact
from ckanext.smartlombardia.interop import Assessment, Exemption, GroupVerdict, Subject
from ckanext.smartlombardia.logic.interop.scope import Entry, Scope
from ckanext.smartlombardia.logic.interop.values import LEVEL, LOCK_IN, Stated, numbers, stated

GAPS = ("X-01", "X-02", "X-03", "X-04")


def judge(scope: Scope, exemptions: Sequence[Exemption] = (), today: date | None = None) -> Iterator[Stated]:
    """Everything that is said of a scope. An exemption counts until its day, which `today` must be given for."""
    granted: dict[str, list[Exemption]] = defaultdict(list)
    for one in exemptions:
        granted[one.subject].append(one)
    groups = list(_groups(scope))
    yield from (_group(scope, one) for one in groups)
    by_body: dict[str, list[Entry]] = defaultdict(list)
    for entry in scope.entries.values():
        by_body[entry.body or ""].append(entry)
    for town in sorted(scope.towns):
        known = v.body(town)
        facts = [*scope.facts.get(town, ()), *(fact for entry in by_body[town] for fact in scope.of(entry))]
        subject = Subject(town, "municipality", known.name if known else town, town)
        yield from _subject(scope, subject, interop.judge(subject, facts, None, granted[town], today))
    verdicts = {
        entry.id: interop.judge(entry.subject, _known(scope, entry), None, granted[entry.id], today)
        for entry in scope.entries.values()
    }
    severed = {key for one in groups if _breaks(one) for key in (system.key for system in one.group.systems)}
    for entry in scope.entries.values():
        yield from _subject(scope, entry.subject, verdicts[entry.id])
        if entry.kind != "dataset":
            yield _level(scope, entry, verdicts, entry.id in severed)
        if entry.kind == "platform":
            yield _lock_in(entry, verdicts[entry.id])


def _known(scope: Scope, entry: Entry) -> list[Fact]:
    """What a record is judged on: its facts; of a platform also its contract, and the facts of what it is linked to."""
    facts = scope.of(entry)
    if entry.kind != "platform":
        return facts
    near = (fact for id in sorted(linked(facts)) for fact in scope.facts.get(id, ()))
    return [*facts, *scope.contracts.get(entry.id, ()), *near]


def linked(facts: Iterable[Fact]) -> set[str]:
    """Records that a platform is linked to: its APIs, its datasets, its product."""
    facts = list(facts)
    return _listed(facts, "apis", "datasets") | {one.value for one in facts if one.name == "software" and one.value}


def _listed(facts: Iterable[Fact], *names: str) -> set[str]:
    """Records that fields of links name."""
    return {id for fact in facts if fact.name in names for id in fact.value or ()}


def _subject(scope: Scope, subject: Subject, found: Iterable[Assessment]) -> Iterator[Stated]:
    for one in found:
        finding = interop.finding(subject, one)
        public = finding is not None and finding.public and _open(scope, (fact.subject for fact in one.facts))
        yield stated(one, finding, public)


def _groups(scope: Scope) -> Iterator[GroupVerdict]:
    """Verdicts on groups: of the whole region, or of the functions that a change touches."""
    eservices, apis = [], []
    platforms: dict[interop.Aspect, list[interop.System | None]] = defaultdict(list)
    for entry in (scope.entries | scope.near).values():
        if entry.body is None or entry.kind == "dataset":
            continue
        if entry.kind == "platform":
            for aspect in interop.BY_ASPECT:
                platforms[aspect].append(interop.system(entry.id, entry.body, scope.of(entry), aspect))
        else:
            function = scope.function(entry)[0]
            eservices.append(interop.eservice(entry.id, entry.body, scope.of(entry), function))
            apis.append(interop.api(entry.id, entry.body, scope.of(entry), function))
    catalogued = [one for one in eservices if one]
    groups = [
        *interop.eservice_groups(catalogued),
        *interop.template_groups(catalogued),
        *interop.model_groups(filter(None, apis)),
        *interop.product_groups(filter(None, platforms["standards"]), scope.reusable),
    ]
    for aspect, rules in interop.BY_ASPECT.items():
        groups += interop.platform_groups(filter(None, platforms[aspect]), rules)
    touched = [one for one in groups if scope.whole or set(one.functions) & scope.functions]
    yield from interop.judge_groups(touched)


def _group(scope: Scope, one: GroupVerdict) -> Stated:
    rows = [row for system in one.group.systems for row in system.evidence]
    public = _open(scope, (row.record for row in rows)) and interop.is_public(one.assessment.facts)
    return stated(
        one.assessment,
        one.finding,
        public,
        functions=list(one.group.functions),
        job=one.group.job,
        open=public,
        figures=one.figures,
        islands=one.islands,
    )


def _breaks(one: GroupVerdict) -> bool:
    """Does the law ask for the exchange that fails here?"""
    found = one.assessment
    return one.group.rule in GAPS and found.verdict == "fail" and found.force == "D" and not found.to_confirm


def _open(scope: Scope, subjects: Iterable[str]) -> bool:
    """May anybody see all these subjects? Bodies are public."""
    known = scope.entries | scope.near
    return all(known[one].open for one in subjects if one in known)


def _level(scope: Scope, entry: Entry, verdicts: dict[str, list[Assessment]], severed: bool) -> Stated:
    """The level of a platform, or of the system that an e-service of a body makes known."""
    own = verdicts[entry.id]
    if entry.kind == "dataservice":
        ways, own = [own], _implied(entry, scope.of(entry))
    else:
        ways = [verdicts[id] for id in sorted(_listed(scope.of(entry), "apis")) if id in verdicts]
        own = [*own, *_exports(scope, entry, verdicts)]
    found, score = interop.level(own, ways, severed), interop.score([*own, *(one for way in ways for one in way)])
    function, read = scope.function(entry)
    return Stated(
        subject=entry.id,
        rule=LEVEL,
        version=1,
        verdict=found.proven or "unknown",
        saw={
            "kind": entry.kind,
            "body": entry.body,
            "function": function,
            "function_read": read,
            "possible": found.possible,
            "lo": round(score.lo, 1),
            "hi": round(score.hi, 1),
            "coverage": round(score.coverage, 3),
        },
        facts=numbers(id for one in (*own, *(one for way in ways for one in way)) for id in one.fact_ids),
    )


def _exports(scope: Scope, entry: Entry, verdicts: dict[str, list[Assessment]]) -> list[Assessment]:
    """The best verdict on three stars among the datasets of a platform, if there is any."""
    datasets = sorted(_listed(scope.of(entry), "datasets"))
    found = [one for id in datasets for one in verdicts.get(id, ()) if one.rule == "D-01"]
    order = ("pass", "unknown", "fail")
    return sorted(found, key=lambda one: order.index(one.verdict) if one.verdict in order else len(order))[:1]


def _lock_in(entry: Entry, found: Iterable[Assessment]) -> Stated:
    index = interop.lock_in(found)
    saw = {"lo": index.lo, "hi": index.hi, "failing": list(index.failing)}
    return Stated(entry.id, LOCK_IN, 1, "known" if index.lo == index.hi else "unknown", saw)


def _implied(entry: Entry, facts: Iterable[Fact]) -> list[Assessment]:
    """A data service is an interface: the system behind it has one (P-01), on the service's own evidence."""
    proof = [fact for fact in facts if fact.name in ("pdnd_state", "endpoint_url", "endpoint_description")]
    best = min(proof, key=lambda fact: GRADES[fact.grade], default=None)
    if best is None:
        return []
    return interop.judge(
        Subject(entry.id, "platform", entry.title, entry.body),
        [replace(best, name="apis", value=[entry.id])],
        only=("P-01",),
    )
