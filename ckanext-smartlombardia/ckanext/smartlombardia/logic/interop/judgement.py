"""Judge a scope: verdicts on towns, systems and groups, and the level of each system."""

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
from ckanext.smartlombardia.logic.interop.values import LEVEL, LOCK_IN, VerdictEntry, numbers, to_entry

GAPS = ("X-01", "X-02", "X-03", "X-04")


def judge(scope: Scope, exemptions: Sequence[Exemption] = (), today: date | None = None) -> Iterator[VerdictEntry]:
    """Judge a scope; yields its verdicts. Pass `today` with `exemptions`: each counts until its last day."""
    granted: dict[str, list[Exemption]] = defaultdict(list)
    for exemption in exemptions:
        granted[exemption.subject].append(exemption)
    groups = list(_groups(scope))
    yield from (_group(scope, group_verdict) for group_verdict in groups)
    by_body: dict[str, list[Entry]] = defaultdict(list)
    for entry in scope.entries.values():
        by_body[entry.body or ""].append(entry)
    for town in sorted(scope.towns):
        body = v.body(town)
        facts = [*scope.facts.get(town, ()), *(fact for entry in by_body[town] for fact in scope.facts_of(entry))]
        subject = Subject(town, "municipality", body.name if body else town, town)
        yield from _subject(scope, subject, interop.judge(subject, facts, None, granted[town], today))
    verdicts = {
        entry.id: interop.judge(entry.subject, _load_evidence(scope, entry), None, granted[entry.id], today)
        for entry in scope.entries.values()
    }
    severed = {
        key
        for group_verdict in groups
        if _breaks(group_verdict)
        for key in (system.key for system in group_verdict.group.systems)
    }
    for entry in scope.entries.values():
        yield from _subject(scope, entry.subject, verdicts[entry.id])
        if entry.kind != "dataset":
            yield _level(scope, entry, verdicts, entry.id in severed)
        if entry.kind == "platform":
            yield _lock_in(entry, verdicts[entry.id])


def _load_evidence(scope: Scope, entry: Entry) -> list[Fact]:
    """Facts that a record is judged on; of a platform also its contract and the facts of linked records."""
    facts = scope.facts_of(entry)
    if entry.kind != "platform":
        return facts
    near = (fact for id in sorted(linked_records(facts)) for fact in scope.facts.get(id, ()))
    return [*facts, *scope.contracts.get(entry.id, ()), *near]


def linked_records(facts: Iterable[Fact]) -> set[str]:
    """UUIDs of the records that a platform links to: its APIs, its datasets, its product."""
    facts = list(facts)
    return _listed(facts, "apis", "datasets") | {fact.value for fact in facts if fact.name == "software" and fact.value}


def _listed(facts: Iterable[Fact], *names: str) -> set[str]:
    """Records that fields of links name."""
    return {id for fact in facts if fact.name in names for id in fact.value or ()}


def _subject(scope: Scope, subject: Subject, assessments: Iterable[Assessment]) -> Iterator[VerdictEntry]:
    for assessment in assessments:
        finding = interop.to_finding(subject, assessment)
        public = finding is not None and finding.public and _open(scope, (fact.subject for fact in assessment.facts))
        yield to_entry(assessment, finding, public)


def _groups(scope: Scope) -> Iterator[GroupVerdict]:
    """Verdicts on groups: of the whole region, or of the functions that a change touches."""
    eservices, apis = [], []
    platforms: dict[interop.Aspect, list[interop.System | None]] = defaultdict(list)
    for entry in (scope.entries | scope.near).values():
        if entry.body is None or entry.kind == "dataset":
            continue
        if entry.kind == "platform":
            for aspect in interop.BY_ASPECT:
                platforms[aspect].append(interop.system(entry.id, entry.body, scope.facts_of(entry), aspect))
        else:
            function = scope.function(entry)[0]
            eservices.append(interop.eservice(entry.id, entry.body, scope.facts_of(entry), function))
            apis.append(interop.api(entry.id, entry.body, scope.facts_of(entry), function))
    catalogued = [eservice for eservice in eservices if eservice]
    groups = [
        *interop.eservice_groups(catalogued),
        *interop.template_groups(catalogued),
        *interop.model_groups(filter(None, apis)),
        *interop.product_groups(filter(None, platforms["standards"]), scope.reusable),
    ]
    for aspect, rules in interop.BY_ASPECT.items():
        groups += interop.platform_groups(filter(None, platforms[aspect]), rules)
    touched = [group for group in groups if scope.is_full or set(group.functions) & scope.functions]
    yield from interop.judge_groups(touched)


def _group(scope: Scope, verdict: GroupVerdict) -> VerdictEntry:
    rows = [row for system in verdict.group.systems for row in system.evidence]
    public = _open(scope, (row.record for row in rows)) and interop.is_public(verdict.assessment.facts)
    return to_entry(
        verdict.assessment,
        verdict.finding,
        public,
        functions=list(verdict.group.functions),
        job=verdict.group.job,
        open=public,
        figures=verdict.figures,
        islands=verdict.islands,
    )


def _breaks(verdict: GroupVerdict) -> bool:
    """Whether the law (force D) requires the exchange that fails in this group."""
    assessment = verdict.assessment
    return (
        verdict.group.rule in GAPS
        and assessment.verdict == "fail"
        and assessment.force == "D"
        and not assessment.to_confirm
    )


def _open(scope: Scope, subjects: Iterable[str]) -> bool:
    """Whether all these subjects are public; bodies are."""
    entries = scope.entries | scope.near
    return all(entries[subject].open for subject in subjects if subject in entries)


def _level(scope: Scope, entry: Entry, verdicts: dict[str, list[Assessment]], severed: bool) -> VerdictEntry:
    """The level of a platform, or of the system that an e-service of a body makes known."""
    own = verdicts[entry.id]
    if entry.kind == "dataservice":
        ways, own = [own], _implied(entry, scope.facts_of(entry))
    else:
        ways = [verdicts[id] for id in sorted(_listed(scope.facts_of(entry), "apis")) if id in verdicts]
        own = [*own, *_exports(scope, entry, verdicts)]
    level, score = (
        interop.level(own, ways, severed),
        interop.score([*own, *(assessment for way in ways for assessment in way)]),
    )
    function, read = scope.function(entry)
    return VerdictEntry(
        subject=entry.id,
        rule=LEVEL,
        version=1,
        verdict=level.proven or "unknown",
        saw={
            "kind": entry.kind,
            "body": entry.body,
            "function": function,
            "function_read": read,
            "possible": level.possible,
            "lo": round(score.lo, 1),
            "hi": round(score.hi, 1),
            "coverage": round(score.coverage, 3),
        },
        facts=numbers(
            id
            for assessment in (*own, *(assessment for way in ways for assessment in way))
            for id in assessment.fact_ids
        ),
    )


def _exports(scope: Scope, entry: Entry, verdicts: dict[str, list[Assessment]]) -> list[Assessment]:
    """The best verdict on three stars among the datasets of a platform, if there is any."""
    datasets = sorted(_listed(scope.facts_of(entry), "datasets"))
    star_verdicts = [assessment for id in datasets for assessment in verdicts.get(id, ()) if assessment.rule == "D-01"]
    order = ("pass", "unknown", "fail")
    return sorted(
        star_verdicts,
        key=lambda assessment: order.index(assessment.verdict) if assessment.verdict in order else len(order),
    )[:1]


def _lock_in(entry: Entry, assessments: Iterable[Assessment]) -> VerdictEntry:
    index = interop.lock_in(assessments)
    saw = {"lo": index.lo, "hi": index.hi, "failing": list(index.failing)}
    return VerdictEntry(entry.id, LOCK_IN, 1, "known" if index.lo == index.hi else "unknown", saw)


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
