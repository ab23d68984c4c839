"""What a text is about, by how people describe such things: the examples of the vocabulary, in pieces of words.

A multinomial naive Bayes classifier (McCallum and Nigam 1998) over TF-IDF of groups of three to five letters, which
read endings and typing errors alike; trained on the tables `functions` and `function_examples` at the first question.
It is written out, because loading a library for it takes longer than all the rest and somebody is waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix

from ckanext.smartlombardia import vocabularies

from .classifier import own_part

SMOOTHING = 0.05
"""Weight of pieces never seen with a function. Found on texts of our own; between 0.02 and 0.2 little changes."""

LENGTHS = (3, 4, 5)

ALIKE = 0.06
"""Cosine with the nearest example under which a text is not about any function that we know."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a text sounds like what is said of a function: deviations from the mean of all functions.

    `example` is the nearest of its examples, empty where none is near.
    """

    score: float
    example: str


def likenesses(text: str) -> dict[str, Likeness]:
    """Every function by code; none where the text sounds like nothing that we know."""
    return _trained().ask(text)


class _Examples:
    def __init__(self, examples: Sequence[tuple[str, str]]) -> None:
        self._codes = [code for code, _ in examples]
        self._texts = [text for _, text in examples]
        counts = [Counter(_pieces(text)) for text in self._texts]
        users = Counter(piece for piece_counts in counts for piece in piece_counts)
        self._place = {piece: at for at, piece in enumerate(users)}
        self._rarity = 1 + np.log((1 + len(examples)) / (1 + np.fromiter(users.values(), float)))
        self._known = self._weighed(counts)
        self._functions, function_of = np.unique(self._codes, return_inverse=True)
        member = csr_matrix((np.ones(len(examples)), (function_of, np.arange(len(examples)))))
        sums = (member @ self._known).toarray() + SMOOTHING
        self._says = np.log(sums) - np.log(sums.sum(axis=1, keepdims=True))
        self._often = np.log(np.bincount(function_of) / len(examples))

    def ask(self, text: str) -> dict[str, Likeness]:
        query = self._weighed([Counter(_pieces(text))])
        alike = (self._known @ query.T).toarray().ravel()
        if alike.max(initial=0.0) < ALIKE:
            return {}
        log_odds = (query @ self._says.T)[0] + self._often
        scores = (log_odds - log_odds.mean()) / (log_odds.std() or 1.0)
        nearest = self._nearest(alike)
        return {
            str(code): Likeness(float(score), nearest.get(code, ""))
            for code, score in zip(self._functions, scores, strict=True)
        }

    def _weighed(self, counts: Sequence[Counter[str]]) -> csr_matrix:
        """A row of length 1 for each text: the more often a piece and the rarer elsewhere, the more."""
        rows, places, often = [], [], []
        for row, piece_counts in enumerate(counts):
            for piece, number in piece_counts.items():
                if piece in self._place:
                    rows.append(row)
                    places.append(self._place[piece])
                    often.append(number)
        at = np.array(places, dtype=int)
        worth = (1 + np.log(np.array(often, dtype=float))) * self._rarity[at]
        lengths = np.sqrt(np.bincount(np.array(rows, dtype=int), worth**2, len(counts)))
        worth /= lengths[np.array(rows, dtype=int)]
        return csr_matrix((worth, (rows, places)), shape=(len(counts), len(self._place)))

    def _nearest(self, alike: np.ndarray) -> dict[str, str]:
        """The example of each function that is most like the text."""
        order = np.argsort(alike)
        return {self._codes[at]: self._texts[at] for at in order if alike[at] >= ALIKE}


def _pieces(text: str) -> Iterable[str]:
    """Groups of letters within words, with a blank at both ends of each word."""
    for word in text.lower().split():
        padded = f" {word} "
        for length in LENGTHS:
            for at in range(max(len(padded) - length, 0) + 1):
                yield padded[at : at + length]
            if len(padded) <= length:
                break


@cache
def _trained() -> _Examples:
    return _Examples(list(_example_texts()))


def _example_texts() -> Iterator[tuple[str, str]]:
    for concept in vocabularies.concepts("functions"):
        label = concept.label["it"]
        yield concept.code, label
        yield concept.code, f"{label}. {own_part(concept.extra['definition_it'])}"
        yield concept.code, f"{label}, {concept.extra['also_called'].replace('|', ', ')}"
    for row in vocabularies.rows("function_examples"):
        yield row["function"], row["text"]
