"""Weights from labelled pairs: regularised logistic regression on the levels that hold, so they stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import floor, log

import numpy as np
from sklearn.linear_model import LogisticRegression

from .model import Model

STRENGTH = 1.0
"""How freely weights may grow with the labels (inverse of the regularisation)."""

Levels = Mapping[str, str]


def learn(start: Model, examples: Iterable[tuple[Levels, bool]], learnt_from: str) -> Model:
    """A model of the same comparisons with weights learnt from (levels that hold, is it the same).

    A level that no example shows weighs nothing. Raises ValueError where all examples have one answer.
    """
    places = {(name, level): at for at, (name, level) in enumerate(_levels(start))}
    rows, answers, shown = [], [], []
    for levels, same in examples:
        shown.append(levels)
        row = np.zeros(len(places))
        row[[places[pair] for pair in levels.items()]] = 1
        rows.append(row)
        answers.append(same)
    if len(set(answers)) < 2:
        raise ValueError("all examples have one answer")
    fitted = LogisticRegression(C=STRENGTH, max_iter=2_000).fit(np.array(rows), np.array(answers))
    bits = fitted.coef_[0] / log(2)
    weights: dict[str, dict[str, float]] = {}
    for (name, level), at in places.items():
        weights.setdefault(name, {})[level] = round(float(bits[at]), 3)
    prior = round(float(fitted.intercept_[0]) / log(2), 3)
    learnt = replace(start, name=f"{start.name}+labels", learnt_from=learnt_from, prior=prior, weights=weights)
    return replace(learnt, linked=_cut(np.array([total(learnt, levels) for levels in shown]), np.array(answers)))


def total(model: Model, levels: Levels) -> float:
    """The score in bits of a pair for which these levels hold."""
    return model.prior + sum(model.weights[name][level] for name, level in levels.items())


def _cut(scores: np.ndarray, answers: np.ndarray) -> float:
    """The score from which on precision and recall of the examples are best together (F1)."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(answers[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + answers.sum())
    return floor(float(scores[order][f1.argmax()]) * 1_000) / 1_000


def _levels(model: Model) -> Iterable[tuple[str, str]]:
    return ((comparison.name, level.name) for comparison in model.comparisons for level in comparison.levels)
