"""What a text is about, by how people describe such things: the examples of the vocabulary, in pieces of words.

A multinomial naive Bayes classifier (McCallum and Nigam 1998) over TF-IDF of groups of three to five letters, which
read endings and typing errors alike; trained on the tables `functions` and `function_examples` at the first question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from ckanext.smartlombardia import vocabularies

from .functions import own_part

SMOOTHING = 0.05
"""Weight of pieces never seen with a function. Found on texts of our own; between 0.02 and 0.2 little changes."""

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
    def __init__(self, said: list[tuple[str, str]]) -> None:
        self._codes = [code for code, _ in said]
        self._texts = [text for _, text in said]
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._known = self._pieces.fit_transform(self._texts)
        self._model = MultinomialNB(alpha=SMOOTHING).fit(self._known, self._codes)

    def ask(self, text: str) -> dict[str, Likeness]:
        asked = self._pieces.transform([text])
        alike = (self._known @ asked.T).toarray().ravel()
        if alike.max(initial=0.0) < ALIKE:
            return {}
        told = self._model.predict_joint_log_proba(asked)[0]
        scores = (told - told.mean()) / (told.std() or 1.0)
        nearest = self._nearest(alike)
        return {
            str(code): Likeness(float(score), nearest.get(code, ""))
            for code, score in zip(self._model.classes_, scores, strict=True)
        }

    def _nearest(self, alike: np.ndarray) -> dict[str, str]:
        """The example of each function that is most like the text."""
        order = np.argsort(alike)
        return {self._codes[at]: self._texts[at] for at in order if alike[at] >= ALIKE}


@cache
def _trained() -> _Examples:
    return _Examples(list(_said()))


def _said() -> Iterator[tuple[str, str]]:
    for concept in vocabularies.concepts("functions"):
        label = concept.label["it"]
        yield concept.code, label
        yield concept.code, f"{label}. {own_part(concept.extra['definition_it'])}"
        yield concept.code, f"{label}, {concept.extra['also_called'].replace('|', ', ')}"
    for row in vocabularies.rows("function_examples"):
        yield row["function"], row["text"]
