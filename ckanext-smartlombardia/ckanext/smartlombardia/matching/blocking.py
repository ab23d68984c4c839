"""Which pairs are worth comparing: those that share something rare, or whose texts are neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from .scoring.features import Columns
from .text import normalise
from .values import MatchRecord

Pair = tuple[str, str]

NEIGHBOURS = 10
"""Nearest texts of each record that are compared with it."""

NEIGHBOURS_ACROSS = 8
"""Nearest rows of the other table that are compared with a row of one, seen from either side."""

LARGEST_BLOCK = 300
"""Records that share one value beyond which the value is too common to bring together all of them."""

FEW, COMMON = 1_000, 0.05
"""In a thousand texts or more, what stands in one of twenty is too common to make neighbours."""

CHUNK = 2_000
"""Rows of which neighbours are sought at once, to bound memory."""


def candidates(rows: Sequence[Columns], records: Sequence[MatchRecord]) -> set[Pair]:
    """Pairs of ids, each in the order of `rows`: equal marks, makers, words, sites or addresses, and neighbours."""
    found: set[Pair] = set()
    for block in _blocks(rows):
        found.update(combinations(block, 2))
    texts = [normalise.folded(f"{record.name} {record.vendor} {record.description}") for record in records]
    for vectorizer in _vectorizers(len(texts)):
        places = _nearest_within(texts, vectorizer)
        found.update((rows[one].unique_id, rows[other].unique_id) for one, other in places)
    return found


def _blocks(rows: Sequence[Columns]) -> Iterator[list[str]]:
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        for key in _keys(row):
            blocks[key].append(row.unique_id)
    yield from (block for block in blocks.values() if 1 < len(block) <= LARGEST_BLOCK)


def _keys(row: Columns) -> set[tuple[str, str]]:
    keys = {("mark", mark) for mark in (*row.named, *row.told, *row.implied)}
    keys |= {("maker", maker) for maker in row.sole}
    keys.add(("words", " ".join(row.words)))
    singles = {"site": row.site, "catalogue": row.catalogue_id, "address": row.source}
    keys |= {(name, value) for name, value in singles.items() if value}
    if row.stated:
        keys.add(("address", row.stated))
    keys |= {("mark", mark) for mark in row.base}
    keys |= {("address", base) for base in row.bases}
    return keys | {("base", value) for value in (row.title, row.unique_id, *row.bases) if value}


def across(left: Sequence[str], right: Sequence[str]) -> set[tuple[int, int]]:
    """Places of texts of two lists that are neighbours, seen from either side."""
    found: set[tuple[int, int]] = set()
    if not any(left) or not any(right):
        return found
    for vectorizer in _vectorizers(len(left) + len(right)):
        vectorizer.fit([*left, *right])
        one, other = vectorizer.transform(left).tocsr(), vectorizer.transform(right).tocsr()
        found.update(_neighbours(one, other, NEIGHBOURS_ACROSS))
        found.update((near, own) for own, near in _neighbours(other, one, NEIGHBOURS_ACROSS))
    return found


def _vectorizers(number: int) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """By words and by sequences of four letters; in many texts what is common to a twentieth makes no neighbours."""
    most = 1.0 if number < FEW else COMMON
    return (
        TfidfVectorizer(tokenizer=str.split, token_pattern=None, sublinear_tf=True, max_df=most),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True, max_df=most),
    )


def _nearest_within(texts: Sequence[str], vectorizer: TfidfVectorizer) -> Iterator[tuple[int, int]]:
    """Places of the nearest texts of each text; each pair with the smaller place first."""
    if len(texts) < 2 or not any(texts):
        return
    matrix = vectorizer.fit_transform(texts).tocsr()
    for own, near in _neighbours(matrix, matrix, NEIGHBOURS, itself=True):
        yield (min(own, near), max(own, near))


def _neighbours(left: csr_matrix, right: csr_matrix, most: int, *, itself: bool = False) -> Iterator[tuple[int, int]]:
    """(row of the left, one of its nearest rows of the right) by cosine; a row is not its own neighbour."""
    turned = right.T.tocsr()
    for start in range(0, left.shape[0], CHUNK):
        likeness = (left[start : start + CHUNK] @ turned).tocsr()
        for at in range(likeness.shape[0]):
            near = slice(likeness.indptr[at], likeness.indptr[at + 1])
            own = start + at
            for place in _nearest(likeness.indices[near], likeness.data[near], own if itself else -1, most):
                yield (own, place)


def _nearest(places: np.ndarray, likeness: np.ndarray, left_out: int, most: int) -> list[int]:
    """The places with the largest likeness; ties go to the smaller place."""
    if len(places) > most + 1:
        kept = likeness >= np.partition(likeness, -most - 1)[-most - 1]
        places, likeness = places[kept], likeness[kept]
    order = np.lexsort((places, -likeness))
    return [int(places[at]) for at in order if places[at] != left_out][:most]
