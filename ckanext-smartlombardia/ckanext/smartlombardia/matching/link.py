"""Rows of two tables that are the same thing: candidates across them, readable weights, and an order of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple

import numpy as np

from .blocking import across
from .comparisons.titles import Titled, columns, words_of
from .scoring import model
from .scoring.model import Model
from .scoring.ranking import order
from .scoring.score import score
from .scoring.title_features import nearest, numbers
from .scoring.training import learn, total
from .values import Band

Place = tuple[int, int]


class Link(NamedTuple):
    """Two rows by number, from 0. `order` and `weights` are in bits; `band` is None where they are hardly the same.

    `order` is the stronger model's, 0 from where a person should look; `weights` is the readable sum.
    """

    left: int
    right: int
    order: float
    weights: float
    band: Band | None


class Linked(NamedTuple):
    """Links, best first, and the model with the readable weights that were used."""

    links: Sequence[Link]
    model: Model


def link(left: Sequence[Titled], right: Sequence[Titled], labels: Mapping[Place, bool] | None = None) -> Linked:
    """All candidate pairs of two tables.

    With labels of both kinds the weights are learnt from them, starting from the shipped ones. A pair is certain only
    where the readable sum says so, too.
    """
    used = model.shipped("titles")
    candidates = sorted(across([_text(row) for row in left], [_text(row) for row in right])) if left and right else []
    if not candidates:
        return Linked([], used)
    answers = dict(labels or {}) if len(set((labels or {}).values())) > 1 else {}
    candidate_set = set(candidates)
    pairs = [*candidates, *(pair for pair in answers if pair not in candidate_set)]
    alike = numbers(left, right, pairs)
    sums, used = _sums(left, right, pairs, alike, answers, used)
    at = {pair: place for place, pair in enumerate(pairs)}
    labelled = np.array([at[pair] for pair in answers], dtype=int)
    ordered = order(alike, len(candidates), used.order, labelled, np.array(list(answers.values()), dtype=bool))
    odds = (ordered.odds - ordered.cut) / log(2)
    links = [
        Link(*pair, float(bits), sums[pair], _band(float(bits), sums[pair], used))
        for pair, bits in zip(candidates, odds, strict=False)
    ]
    return Linked(
        sorted(links, key=lambda linked_pair: (-linked_pair.order, linked_pair.left, linked_pair.right)), used
    )


def _sums(
    left: Sequence[Titled],
    right: Sequence[Titled],
    pairs: Sequence[Place],
    alike: np.ndarray,
    answers: Mapping[Place, bool],
    used: Model,
) -> tuple[dict[Place, float], Model]:
    rows = {f"L{at}": row for at, row in enumerate(left)} | {f"R{at}": row for at, row in enumerate(right)}
    id_pairs = [(f"L{left_row}", f"R{right_row}") for left_row, right_row in pairs]
    scored = {
        (int(scored_pair.left[1:]), int(scored_pair.right[1:])): scored_pair
        for scored_pair in score(columns(rows, nearest(alike, id_pairs)), id_pairs, used)
    }
    if answers:
        used = learn(
            used, [(scored[pair].levels, same) for pair, same in answers.items()], f"{len(answers)} labelled pairs"
        )
        scored = {
            pair: replace(scored_pair, score=total(used, scored_pair.levels)) for pair, scored_pair in scored.items()
        }
    return {pair: scored_pair.score for pair, scored_pair in scored.items()}, used


def _band(bits: float, sum_of_weights: float, used: Model) -> Band | None:
    if bits < 0:
        return None
    return "certain" if min(bits, sum_of_weights) >= used.certain else "candidate"


def _text(row: Titled) -> str:
    return " ".join(words_of(f"{row.title} {row.maker}"))
