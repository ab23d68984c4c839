"""Which pairs are worth comparing: those that share something rare, or whose texts are neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from .scoring.features import Columns
from .text import normalise
from .values import MatchRecord

Pair = tuple[str, str]
Key = tuple[str, str]
"""What records share: the kind of the value and the value."""

NEIGHBOURS = 10
"""Nearest texts of each record that are compared with it."""

NEIGHBOURS_ACROSS = 8
"""Nearest rows of the other table that are compared with a row of one, seen from either side."""

LARGEST_BLOCK = 300
"""Records that share one value beyond which not all of their pairs are compared."""

SAMPLED_NEIGHBOURS = 20
"""In a larger block each record is compared with so many that follow it in a shuffled ring, and with as many before."""

FEW, COMMON = 1_000, 0.05
"""In a thousand texts or more, what stands in one of twenty is too common to make neighbours."""

CHUNK = 2_000
"""Rows of which neighbours are sought at once, to bound memory."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs to compare, and the blocks of which only a sample is among them.

    `pairs` are pairs of ids, each in the order of the rows; `sampled` has the sampled blocks that a record is in.
    """

    pairs: set[Pair]
    sampled: Mapping[str, frozenset[Key]]


def candidates(rows: Sequence[Columns], records: Sequence[MatchRecord]) -> Candidates:
    """Pairs that share a mark, a maker, words, a site or an address, and neighbours by their texts."""
    pairs: set[Pair] = set()
    sampled: dict[str, set[Key]] = defaultdict(set)
    place = {row.unique_id: number for number, row in enumerate(rows)}
    for key, block in _blocks(rows):
        if len(block) <= LARGEST_BLOCK:
            pairs.update(combinations(block, 2))
            continue
        for record in block:
            sampled[record].add(key)
        pairs.update(
            (left, right) if place[left] < place[right] else (right, left) for left, right in sample_pairs(block)
        )
    texts = [normalise.folded(f"{record.name} {record.vendor} {record.description}") for record in records]
    for vectorizer in _vectorizers(len(texts)):
        places = _nearest_within(texts, vectorizer)
        pairs.update((rows[left].unique_id, rows[right].unique_id) for left, right in places)
    return Candidates(pairs, {record: frozenset(keys) for record, keys in sampled.items()})


def sample_pairs(block: Sequence[str]) -> Iterator[Pair]:
    """A sample of the pairs of a block, the same each time: neighbours in a shuffled ring, near and far ones.

    Each record has 2 × SAMPLED_NEIGHBOURS pairs, and the steps are drawn for the block, so that any two parts of a
    product are compared in proportion to their sizes.
    """
    drawn = Random(len(block))  # noqa: S311  no secret: the same sample each time
    ring = sorted(block)
    drawn.shuffle(ring)
    steps = [1, *drawn.sample(range(2, len(ring) // 2), SAMPLED_NEIGHBOURS - 1)]
    for at, record in enumerate(ring):
        yield from ((record, ring[(at + step) % len(ring)]) for step in steps)


def _blocks(rows: Sequence[Columns]) -> Iterator[tuple[Key, list[str]]]:
    """Records that share a key, for each key of two records or more."""
    blocks: dict[Key, list[str]] = defaultdict(list)
    for row in rows:
        for key in _keys(row):
            blocks[key].append(row.unique_id)
    yield from ((key, block) for key, block in blocks.items() if len(block) > 1)


def _keys(row: Columns) -> set[Key]:
    keys = {("mark", mark) for mark in (*row.name_marks, *row.text_marks, *row.implied)}
    keys |= {("maker", maker) for maker in row.sole}
    keys.add(("words", " ".join(row.words)))
    singles = {"site": row.site, "catalogue": row.catalogue_id, "address": row.source}
    keys |= {(name, value) for name, value in singles.items() if value}
    if row.given_address:
        keys.add(("address", row.given_address))
    keys |= {("mark", mark) for mark in row.base}
    keys |= {("address", base) for base in row.bases}
    return keys | {("base", value) for value in (row.title, row.unique_id, *row.bases) if value}


def across(left: Sequence[str], right: Sequence[str]) -> set[tuple[int, int]]:
    """Places of texts of two lists that are neighbours, seen from either side."""
    pairs: set[tuple[int, int]] = set()
    if not any(left) or not any(right):
        return pairs
    for vectorizer in _vectorizers(len(left) + len(right)):
        vectorizer.fit([*left, *right])
        left_vectors, right_vectors = vectorizer.transform(left).tocsr(), vectorizer.transform(right).tocsr()
        pairs.update(_neighbours(left_vectors, right_vectors, NEIGHBOURS_ACROSS))
        pairs.update((near, own) for own, near in _neighbours(right_vectors, left_vectors, NEIGHBOURS_ACROSS))
    return pairs


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
        is_near = likeness >= np.partition(likeness, -most - 1)[-most - 1]
        places, likeness = places[is_near], likeness[is_near]
    order = np.lexsort((places, -likeness))
    return [int(places[at]) for at in order if places[at] != left_out][:most]
