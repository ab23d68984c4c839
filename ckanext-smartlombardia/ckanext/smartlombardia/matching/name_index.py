"""A name as far as it is typed: which of many known ones begin like it or are almost the same, while somebody waits."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from functools import lru_cache

from rapidfuzz import fuzz, process

from .text import normalise

MIN_LETTERS = 3  # letters without which nothing is offered
ALIKE = 82  # likeness of two names, out of 100, from which one may be a typing error of the other
BEGUN = 100.0


class Names:
    """Known names by the keys of what bears them; one is found in time that hardly grows with their number."""

    def __init__(self) -> None:
        self._bearers: dict[str, set[str]] = defaultdict(set)  # by folded name
        self._names: dict[str, str] = {}  # by key
        self._words: list[str] = []  # in order
        self._holding: dict[str, set[str]] = defaultdict(set)  # names by word

    def put(self, key: str, name: str) -> None:
        """Say what bears a name; it bears the one it had no longer."""
        folded = _folded(name)
        before = self._names.get(key)
        if before == folded:
            return
        if before is not None:
            self._bearers[before].discard(key)
            if not self._bearers[before]:
                del self._bearers[before]
        self._names[key] = folded
        if folded not in self._bearers:
            for word in set(folded.split()) - self._holding.keys():
                insort(self._words, word)
            for word in folded.split():
                self._holding[word].add(folded)
        self._bearers[folded].add(key)

    def alike(self, name: str, most: int) -> set[str]:
        """Keys of the at most `most` names that are likest to what is typed, those that begin like it first."""
        typed = _typed(name)
        if not typed:
            return set()
        begun = sorted(self._begun(typed), key=lambda known_name: (-len(self._bearers[known_name]), known_name))[:most]
        close = process.extract(
            typed, list(self._bearers), scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE, limit=most
        )
        names = dict.fromkeys([*begun, *(known_name for known_name, _, _ in close)])
        return {key for known_name in list(names)[:most] for key in self._bearers[known_name]}

    def _begun(self, typed: str) -> set[str]:
        *full_words, last = typed.split()
        places = range(bisect_left(self._words, last), len(self._words))
        matches: set[str] = set()
        for place in places:
            if not self._words[place].startswith(last):
                break
            matches |= self._holding[self._words[place]]
        for word in full_words:
            matches &= self._holding.get(word, set())
        return matches & self._bearers.keys()


@lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    return normalise.folded(name)  # many towns register one product under one name


def likeness(name: str, known_name: str) -> float:
    """Score from 0 to 100 how like a known name a typed beginning is; 0 where too little is typed."""
    typed, folded = _typed(name), _folded(known_name)
    if not typed:
        return 0.0
    words, (*full_words, last) = folded.split(), typed.split()
    begun = set(full_words) <= set(words) and any(word.startswith(last) for word in words)
    return BEGUN if begun else fuzz.ratio(typed, folded)


def _typed(name: str) -> str:
    typed = normalise.folded(normalise.without_town(name))
    return typed if len(typed) >= MIN_LETTERS else ""
