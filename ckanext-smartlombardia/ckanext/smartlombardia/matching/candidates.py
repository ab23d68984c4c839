"""Which pairs are worth comparing: those that share something rare, or whose texts are neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from . import normalise
from .columns import Columns
from .values import MatchRecord

Pair = tuple[str, str]

NEIGHBOURS = 10
"""Nearest texts of each record that are compared with it."""

LARGEST_BLOCK = 300
"""Records that share one value beyond which the value is too common to bring together all of them."""

FEW = 1_000
"""Texts below which no word is left out as too common."""

CHUNK = 2_000
"""Rows of which neighbours are sought at once, to bound memory."""


def candidates(rows: Sequence[Columns], records: Sequence[MatchRecord]) -> set[Pair]:
    """Pairs of ids, each in the order of `rows`: equal marks, makers, words, sites or addresses, and neighbours."""
    found: set[Pair] = set()
    for block in _blocks(rows):
        found.update(combinations(block, 2))
    texts = [normalise.folded(f"{record.name} {record.vendor} {record.description}") for record in records]
    most = _commonest(len(texts))
    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, sublinear_tf=True, max_df=most)
    fours = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True, max_df=most)
    for vectorizer in (words, fours):
        found.update((rows[one].unique_id, rows[other].unique_id) for one, other in _neighbours(texts, vectorizer))
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


def _neighbours(texts: Sequence[str], vectorizer: TfidfVectorizer) -> Iterator[tuple[int, int]]:
    """Places of the nearest texts of each text, by TF-IDF cosine; each pair with the smaller place first."""
    if len(texts) < 2 or not any(texts):
        return
    matrix = vectorizer.fit_transform(texts).tocsr()
    other = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], CHUNK):
        likeness = (matrix[start : start + CHUNK] @ other).tocsr()
        for at in range(likeness.shape[0]):
            own = start + at
            near = slice(likeness.indptr[at], likeness.indptr[at + 1])
            for place in _nearest(likeness.indices[near], likeness.data[near], own):
                yield (min(own, place), max(own, place))


def _nearest(places: np.ndarray, likeness: np.ndarray, own: int) -> list[int]:
    """The places with the largest likeness, without the text's own; ties go to the smaller place."""
    if len(places) > NEIGHBOURS + 1:
        least = np.partition(likeness, -NEIGHBOURS - 1)[-NEIGHBOURS - 1]
        kept = likeness >= least
        places, likeness = places[kept], likeness[kept]
    order = np.lexsort((places, -likeness))
    return [int(places[at]) for at in order if places[at] != own][:NEIGHBOURS]


def _commonest(number: int) -> float:
    """Share of the texts beyond which a word or a sequence of letters is too common to make neighbours."""
    return 1.0 if number < FEW else 0.05
