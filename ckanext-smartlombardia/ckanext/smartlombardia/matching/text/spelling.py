"""Which spellings are one mark: slips follow frequent spellings, former names follow present ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from . import word_lists

SHORTEST_SLIP = 6
"""Shorter words are never taken for a slip of another."""

SLIP, PHRASE_SLIP = 88.0, 90.0
"""Likeness (rapidfuzz ratio, 0-100) from which a word, or several words typed apart, follow a more frequent mark."""

SHORTEST_STEM = 4
"""Signs that a mark keeps when a common word or a place is cut off its end."""


def canonical(uses: Mapping[str, int], plain: frozenset[str], phrases: Iterable[str]) -> dict[str, str]:
    """Each spelling to its mark. `uses` counts spellings, `plain` are common words, `phrases` names without spaces."""
    stems = _one_edition({key: _stem(key, uses, plain) for key in uses})
    counts: dict[str, int] = defaultdict(int)
    for key, stem in stems.items():
        counts[stem] += uses[key]
    leaders = _Leaders()
    lead: dict[str, str] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        lead[key] = leaders.near(key, SLIP) or leaders.add(key)
    marks = {key: lead[stem] for key, stem in stems.items()}
    for phrase in phrases:
        near = leaders.near(phrase, PHRASE_SLIP) if phrase not in marks else None
        if near and not phrase.startswith(near) and not phrase.endswith(near):
            marks[phrase] = near
    return _renamed(marks)


class _Leaders:
    """Marks long enough to have slips, by first letter and length."""

    def __init__(self) -> None:
        self.marks: dict[tuple[str, int], list[str]] = defaultdict(list)

    def add(self, mark: str) -> str:
        if len(mark) >= SHORTEST_SLIP:
            self.marks[mark[0], len(mark)].append(mark)
        return mark

    def near(self, key: str, least: float) -> str | None:
        """The mark of which this may be a slip; numbers in it must be the same."""
        if len(key) < SHORTEST_SLIP:
            return None
        reach = round(len(key) * (200 - 2 * least) / 100)  # a larger difference in length is never so alike
        lengths = range(len(key) - reach, len(key) + reach + 1)
        candidates = [mark for length in lengths for mark in self.marks.get((key[0], length), ())]
        best = process.extractOne(key, candidates, scorer=fuzz.ratio, score_cutoff=least)
        return best[0] if best is not None and _digits(best[0]) == _digits(key) else None


def _stem(key: str, uses: Mapping[str, int], plain: frozenset[str]) -> str:
    """A mark without the common word or place glued to its end: "municipiumapp" -> "municipium" where that is one."""
    for length in range(len(key) - 2, SHORTEST_STEM - 1, -1):
        if key[:length] in uses and key[length:] in plain:
            return _stem(key[:length], uses, plain)
    return key


def _one_edition(stems: dict[str, str]) -> dict[str, str]:
    """Marks that differ by the edition at their end only are one, even where none has the plain name."""
    endings = tuple(sorted(word_lists.of_kind("edition"), key=len, reverse=True))
    cut: dict[str, set[str]] = defaultdict(set)
    for stem in set(stems.values()):
        for ending in endings:
            if stem.endswith(ending) and len(stem) - len(ending) >= SHORTEST_STEM:
                cut[stem.removesuffix(ending)].add(stem)
    common_form = {stem: common for common, group in cut.items() if len(group) > 1 for stem in group}
    return {key: common_form.get(stem, stem) for key, stem in stems.items()}


def _renamed(marks: dict[str, str]) -> dict[str, str]:
    for was, now in word_lists.renames():
        former, present = was.replace(" ", ""), now.replace(" ", "")
        if former in marks:
            marks[former] = marks.setdefault(present, present)
    return marks


def _digits(key: str) -> str:
    return "".join(sign for sign in key if sign.isdigit())
