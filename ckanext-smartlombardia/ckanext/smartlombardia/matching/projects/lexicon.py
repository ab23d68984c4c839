"""Objects, measures and CUP categories of projects, from the office's tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.smartlombardia import vocabularies

from ..text import word_lists
from ..text.pattern_set import PatternSet

NONE = "none"
"""The domain of projects that are no smart-city project."""

LONGEST_TEXT = 4000
"""Characters of a text that are read: published titles and summaries are shorter."""

SEPARATORS = re.compile(r"[^a-z0-9*|]+")
ADDRESS = re.compile(r"[*|] *(?:via|viale|piazza|piazzale|largo|corso|vicolo|p zza) [^*|]*(?=[*|])")
NOISE = re.compile(
    r"coordina\w* (?:per |della |in materia di )*sicurezza|sistema (?:informatico )?di negoziazione"
    r"|centrale (?:unica )?di committenza|leggi? di bilancio|next generation eu\w*|stazione (?:unica )?appaltante"
    r"|piano nazionale (?:di )?ripresa e resilienza|unione europea|dell unione|contabilit\w*|comune di \w+"
)
"""Words of procedures and funds, which name no object although they hold words that would."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a named object, a measure or a category says of a project. `level` 1 leads before 5."""

    code: str
    domain: str
    function: str
    smart: str
    kind: str
    level: int = 0
    second: str = ""
    admits: tuple[str, ...] = ()

    def is_admitting(self, other: Topic) -> bool:
        """Whether an object named in the text may lead although the measure has a domain of its own."""
        return bool({"any", other.domain, f"{other.domain}:{other.function}"} & set(self.admits))


@dataclass(frozen=True, slots=True)
class Mention:
    """An object that a text names, at a character of the folded text."""

    topic: Topic
    start: int
    words: str


def fold_text(text: str) -> str:
    """Lower-case words without accents and punctuation; `*` and `|` still divide the parts of a published text."""
    return SEPARATORS.sub(" ", word_lists.fold(text[:LONGEST_TEXT]).lower()).strip()


def find_mentions(text: str) -> list[Mention]:
    """Objects named in a text, first to last, without addresses and words of procedures."""
    folded = NOISE.sub(lambda match: "#" * len(match[0]), ADDRESS.sub("* ", fold_text(text)))
    patterns, topics = _objects()
    mentions = (
        Mention(topics[number], match.start(), match[0])
        for number in patterns.candidates(folded)
        for match in patterns.patterns[number].finditer(folded)
    )
    return sorted(mentions, key=lambda mention: (mention.start, -len(mention.words)))


def find_measure(code: str) -> Topic | None:
    """The row of the longest code that a measure starts with: `M1C1I1.04.01` before `M1C1`."""
    for row in _measures():
        if code.strip().upper().startswith(row.code):
            return row
    return None


def find_category(category: str) -> Topic | None:
    """The row of the most special level of a CUP category (`SECTOR / SUBSECTOR / CATEGORY`) that the table has."""
    levels = (level.strip().upper() for level in reversed(category.split("/")))
    return next((topic for level in levels if (topic := _categories().get(level))), None)


@vocabularies.derived
def _objects() -> tuple[PatternSet, tuple[Topic, ...]]:
    """Patterns of objects and, in the same order, what each of them says of a project."""
    rows = vocabularies.rows("project_objects")
    topics = (
        Topic(row["object"], row["domain"], row["function"], row["smart"], row["kind"], int(row["level"]))
        for row in rows
    )
    return PatternSet(r"\b(?:" + row["pattern"] + ")" for row in rows), tuple(topics)


@vocabularies.derived
def _measures() -> tuple[Topic, ...]:
    topics = (
        Topic(
            row["code"],
            row["domain"],
            row["function"],
            row["smart"],
            row["kind"],
            second=row["second"],
            admits=tuple(row["admits"].split("|")),
        )
        for row in vocabularies.rows("project_measures")
    )
    return tuple(sorted(topics, key=lambda topic: -len(topic.code)))


@vocabularies.derived
def _categories() -> Mapping[str, Topic]:
    return {
        row["category"]: Topic(row["category"], row["domain"], row["function"], row["smart"], row["kind"])
        for row in vocabularies.rows("project_categories")
    }
