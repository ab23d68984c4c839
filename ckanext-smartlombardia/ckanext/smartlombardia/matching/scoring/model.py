"""A model: the weight in bits of each level of each comparison, dated, with what it was learnt from. A JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from ..comparisons import registrations, titles
from ..comparisons.dsl import Comparison
from ..resolution.derivation import SIGNS
from ..text import normalise
from . import title_measures

Compares = Literal["registrations", "titles"]

COMPARED: Mapping[Compares, tuple[Comparison, ...]] = {
    "registrations": registrations.COMPARISONS,
    "titles": titles.COMPARISONS,
}
FOLDER = Path(__file__).parent.parent / "models"
SHIPPED: Mapping[Compares, str] = {"registrations": "registrations-2026-11-24", "titles": "titles-abt-buy-2026-11-27"}


@dataclass(frozen=True)
class Model:
    """`prior` is what a candidate pair weighs before anything is compared.

    From the score `linked` on, a pair is held for the same; from `certain` on, without a person's look.

    `weights` are by comparison and level, `derived` by sign of derivation; `route` is for two records that state the
    same things and have one origin. A model of titles has neither of the last two; it has an `order`, the line by which
    pairs stand in order, by number of `likeness` and "shift".
    """

    name: str
    compares: Compares
    date: str
    normaliser: int
    learnt_from: str
    prior: float
    linked: float
    certain: float
    weights: Mapping[str, Mapping[str, float]]
    derived: Mapping[str, float] = field(default_factory=dict)
    route: float = 0.0
    order: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return COMPARED[self.compares]


class ModelDoesNotFit(ValueError):
    """The file was made for other comparisons or another normaliser; its scores would mean nothing here."""


@cache
def shipped(compares: Compares = "registrations") -> Model:
    """The model that comes with the package; it says what it was learnt from."""
    return load(FOLDER / f"{SHIPPED[compares]}.json")


def load(path: Path) -> Model:
    """Read a model. Raises ModelDoesNotFit where its levels or its normaliser are not those of this code."""
    model = Model(**json.loads(path.read_text(encoding="utf-8")))
    levels = {comparison.name: {level.name for level in comparison.levels} for comparison in model.comparisons}
    if {name: set(weights) for name, weights in model.weights.items()} != levels:
        raise ModelDoesNotFit(f"{path.name}: its levels are not those that are compared")
    if model.compares == "registrations" and set(model.derived) != {sign.name for sign in SIGNS}:
        raise ModelDoesNotFit(f"{path.name}: its signs of derivation are not those that are looked for")
    if model.compares == "titles" and set(model.order) != {*title_measures.NAMES, "shift"}:
        raise ModelDoesNotFit(f"{path.name}: its order is not of the numbers that are compared")
    if model.normaliser != normalise.VERSION:
        raise ModelDoesNotFit(f"{path.name}: made for normaliser {model.normaliser}, not {normalise.VERSION}")
    return model


def save(model: Model, path: Path) -> None:
    """Write a model so that a difference between two files reads as a difference of weights."""
    path.write_text(json.dumps(asdict(model), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
