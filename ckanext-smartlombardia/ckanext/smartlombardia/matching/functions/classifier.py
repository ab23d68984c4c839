"""What a described platform or service is for: a text -> codes of the scheme `functions`, and the words that told.

Every function is known by its label, its other names and its definition in the vocabulary. A word counts the more the
fewer functions use it; a name of several words counts in full where all of them stand close together. Where nothing
telling is found, nothing is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from ckanext.smartlombardia import vocabularies

from ..text import normalise, word_lists
from ..text.normalise import Token

LABEL, NAME, ENGLISH, DEFINITION = 3.0, 2.5, 1.5, 0.6
"""What a word is worth that stands in a label, another name, the English label, the definition."""

PART = 0.35
"""What is left of the worth of a name of which the text has only some words."""

WINDOW = 3
"""Words that may stand between those of a name."""

SAID, SURE = 2.0, 12.0
"""Score under which a function is not worth showing, and from which the best one may stand without a person's look."""

LEAD = 1.25
"""How many times the second's score the best must have to be sure."""

EXCEPT = re.compile(r"[;,]\s*(?:non|né|ma non)\b.*$|;\s*(?:not|neither|no|it)\b.*$", re.IGNORECASE)
"""Definitions end with what the function is not."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A function that a text may describe.

    `score` has no unit and only compares; `words` are those of the text that point to the function.
    """

    code: str
    score: float
    words: tuple[str, ...]

    def reason(self) -> Mapping[str, str]:
        """Why, in a sentence by language."""
        words = ", ".join(self.words[:4])
        return {"it": f"Il testo parla di: {words}.", "en": f"The text speaks of: {words}."}


@dataclass(frozen=True, slots=True)
class Term:
    """A name of a function: the roots of its words. `exact` is for acronyms, which are matched with their capitals."""

    code: str
    roots: tuple[str, ...]
    worth: float
    exact: bool


def classify(name: str, description: str = "") -> tuple[Guess, ...]:
    """At most three functions, best first; none where the text tells nothing. The name weighs twice."""
    return tuple(guess for guess in touched(name, description)[:3] if guess.score >= SAID)


def touched(name: str, description: str = "") -> list[Guess]:
    """Every function that a text has a word of, best first. The name weighs twice."""
    return _lexicon().scores(normalise.tokens(f"{name}. {description}"), doubled=len(normalise.tokens(name)))


def own_part(definition: str) -> str:
    """A definition without its end, which says what the function is not."""
    return EXCEPT.sub("", definition)


def sure(guesses: Sequence[Guess]) -> str | None:
    """The code of the best guess where it stands out, else None."""
    if not guesses or guesses[0].score < SURE:
        return None
    second = guesses[1].score if len(guesses) > 1 else 0.0
    return guesses[0].code if guesses[0].score >= LEAD * second else None


class Lexicon:
    """All names of all functions, by root."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = list(terms)
        self._by_root: dict[str, list[Term]] = defaultdict(list)
        users: dict[str, set[str]] = defaultdict(set)
        for term in self._terms:
            for root in set(term.roots):
                self._by_root[root].append(term)
                users[root].add(term.code)
        number = len({term.code for term in self._terms})
        self._telling = {root: log(1 + number / (1 + len(codes))) for root, codes in users.items()}
        self._starts: dict[str, list[str]] = defaultdict(list)
        for root in self._by_root:
            self._starts[root[:4]].append(root)

    def scores(self, tokens: Sequence[Token], doubled: int = 0) -> list[Guess]:
        """Every function that the text touches, best first; the first `doubled` words weigh twice."""
        places: dict[str, list[int]] = defaultdict(list)
        capitals = {token.folded for token in tokens if token.text.isupper()}
        spellings: dict[str, str] = {}
        for at, token in enumerate(tokens):
            for root in self._roots(token):
                places[root].append(at)
                spellings.setdefault(root, token.text)
        worth: dict[str, dict[str, float]] = defaultdict(dict)
        for term in {id(term): term for root in places for term in self._by_root[root]}.values():
            if term.exact and term.roots[0] not in capitals:
                continue
            share = _share(term.roots, places)
            for root in term.roots:
                if root in places:
                    value = term.worth * share * self._telling[root] * (2 if places[root][0] < doubled else 1)
                    worth[term.code][root] = max(worth[term.code].get(root, 0.0), value)
        guesses = [
            Guess(
                code,
                sum(by_root.values()),
                tuple(spellings[root] for root in sorted(by_root, key=lambda r: -by_root[r])),
            )
            for code, by_root in worth.items()
        ]
        return sorted(guesses, key=lambda guess: (-guess.score, guess.code))

    def _roots(self, token: Token) -> Iterator[str]:
        """The root of a word; for one cut short, the known roots that begin with it: "refez." is "refezion"."""
        root = word_lists.root(token.folded)
        if root in self._by_root:
            yield root
        elif token.cut and len(token.folded) >= 4:
            starting = [candidate for candidate in self._starts[token.folded[:4]] if candidate.startswith(token.folded)]
            yield from starting if len(starting) <= 3 else ()


def _share(roots: Sequence[str], places: Mapping[str, Sequence[int]]) -> float:
    """1 where all words of a name stand close together, else less: by how many of them are there at all."""
    present = [root for root in roots if root in places]
    if len(present) < len(roots):
        return PART * len(present) / len(roots)
    if len(roots) == 1:
        return PART if roots[0] in _weak() else 1.0
    reach = len(roots) + WINDOW
    close = any(
        all(any(abs(other - at) < reach for other in places[root]) for root in roots) for at in places[roots[0]]
    )
    return 1.0 if close else 2 * PART


@cache
def _weak() -> frozenset[str]:
    """Roots of words that tell a function only beside others."""
    return frozenset(word_lists.root(word) for word in word_lists.of_kind("generic", "edition", "query"))


@cache
def _lexicon() -> Lexicon:
    return Lexicon(_terms())


def _terms() -> Iterator[Term]:
    for concept in vocabularies.concepts("functions"):
        yield from _term(concept.code, concept.label["it"], LABEL)
        yield from _term(concept.code, concept.label["en"], ENGLISH)
        for name in filter(None, concept.extra["also_called"].split("|")):
            yield from _term(concept.code, name, NAME)
        for definition in ("definition_it", "definition_en"):
            for token in normalise.tokens(own_part(concept.extra.get(definition, ""))):
                yield from _term(concept.code, token.folded, DEFINITION)


def _term(code: str, name: str, worth: float) -> Iterator[Term]:
    small = word_lists.of_kind("stop")
    tokens = [token for token in normalise.tokens(name) if token.folded not in small]
    roots = tuple(word_lists.root(token.folded) for token in tokens)
    exact = len(tokens) == 1 and tokens[0].text.isupper() and len(tokens[0].text) <= 4
    if roots and (exact or len(roots[0]) > 2 or len(roots) > 1):
        yield Term(code, roots, worth, exact)
