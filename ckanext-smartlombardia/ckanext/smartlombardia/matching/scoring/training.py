"""Weights from labelled pairs: regularised logistic regression that starts from given weights.

Labels move the weights away from where they start only as far as they can show it: few labels change little. What is
learnt on the levels that hold stays a sum of readable weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import floor, log

import numpy as np
from scipy.optimize import minimize

from .model import Model

STRENGTH = 0.1
"""How freely weights may move with the labels (variance of the prior, in natural units)."""

ENOUGH = 1_000
"""Labels from which the best cut among them is better than the one that was there: fewer hold too few that are true."""

PLATEAU = 0.995
"""Share of the best F1 that a cut must have to be as good as the best."""

Levels = Mapping[str, str]


def learn(start: Model, examples: Iterable[tuple[Levels, bool]], learnt_from: str, strength: float = STRENGTH) -> Model:
    """A model of the same comparisons with weights learnt from (levels that hold, is it the same).

    `strength` is how freely they may move from where they start. A level that no example shows keeps its weight. Raises
    ValueError where all examples have one answer.
    """
    places = {(name, level): at for at, (name, level) in enumerate(_levels(start))}
    rows, answers, observed = [], [], []
    for levels, same in examples:
        observed.append(levels)
        row = np.zeros(len(places))
        row[[places[pair] for pair in levels.items()]] = 1
        rows.append(row)
        answers.append(same)
    if len(set(answers)) < 2:
        raise ValueError("all examples have one answer")
    begun = np.array([total(start, levels) for levels in observed]) * log(2)
    moved, shift = deviation(np.array(rows), begun, np.array(answers), strength)
    weights: dict[str, dict[str, float]] = {}
    for (name, level), at in places.items():
        bits = start.weights[name][level] + float(moved[at]) / log(2)
        weights.setdefault(name, {})[level] = round(bits, 3)
    prior = round(start.prior + shift / log(2), 3)
    learnt = replace(start, name=f"{start.name}+labels", learnt_from=learnt_from, prior=prior, weights=weights)
    if len(answers) < ENOUGH:
        return learnt
    return replace(learnt, linked=cut(np.array([total(learnt, levels) for levels in observed]), np.array(answers)))


def deviation(
    rows: np.ndarray, start: np.ndarray, answers: np.ndarray, strength: float, shifted: float = 100.0
) -> tuple[np.ndarray, float]:
    """By how much the weight of each column and the sum move from `start` (log odds) so that they fit the answers.

    `strength` and `shifted` are the variances of the Gaussian prior around no movement, of weights and of the sum.
    """
    targets = answers.astype(float)

    def loss(moved: np.ndarray) -> tuple[float, np.ndarray]:
        odds = start + rows @ moved[:-1] + moved[-1]
        wrong = 1 / (1 + np.exp(-np.clip(odds, -500, 500))) - targets
        penalty = np.r_[moved[:-1] / strength, moved[-1] / shifted]
        value = (np.logaddexp(0, odds) - targets * odds).sum() + penalty @ moved / 2
        return value, np.r_[rows.T @ wrong, wrong.sum()] + penalty

    solution = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return solution[:-1], float(solution[-1])


def total(model: Model, levels: Levels) -> float:
    """The score in bits of a pair for which these levels hold."""
    return model.prior + sum(model.weights[name][level] for name, level in levels.items())


def cut(scores: np.ndarray, answers: np.ndarray) -> float:
    """The score from which on precision and recall of the examples are best together (F1).

    Where many cuts are nearly as good, the one in the middle, so that one example more or less hardly moves it.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(answers[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + answers.sum())
    good = scores[order][f1 >= PLATEAU * f1.max()]
    return floor(float(np.median(good)) * 1_000) / 1_000


def _levels(start: Model) -> Iterable[tuple[str, str]]:
    return ((comparison.name, level.name) for comparison in start.comparisons for level in comparison.levels)
