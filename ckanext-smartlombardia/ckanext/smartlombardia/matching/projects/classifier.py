"""Classify a project by the object it names, else by its CUP category or measure.

The first-named object leads; an object without a domain (a school, a house) never beats one that has one. A measure
that funds one thing decides; one that funds everything decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ckanext.smartlombardia import vocabularies

from . import lexicon
from .lexicon import NONE, Mention, Topic

SPECIFIC = frozenset({"public-lighting", "heating-district", "ev-charging"})
"""Functions that lead over the purpose of saving energy: a lamp, a heating network, a charging point is the object."""

BUILDINGS, PARTS = 4, 9
"""Levels of objects without a domain, and of digital parts that lead nothing."""

CONFIDENCE = {"measure": 0.97, "object": 0.9, "contested": 0.75, "outside": 0.85, "category": 0.65, "default": 0.6}
"""Confidence in the domain by what decided. Set by hand, under the share of right answers on the open labels."""

ABSTAINED = 0.3
CACHED_PROJECTS = 1024
"""A harvest classifies each project of a batch twice: to tell whether it is a record, and to write what it is about."""


@dataclass(frozen=True, slots=True)
class Project:
    """What is published of a project: title and tenders as one text, category `A / B / C`, code of the submeasure."""

    text: str
    category: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """`domain` is `none` for what is no smart-city project. Reasons are codes: `object:words`, `measure:code`.

    Where nothing tells (`reasons` is `nothing`) the domain is `none`, with a confidence under a half: an abstention.
    """

    domain: str
    function: str
    second: str
    kind: str
    smart: str
    confidence: float
    reasons: tuple[str, ...]


def classify(project: Project) -> Classification:
    """Domain, functions, kind and smartness of a project."""
    return _classifier()(project)


@vocabularies.derived
def _classifier() -> Callable[[Project], Classification]:
    """The classifier with a short memory, which is new once the office has changed a table."""
    return lru_cache(CACHED_PROJECTS)(_classify)


def _classify(project: Project) -> Classification:
    mentions = lexicon.find_mentions(project.text)
    measure = lexicon.find_measure(project.measure)
    leads = sorted(
        (mention for mention in mentions if mention.topic.domain != NONE and _may_lead(measure, mention.topic)),
        key=lambda mention: (mention.topic.level, mention.start),
    )
    if leads:
        return _from_object(leads, mentions)
    if measure and "any" not in measure.admits:
        second = measure.second or _second(measure, mentions)
        return _answer(measure, second, CONFIDENCE["measure"], f"measure:{measure.code}", mentions)
    category = lexicon.find_category(project.category)
    outside = next((mention for mention in mentions if mention.topic.level == BUILDINGS), None)
    if category and not outside:
        return _answer(category, "", CONFIDENCE["category"], f"category:{category.code}", mentions)
    buildings = [mention for mention in mentions if mention.topic.domain == NONE and mention.topic.level < PARTS]
    if buildings:
        mention = outside or buildings[0]
        reason = f"outside:{mention.topic.code}={mention.words}"
        return _answer(mention.topic, "", CONFIDENCE["outside"], reason, mentions)
    return Classification(NONE, "", "", "works", "no", ABSTAINED, ("nothing",))


def _may_lead(measure: Topic | None, topic: Topic) -> bool:
    return measure is None or measure.is_admitting(topic)


def _from_object(leads: list[Mention], mentions: list[Mention]) -> Classification:
    lead = _specific(leads)
    domains = {mention.topic.domain for mention in leads if mention.topic.level == lead.topic.level}
    confidence = CONFIDENCE["object" if len(domains) == 1 else "contested"]
    reason = f"object:{lead.topic.code}={lead.words}"
    return _answer(lead.topic, _second(lead.topic, mentions), confidence, reason, mentions)


def _specific(leads: list[Mention]) -> Mention:
    """The first mention, or the thing that is to save energy where the first only names the purpose."""
    if leads[0].topic.code != "efficiency-purpose":
        return leads[0]
    return next((mention for mention in leads if mention.topic.function in SPECIFIC), leads[0])


def _second(lead: Topic, mentions: list[Mention]) -> str:
    """The next function that the text names."""
    functions = (mention.topic.function for mention in mentions)
    return next((function for function in functions if function and function != lead.function), "")


def _answer(topic: Topic, second: str, confidence: float, reason: str, mentions: list[Mention]) -> Classification:
    if topic.domain == NONE:
        return Classification(NONE, "", "", topic.kind, "no", confidence, (reason,))
    part = next((mention for mention in mentions if mention.topic.smart == "yes"), None)
    if topic.smart == "yes" or part is None:
        return Classification(topic.domain, topic.function, second, topic.kind, topic.smart, confidence, (reason,))
    reasons = (reason, f"digital:{part.words}")
    return Classification(topic.domain, topic.function, second, topic.kind, "yes", confidence, reasons)
