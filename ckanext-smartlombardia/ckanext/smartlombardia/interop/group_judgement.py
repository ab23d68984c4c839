"""Groups of systems: the verdict, and the finding with each row behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ckanext.smartlombardia import vocabularies as v

from .exchange import Exchange, Interface, Island
from .groups import Group
from .judge import assessment, build_finding, is_public
from .rule_registry import all_rules
from .standards import admitted
from .values import Assessment, Finding, Text

MAX_PARTS = 6
"""Islands that a sentence names; the finding has them all."""

FORCE_OF_NEED = ("X-01", "X-02", "X-03", "X-04", "X-05")
"""Rules whose force is that of the exchange that is needed."""

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = ("it", "en")


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """A group, its picture, the verdict, and the finding when it fails."""

    group: Group
    assessment: Assessment
    finding: Finding | None

    @property
    def figures(self) -> dict[str, Any]:
        """Numbers of the group, as its finding has them."""
        return _figures(self.group)

    @property
    def islands(self) -> list[dict[str, Any]]:
        """Who can exchange with whom, the largest island first, whatever the verdict."""
        return [_island(island) for island in self.group.picture.islands]


def judge_groups(groups: Iterable[Group]) -> list[GroupVerdict]:
    """Verdicts of the X rules, in the order of the groups."""
    return [_judged(group) for group in groups]


def _judged(group: Group) -> GroupVerdict:
    rule = all_rules()[group.rule]
    outcome = rule.evaluate(group)
    facts = tuple(fact for system in group.systems for fact in system.facts)
    if group.need and rule.id in FORCE_OF_NEED:
        force, to_confirm = group.need.force, group.need.to_confirm
        severity = "blocker" if rule.id == "X-01" and force == "D" and not to_confirm else None
        outcome = replace(outcome, severity=severity, force=force, to_confirm=to_confirm)
    judged = assessment(rule, group.key, replace(outcome, facts=facts))
    worth = judged.verdict == "fail" and judged.severity != "info"
    return GroupVerdict(group, judged, _finding(group, judged) if worth else None)


def _finding(group: Group, assessment: Assessment) -> Finding:
    rule = all_rules()[group.rule]
    bodies = sorted({system.body for system in group.systems})
    return build_finding(
        assessment,
        says=_filled(rule.finding, group, assessment),
        remedy=_filled(rule.remedy, group, assessment),
        legal_source=f"{rule.legal_source}; {group.need.basis}" if group.need else rule.legal_source,
        evidence=tuple(row for system in group.systems for row in system.evidence),
        bodies=tuple(bodies),
        public=is_public(assessment.facts),
        function=group.functions[0],
        figures=_figures(group),
        islands=tuple(_island(island) for island in group.picture.islands),
    )


def _figures(group: Group) -> dict[str, Any]:
    """Numbers of the group. `technologies` counts systems by protocol or standard.

    `coverage` is the share of known systems; of e-services, where only those in the catalogue are systems, the share of
    the region's `municipalities` that have one.
    """
    picture: Exchange = group.picture
    municipalities = len(v.bodies("municipality"))
    bodies = {system.body for system in group.systems}
    technologies = Counter(
        protocol
        for system in group.systems
        for protocol in {spoken.protocol or spoken.standard for spoken in system.interfaces}
    )
    return {
        "systems": picture.systems,
        "known": picture.known_count,
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


def _filled(text: Text, group: Group, assessment: Assessment) -> Text:
    return {lang: text[lang].format_map(_template_values(group, assessment, lang)) for lang in LANGUAGES}


def _template_values(group: Group, assessment: Assessment, lang: Language) -> dict[str, Any]:
    """Values that a sentence of the rules table may name, by placeholder."""
    function = group.functions[0]
    return {
        "function": " · ".join(v.label("functions", code, lang) for code in dict.fromkeys(group.functions)),
        "job": v.label("eservice_jobs", group.job or "", lang),
        "bodies": len({system.body for system in group.systems}),
        "islands": len(group.picture.islands),
        "groups": _islands_in_words(group.picture.islands, lang),
        "pairs": _pairs(assessment, lang),
        "admitted": ", ".join(v.label("standards", row["standard"], lang) for row in admitted(function)),
    }


def _pairs(assessment: Assessment, lang: Language) -> str:
    """The pairs of standards that a rule compared, in words."""
    pairs = assessment.saw.get("between", ())
    return "; ".join(" / ".join(v.label("standards", code, lang) for code in pair) for pair in pairs[:MAX_PARTS])


def _islands_in_words(islands: Sequence[Island], lang: Language) -> str:
    """Islands in words, the largest first: what they speak and how many bodies they are."""
    parts = [
        f"{' + '.join(_spoken(interface, lang) for interface in island.interfaces)} ({len(island.bodies)})"
        for island in islands
    ]
    if len(parts) > MAX_PARTS:
        rest = len(parts) - MAX_PARTS + 1
        parts = [*parts[: MAX_PARTS - 1], {"it": f"altri {rest} gruppi", "en": f"{rest} more groups"}[lang]]
    return "; ".join(parts)


def _spoken(interface: Interface, lang: Language) -> str:
    if interface.family:
        return f"{v.label('protocols', interface.protocol, lang)} «{interface.family}»"
    return v.label("standards", interface.standard, lang)
