"""Which pairs are worth comparing: those that share something rare, or whose texts are neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from sklearn.feature_extraction.text import TfidfVectorizer

from . import normalise
from .columns import Columns
from .values import MatchRecord

Pair = tuple[str, str]

NEIGHBOURS = 10
"""Nearest texts of each record that are compared with it."""

LARGEST_BLOCK = 300
"""Records that share one value beyond which the value is too common to bring together all of them."""

CHUNK = 2_000
"""Rows of which neighbours are sought at once, to bound memory."""


def candidates(rows: Sequence[Columns], records: Sequence[MatchRecord]) -> set[Pair]:
    """Pairs of ids, each in the order of `rows`: equal marks, makers, words, sites or addresses, and neighbours."""
    found: set[Pair] = set()
    for block in _blocks(rows):
        found.update(combinations(block, 2))
    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, sublinear_tf=True)
    fours = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True)
    for vectorizer in (words, fours):
        found.update(_neighbours(records, vectorizer))
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
    return keys | {("address", base) for base in row.bases}


def _neighbours(records: Sequence[MatchRecord], vectorizer: TfidfVectorizer) -> Iterator[Pair]:
    """The nearest texts of each record by TF-IDF cosine."""
    texts = [normalise.folded(f"{record.name} {record.vendor} {record.description}") for record in records]
    if len(texts) < 2 or not any(texts):
        return
    matrix = vectorizer.fit_transform(texts)
    ids = [record.id for record in records]
    for start in range(0, matrix.shape[0], CHUNK):
        product = (matrix[start : start + CHUNK] @ matrix.T).tocsr()
        for at in range(product.shape[0]):
            row = product.getrow(at)
            yield from _nearest(ids, start + at, row.indices, row.data)


def _nearest(ids: Sequence[str], own: int, others: Iterable[int], likeness: Iterable[float]) -> Iterator[Pair]:
    best = sorted(((-like, at) for at, like in zip(others, likeness, strict=True) if at != own))[:NEIGHBOURS]
    for _, at in best:
        yield (ids[min(own, at)], ids[max(own, at)])
