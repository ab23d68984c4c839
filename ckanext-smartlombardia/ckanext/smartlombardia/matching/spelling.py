"""Which spellings are one mark: slips follow frequent spellings, former names follow present ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from . import words

SHORTEST_SLIP = 6
"""Shorter words are never taken for a slip of another."""

SLIP, PHRASE_SLIP = 88.0, 90.0
"""Likeness (rapidfuzz ratio, 0-100) from which a word, or several words typed apart, follow a more frequent mark."""

SHORTEST_STEM = 4
"""Signs that a mark keeps when a common word or a place is cut off its end."""


def canonical(seen: Mapping[str, int], plain: frozenset[str], phrases: Iterable[str]) -> dict[str, str]:
    """Each spelling to its mark. `seen` counts spellings, `plain` are common words, `phrases` names without spaces."""
    stems = {key: _stem(key, seen, plain) for key in seen}
    counts: dict[str, int] = defaultdict(int)
    for key, stem in stems.items():
        counts[stem] += seen[key]
    leaders = _Leaders()
    lead: dict[str, str] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        lead[key] = leaders.near(key, SLIP) or leaders.add(key)
    found = {key: lead[stem] for key, stem in stems.items()}
    for phrase in phrases:
        near = leaders.near(phrase, PHRASE_SLIP) if phrase not in found else None
        if near and not phrase.startswith(near) and not phrase.endswith(near):
            found[phrase] = near
    return _renamed(found)


class _Leaders:
    """Marks long enough to have slips, by first letter."""

    def __init__(self) -> None:
        self.marks: dict[str, list[str]] = defaultdict(list)

    def add(self, mark: str) -> str:
        if len(mark) >= SHORTEST_SLIP:
            self.marks[mark[0]].append(mark)
        return mark

    def near(self, key: str, least: float) -> str | None:
        """The mark of which this may be a slip; numbers in it must be the same."""
        if len(key) < SHORTEST_SLIP or not (some := self.marks[key[0]]):
            return None
        best = process.extractOne(key, some, scorer=fuzz.ratio, score_cutoff=least)
        return best[0] if best is not None and _digits(best[0]) == _digits(key) else None


def _stem(key: str, seen: Mapping[str, int], plain: frozenset[str]) -> str:
    """A mark without the common word or place glued to its end: "municipiumapp" -> "municipium" where that is one."""
    for length in range(len(key) - 2, SHORTEST_STEM - 1, -1):
        if key[:length] in seen and key[length:] in plain:
            return _stem(key[:length], seen, plain)
    return key


def _renamed(found: dict[str, str]) -> dict[str, str]:
    for was, now in words.renames():
        former, present = was.replace(" ", ""), now.replace(" ", "")
        if former in found:
            found[former] = found.setdefault(present, present)
    return found


def _digits(key: str) -> str:
    return "".join(sign for sign in key if sign.isdigit())
