"""How alike two rows with titles are, in numbers, and how far each is ahead of the next one.

What tells most is not how alike two rows are, but whether anything else in the other table is more alike: tables of
products hold many neighbours that differ by an edition. A number is only worth something within one pair of tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from ..comparisons.titles import LONGEST_TEXT, Nearest, Titled, words_of
from ..text import normalise
from .title_measures import AHEAD, COVERED, NAMES

Pairs = Sequence[tuple[int, int]]

ALONE, NEAR = 0.4, 0.25
"""Overall likeness by which a row is far ahead of the next, and by which it is little behind the best."""


def numbers(left: Sequence[Titled], right: Sequence[Titled], pairs: Pairs) -> np.ndarray:
    """One line a pair of places, a column for each of NAMES; nothing is missing."""
    one = np.array([pair[0] for pair in pairs])
    other = np.array([pair[1] for pair in pairs]) + len(left)
    rows = [*left, *right]
    titles = [words_of(row.title) for row in rows]
    makers = [words_of(normalise.vendor(row.maker)) for row in rows]
    texts = [words_of(row.text)[:LONGEST_TEXT] for row in rows]
    named = [[*title, *maker] for title, maker in zip(titles, makers, strict=True)]
    written = {
        "title": titles,
        "maker_too": named,
        "letters": [
            _letters(f" {' '.join([*maker, *title])} ", (3, 4)) for title, maker in zip(titles, makers, strict=True)
        ],
        "joined": [_letters("".join(title), (4,)) for title in titles],
        "all": [[*name, *text] for name, text in zip(named, texts, strict=True)],
    }
    found = {name: _cosines(documents, one, other) for name, documents in written.items()}
    found |= dict(zip(COVERED, _covered(titles, named, written["all"], one, other), strict=True))
    found |= _stated(rows, titles, makers, one, other)
    found["overall"] = (
        sum(found[name] for name in ("title", "maker_too", "letters", "joined"))
        + (found["all"] + found["of_left"] + found["of_right"]) / 2
    )
    for name in AHEAD:
        for side, places in (("ahead_left", one), ("ahead_right", other)):
            found[f"{name}_{side}"] = ahead(found[name], places)
    return np.column_stack([found[name] for name in NAMES])


def ahead(likeness: np.ndarray, places: np.ndarray) -> np.ndarray:
    """By how much each pair is more alike than the best other pair of the same row; below 0 where another is better."""
    order = np.lexsort((-likeness, places))
    starts = np.flatnonzero(np.r_[True, np.diff(places[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    sorted_likeness = likeness[order]
    seconds = np.where(sizes > 1, sorted_likeness[np.minimum(starts + 1, len(order) - 1)], 0.0)
    rivals = np.repeat(sorted_likeness[starts], sizes)
    rivals[starts] = seconds
    found = np.empty(len(likeness))
    found[order] = sorted_likeness - rivals
    return found


def nearest(found: np.ndarray, pairs: Sequence[tuple[str, str]]) -> dict[str, Nearest]:
    """For each row by id: which rows of the other table are most like it."""
    made: dict[str, list[set[str]]] = {}
    for side in (0, 1):
        lead = found[:, NAMES.index(("overall_ahead_left", "overall_ahead_right")[side])]
        for pair, by in zip(pairs, lead, strict=True):
            some = made.setdefault(pair[side], [set(), set(), set()])
            for held, place in zip((by >= ALONE, by >= 0, by >= -NEAR), some, strict=True):
                if held:
                    place.add(pair[1 - side])
    return {ident: Nearest(*map(frozenset, some)) for ident, some in made.items()}


def _letters(text: str, lengths: Iterable[int]) -> list[str]:
    return [text[at : at + length] for length in lengths for at in range(max(len(text) - length + 1, 0))]


def _cosines(documents: Sequence[Sequence[str]], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    if not any(documents):
        return np.zeros(len(one))
    matrix: csr_matrix = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(documents).tocsr()
    return np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1)).ravel()


def _covered(
    titles: Sequence[Sequence[str]],
    named: Sequence[Sequence[str]],
    everything: Sequence[Sequence[str]],
    one: np.ndarray,
    other: np.ndarray,
) -> np.ndarray:
    """How much of each title the other row says, by rarity: in its name, anywhere; the rarest word that it lacks."""
    worth: dict[str, float] = {}
    for some in named:
        for word in set(some):
            worth[word] = worth.get(word, 0) + 1
    worth = {word: log(len(named) / users) for word, users in worth.items()}
    names, all_words = [set(some) for some in named], [set(some) for some in everything]
    own = [{word: worth[word] for word in some} for some in titles]
    total = [sum(some.values()) or 1.0 for some in own]
    joined = ["".join(some) for some in titles]
    found = np.zeros((len(COVERED), len(one)))
    for at, (left, right) in enumerate(zip(one, other, strict=True)):
        for side, mine, theirs in ((0, left, right), (1, right, left)):
            lacking = [
                value
                for word, value in own[mine].items()
                if word not in names[theirs] and not (len(word) > 3 and word in joined[theirs])
            ]
            said = sum(value for word, value in own[mine].items() if word in all_words[theirs])
            found[side, at] = 1 - sum(lacking) / total[mine]
            found[2 + side, at] = said / total[mine]
            found[4 + side, at] = max(lacking, default=0.0)
    return found


def _stated(
    rows: Sequence[Titled],
    titles: Sequence[Sequence[str]],
    makers: Sequence[Sequence[str]],
    one: np.ndarray,
    other: np.ndarray,
) -> dict[str, np.ndarray]:
    digits = [{word for word in some if word[0].isdigit()} for some in titles]
    price = np.array([row.price or np.nan for row in rows])
    maker = [" ".join(some) for some in makers]
    both = [(digits[left], digits[right]) for left, right in zip(one, other, strict=True)]
    return {
        "numbers": np.array([len(a & b) / max(len(a | b), 1) for a, b in both]),
        "other_numbers": np.array([float(bool(a and b and not a & b)) for a, b in both]),
        "price": np.nan_to_num(np.abs(np.log(price[one] / price[other])), nan=-1.0),
        "maker": np.array(
            [
                float(maker[left] == maker[right]) if maker[left] and maker[right] else 0.5
                for left, right in zip(one, other, strict=True)
            ]
        ),
    }
