"""Groups of systems that need to exchange: who they are, the verdict, the finding with each row behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ckanext.smartlombardia import vocabularies as v

from .catalogue import all_rules
from .eservices import EService, jobs
from .exchange import Exchange, Interface, Island, System, exchange
from .families import families
from .judge import assessment, is_public, label
from .needs import Need, need, needs
from .standards import admitted
from .values import Assessment, Finding, Text

SHOWN = 6
"""Islands that a sentence names; the finding has them all."""

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = ("it", "en")


@dataclass(frozen=True, slots=True)
class Group:
    """Systems between which a need stands. `key` is stable; `job` is a code of `eservice_jobs`, for e-services."""

    rule: str
    key: str
    need: Need
    systems: tuple[System, ...]
    job: str | None = None


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """A group, its picture, the verdict, and the finding when it fails."""

    group: Group
    picture: Exchange
    assessment: Assessment
    finding: Finding | None

    @property
    def figures(self) -> dict[str, Any]:
        """Numbers of the group, as its finding has them."""
        return _figures(self.group, self.picture)

    @property
    def islands(self) -> list[dict[str, Any]]:
        """Who can exchange with whom, the largest island first, whatever the verdict."""
        return [_island(island) for island in self.picture.islands]


def judge_groups(groups: Iterable[Group]) -> list[GroupVerdict]:
    """Verdicts of the X rules, in the order of the groups."""
    return [_judged(group) for group in groups]


def eservice_groups(eservices: Iterable[EService]) -> list[Group]:
    """For X-05: bodies whose PDND e-services do one job, of functions that exchange in the whole region."""
    found = []
    for job, members in sorted(jobs(eservices).items()):
        function = str(members[0].function)
        if required := need(function):
            found.append(Group("X-05", job, required, _by_body(function, members), job))
    return found


def platform_groups(systems: Iterable[System]) -> list[Group]:
    """For X-01: systems between which the needs table asks for an exchange, in the region or inside one body.

    Needs inside districts (unions, areas, neighbours) wait for the lists of their members; those with a national base
    are no matter of groups.
    """
    by_function: dict[str, list[System]] = defaultdict(list)
    for system in systems:
        by_function[system.function].append(system)
    found = []
    for required in needs():
        functions = set(required.functions)
        members = [one for function in sorted(functions) for one in by_function[function]]
        for key, part in _parts(required, members):
            if len(part) > 1 and {one.function for one in part} == functions:
                found.append(Group("X-01", key, required, tuple(part)))
    return found


def _parts(required: Need, members: list[System]) -> Iterator[tuple[str, list[System]]]:
    """(key, systems) of each group that a need makes."""
    if required.reach == "region":
        yield required.key, members
    elif required.reach == "body":
        by_body: dict[str, list[System]] = defaultdict(list)
        for one in members:
            by_body[one.body].append(one)
        for body, part in sorted(by_body.items()):
            yield f"{required.key}@{body}", part


def _by_body(function: str, members: Sequence[EService]) -> tuple[System, ...]:
    """What each body speaks, from its e-services of one job."""
    spoken: dict[str, set[Interface]] = defaultdict(set)
    rows: dict[str, list[EService]] = defaultdict(list)
    for family in families(members):
        for one in family.members:
            spoken[one.body].add(Interface(family.protocol, family.name, template=family.template or ""))
            rows[one.body].append(one)
    return tuple(
        System(
            key=body,
            body=body,
            function=function,
            interfaces=frozenset(interfaces),
            evidence=tuple(one.evidence for one in rows[body]),
            facts=tuple(fact for one in rows[body] for fact in one.facts),
        )
        for body, interfaces in sorted(spoken.items())
    )


def _judged(group: Group) -> GroupVerdict:
    rule = all_rules()[group.rule]
    picture = exchange(group.systems)
    outcome = rule.see(picture)
    facts = tuple(fact for system in group.systems for fact in system.facts)
    severity = "blocker" if group.need.force == "D" and not group.need.to_confirm else rule.severity
    found = assessment(
        rule,
        group.key,
        replace(outcome, facts=facts, severity=severity, force=group.need.force, to_confirm=group.need.to_confirm),
    )
    return GroupVerdict(group, picture, found, _finding(group, picture, found) if found.verdict == "fail" else None)


def _finding(group: Group, picture: Exchange, found: Assessment) -> Finding:
    rule = all_rules()[group.rule]
    bodies = sorted({system.body for system in group.systems})
    return Finding(
        rule=rule.id,
        rule_version=rule.version,
        subject_key=group.key,
        label=label(found.force, found.grade, found.to_confirm),
        severity=found.severity,
        force=found.force,
        layer=rule.layer,
        gap=found.saw.get("gap"),
        title=rule.title,
        says=_filled(rule.finding, group, picture),
        remedy=_filled(rule.remedy, group, picture),
        legal_source=f"{rule.legal_source}; {group.need.basis}",
        evidence=tuple(row for system in group.systems for row in system.evidence),
        bodies=tuple(bodies),
        public=is_public(found.facts),
        function=group.need.functions[0],
        figures=_figures(group, picture),
        islands=tuple(_island(island) for island in picture.islands),
    )


def _figures(group: Group, picture: Exchange) -> dict[str, Any]:
    """Numbers of the group. `technologies` counts systems by protocol or standard.

    `coverage` is the share of known systems; of e-services, where only those in the catalogue are systems, the share of
    the region's `municipalities` that have one.
    """
    municipalities = len(v.bodies("municipality"))
    bodies = {system.body for system in group.systems}
    technologies = Counter(
        protocol
        for system in group.systems
        for protocol in {spoken.protocol or spoken.standard for spoken in system.interfaces}
    )
    return {
        "systems": picture.systems,
        "known": picture.known,
        "bodies": len(bodies),
        "municipalities": municipalities,
        "islands": len(picture.islands),
        "pairs": picture.pairs,
        "ratio": picture.ratio,
        "giant": picture.giant,
        "coverage": len(bodies) / municipalities if group.rule == "X-05" else picture.coverage,
        "technologies": dict(sorted(technologies.items())),
    }


def _island(island: Island) -> dict[str, Any]:
    return {
        "systems": len(island.systems),
        "bodies": list(island.bodies),
        "interfaces": [spoken._asdict() for spoken in island.interfaces],
    }


def _filled(text: Text, group: Group, picture: Exchange) -> Text:
    return {lang: text[lang].format_map(_seen(group, picture, lang)) for lang in LANGUAGES}


def _seen(group: Group, picture: Exchange, lang: Language) -> dict[str, Any]:
    """What a sentence of the rules table may name."""
    function = group.need.functions[0]
    return {
        "function": " · ".join(v.label("functions", one, lang) for one in dict.fromkeys(group.need.functions)),
        "job": v.label("eservice_jobs", group.job or "", lang),
        "bodies": len({system.body for system in group.systems}),
        "islands": len(picture.islands),
        "groups": _named(picture.islands, lang),
        "admitted": ", ".join(v.label("standards", row["standard"], lang) for row in admitted(function)),
    }


def _named(islands: Sequence[Island], lang: Language) -> str:
    """Islands in words, the largest first: what they speak and how many bodies they are."""
    named = [
        f"{' + '.join(_spoken(one, lang) for one in island.interfaces)} ({len(island.bodies)})" for island in islands
    ]
    if len(named) > SHOWN:
        rest = len(named) - SHOWN + 1
        named = [*named[: SHOWN - 1], {"it": f"altri {rest} gruppi", "en": f"{rest} more groups"}[lang]]
    return "; ".join(named)


def _spoken(one: Interface, lang: Language) -> str:
    if one.family:
        return f"{v.label('protocols', one.protocol, lang)} «{one.family}»"
    return v.label("standards", one.standard, lang)
