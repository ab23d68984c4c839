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
    left_places = np.array([pair[0] for pair in pairs])
    right_places = np.array([pair[1] for pair in pairs]) + len(left)
    rows = [*left, *right]
    titles = [words_of(row.title) for row in rows]
    makers = [words_of(normalise.vendor(row.maker)) for row in rows]
    texts = [words_of(row.text)[:LONGEST_TEXT] for row in rows]
    named_words = [[*title, *maker] for title, maker in zip(titles, makers, strict=True)]
    document_sets = {
        "title": titles,
        "maker_too": named_words,
        "letters": [
            _letters(f" {' '.join([*maker, *title])} ", (3, 4)) for title, maker in zip(titles, makers, strict=True)
        ],
        "joined": [_letters("".join(title), (4,)) for title in titles],
        "all": [[*name, *text] for name, text in zip(named_words, texts, strict=True)],
    }
    features = {name: _cosines(documents, left_places, right_places) for name, documents in document_sets.items()}
    features |= dict(
        zip(COVERED, _covered(titles, named_words, document_sets["all"], left_places, right_places), strict=True)
    )
    features |= _exact_features(rows, titles, makers, left_places, right_places)
    features["overall"] = (
        sum(features[name] for name in ("title", "maker_too", "letters", "joined"))
        + (features["all"] + features["of_left"] + features["of_right"]) / 2
    )
    for name in AHEAD:
        for side, places in (("ahead_left", left_places), ("ahead_right", right_places)):
            features[f"{name}_{side}"] = ahead(features[name], places)
    return np.column_stack([features[name] for name in NAMES])


def ahead(likeness: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Lead in likeness of each pair over the best other pair of the same row; below 0 where another is better."""
    order = np.lexsort((-likeness, places))
    starts = np.flatnonzero(np.r_[True, np.diff(places[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    sorted_likeness = likeness[order]
    seconds = np.where(sizes > 1, sorted_likeness[np.minimum(starts + 1, len(order) - 1)], 0.0)
    rivals = np.repeat(sorted_likeness[starts], sizes)
    rivals[starts] = seconds
    lead = np.empty(len(likeness))
    lead[order] = sorted_likeness - rivals
    return lead


def nearest(features: np.ndarray, pairs: Sequence[tuple[str, str]]) -> dict[str, Nearest]:
    """For each row by id: which rows of the other table are most like it."""
    near_rows: dict[str, list[set[str]]] = {}
    for side in (0, 1):
        lead = features[:, NAMES.index(("overall_ahead_left", "overall_ahead_right")[side])]
        for pair, by in zip(pairs, lead, strict=True):
            near_sets = near_rows.setdefault(pair[side], [set(), set(), set()])
            for is_near, place in zip((by >= ALONE, by >= 0, by >= -NEAR), near_sets, strict=True):
                if is_near:
                    place.add(pair[1 - side])
    return {ident: Nearest(*map(frozenset, near_sets)) for ident, near_sets in near_rows.items()}


def _letters(text: str, lengths: Iterable[int]) -> list[str]:
    return [text[at : at + length] for length in lengths for at in range(max(len(text) - length + 1, 0))]


def _cosines(documents: Sequence[Sequence[str]], left_places: np.ndarray, right_places: np.ndarray) -> np.ndarray:
    if not any(documents):
        return np.zeros(len(left_places))
    matrix: csr_matrix = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(documents).tocsr()
    return np.asarray(matrix[left_places].multiply(matrix[right_places]).sum(axis=1)).ravel()


def _covered(
    titles: Sequence[Sequence[str]],
    named_words: Sequence[Sequence[str]],
    all_texts: Sequence[Sequence[str]],
    left_places: np.ndarray,
    right_places: np.ndarray,
) -> np.ndarray:
    """Share of each title that the other row has, by rarity: in its name, anywhere; the rarest word that it lacks."""
    worth: dict[str, float] = {}
    for words in named_words:
        for word in set(words):
            worth[word] = worth.get(word, 0) + 1
    worth = {word: log(len(named_words) / users) for word, users in worth.items()}
    names, all_words = [set(words) for words in named_words], [set(words) for words in all_texts]
    own = [{word: worth[word] for word in words} for words in titles]
    total = [sum(words.values()) or 1.0 for words in own]
    joined = ["".join(words) for words in titles]
    features = np.zeros((len(COVERED), len(left_places)))
    for at, (left, right) in enumerate(zip(left_places, right_places, strict=True)):
        for side, row, other_row in ((0, left, right), (1, right, left)):
            lacking = [
                value
                for word, value in own[row].items()
                if word not in names[other_row] and not (len(word) > 3 and word in joined[other_row])
            ]
            covered = sum(value for word, value in own[row].items() if word in all_words[other_row])
            features[side, at] = 1 - sum(lacking) / total[row]
            features[2 + side, at] = covered / total[row]
            features[4 + side, at] = max(lacking, default=0.0)
    return features


def _exact_features(
    rows: Sequence[Titled],
    titles: Sequence[Sequence[str]],
    makers: Sequence[Sequence[str]],
    left_places: np.ndarray,
    right_places: np.ndarray,
) -> dict[str, np.ndarray]:
    digits = [{word for word in words if word[0].isdigit()} for words in titles]
    price = np.array([row.price or np.nan for row in rows])
    maker = [" ".join(words) for words in makers]
    both = [(digits[left], digits[right]) for left, right in zip(left_places, right_places, strict=True)]
    return {
        "numbers": np.array([len(a & b) / max(len(a | b), 1) for a, b in both]),
        "other_numbers": np.array([float(bool(a and b and not a & b)) for a, b in both]),
        "price": np.nan_to_num(np.abs(np.log(price[left_places] / price[right_places])), nan=-1.0),
        "maker": np.array(
            [
                float(maker[left] == maker[right]) if maker[left] and maker[right] else 0.5
                for left, right in zip(left_places, right_places, strict=True)
            ]
        ),
    }
