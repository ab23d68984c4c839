"""A model: the weight in bits of each level of each comparison, dated, with what it was learnt from. A JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import normalise
from .comparisons import COMPARISONS
from .derived import SIGNS

FOLDER = Path(__file__).parent / "models"
SHIPPED = "prior-2026-11-24"


@dataclass(frozen=True)
class Model:
    """`prior` is what a candidate pair weighs before anything is compared; `certain` the score from which it is sure.

    `weights` are by comparison and level, `derived` by sign of derivation; `route` is for two records that
    state the same things and have one origin.
    """

    name: str
    date: str
    normaliser: int
    learnt_from: str
    prior: float
    certain: float
    weights: Mapping[str, Mapping[str, float]]
    derived: Mapping[str, float]
    route: float


class ModelDoesNotFit(ValueError):
    """The file was made for other comparisons or another normaliser; its scores would mean nothing here."""


@cache
def shipped() -> Model:
    """The model that comes with the package: no labels and no decisions went into it."""
    return load(FOLDER / f"{SHIPPED}.json")


def load(path: Path) -> Model:
    """Read a model. Raises ModelDoesNotFit where its levels or its normaliser are not those of this code."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    model = Model(
        name=kept["model"],
        date=kept["date"],
        normaliser=kept["normaliser"],
        learnt_from=kept["learnt_from"],
        prior=kept["prior"],
        certain=kept["certain"],
        weights=kept["weights"],
        derived=kept["derived"],
        route=kept["route"],
    )
    levels = {comparison.name: {level.name for level in comparison.levels} for comparison in COMPARISONS}
    if {name: set(weights) for name, weights in model.weights.items()} != levels:
        raise ModelDoesNotFit(f"{path.name}: its levels are not those that are compared")
    if set(model.derived) != {sign.name for sign in SIGNS}:
        raise ModelDoesNotFit(f"{path.name}: its signs of derivation are not those that are looked for")
    if model.normaliser != normalise.VERSION:
        raise ModelDoesNotFit(f"{path.name}: made for normaliser {model.normaliser}, not {normalise.VERSION}")
    return model


def save(model: Model, path: Path) -> None:
    """Write a model so that a difference between two files reads as a difference of weights."""
    kept = {
        "model": model.name,
        "date": model.date,
        "normaliser": model.normaliser,
        "learnt_from": model.learnt_from,
        "prior": model.prior,
        "certain": model.certain,
        "weights": model.weights,
        "derived": model.derived,
        "route": model.route,
    }
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
