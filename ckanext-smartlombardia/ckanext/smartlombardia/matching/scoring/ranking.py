"""A stronger model than the readable sum: it says which pairs a person should look at first. It never decides.

Without labels it is a line through the numbers of `likeness`, shipped with the model. Some hundreds of labels move that
line; from a thousand on, boosted trees over the same numbers take its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from .title_measures import NAMES
from .training import ENOUGH, cut, deviation

STRENGTH, SHIFT = 0.0003, 0.02
"""How freely some hundreds of labels may move the line and its cut (variances, natural units)."""

USUAL = 1_000
"""Candidates that the usual spread of numbers, shipped with the line, counts as beside those at hand."""

TREES = 4
"""Forests of which the mean is taken; each starts from another sample."""


Line = Mapping[str, Mapping[str, float]]
"""By number of `likeness`: its usual mean and spread, its weight (natural units) once it has mean 0 and spread 1."""


class Ordered(NamedTuple):
    """Log odds of pairs in natural units, and from where on a pair is worth a person's look."""

    odds: np.ndarray
    cut: float


def order(
    numbers: np.ndarray,
    candidate_count: int,
    line: Line,
    labelled: np.ndarray,
    answers: np.ndarray,
) -> Ordered:
    """Log odds of all pairs. The first `candidate_count` are candidates, which say how numbers spread in these tables.

    `labelled` are the places of pairs with an answer; empty where there are none, or all have one answer.
    """
    even = _standardised(numbers, candidate_count, line)
    begun = even @ np.array([line[name]["weight"] for name in NAMES]) + line["shift"]["weight"]
    if len(set(answers.tolist())) < 2:
        return Ordered(begun, 0.0)
    if len(answers) >= ENOUGH:
        return _trees(np.column_stack([numbers, begun]), labelled, answers)
    moved, shift = deviation(even[labelled], begun[labelled], answers, STRENGTH, SHIFT)
    return Ordered(begun + even @ moved + shift, 0.0)


def fit_line(numbers: np.ndarray, candidate_count: int, labelled: np.ndarray, answers: np.ndarray) -> Line:
    """A line to ship, learnt from labelled pairs of two tables."""
    mean, spread = numbers[:candidate_count].mean(axis=0), numbers[:candidate_count].std(axis=0)
    line = _line(mean, spread, np.zeros(len(NAMES)), 0.0)
    even = _standardised(numbers, candidate_count, line)
    fitted = LogisticRegression(C=0.05, max_iter=3_000).fit(even[labelled], answers)
    return _line(mean, spread, fitted.coef_[0], float(fitted.intercept_[0]))


def _line(mean: np.ndarray, spread: np.ndarray, weights: np.ndarray, shift: float) -> Line:
    columns = zip(NAMES, weights, mean, spread, strict=True)
    line = {
        name: {"weight": round(float(weight), 3), "mean": round(float(middle), 3), "spread": round(float(wide), 3)}
        for name, weight, middle, wide in columns
    }
    return {**line, "shift": {"weight": round(shift, 3)}}


def _standardised(numbers: np.ndarray, candidate_count: int, line: Line) -> np.ndarray:
    """Each column with mean 0 and deviation 1 among the candidates; few of them count less than what is usual."""
    own = candidate_count / (candidate_count + USUAL)
    usual = np.array([[line[name]["mean"], line[name]["spread"]] for name in NAMES]).T
    mean = own * numbers[:candidate_count].mean(axis=0) + (1 - own) * usual[0]
    spread = np.sqrt(own * numbers[:candidate_count].var(axis=0) + (1 - own) * usual[1] ** 2)
    return np.asarray((numbers - mean) / np.where(spread > 0, spread, 1.0))


def _trees(numbers: np.ndarray, labelled: np.ndarray, answers: np.ndarray) -> Ordered:
    """The mean of several fits. The cut is the best of answers foretold by trees that had not seen them."""
    rows = numbers[labelled]
    odds = np.mean([_fitted(rows, answers, seed, numbers) for seed in range(TREES)], axis=0)
    parts = StratifiedKFold(5, shuffle=True, random_state=0)
    foretold = [
        cross_val_predict(_forest(seed), rows, answers, cv=parts, method="decision_function") for seed in range(TREES)
    ]
    return Ordered(odds, cut(np.mean(foretold, axis=0), answers))


def _fitted(rows: np.ndarray, answers: np.ndarray, seed: int, numbers: np.ndarray) -> np.ndarray:
    sample = np.random.default_rng(seed).permutation(len(rows))[: int(0.9 * len(rows))]
    return np.asarray(_forest(seed).fit(rows[sample], answers[sample]).decision_function(numbers))


def _forest(seed: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=12,
        l2_regularization=3.0,
        min_samples_leaf=15,
        random_state=seed,
    )
