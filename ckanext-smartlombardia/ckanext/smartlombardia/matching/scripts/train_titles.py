"""Learn the weights for titles that are shipped, from two tables and labelled pairs of them that are public.

    python -m ckanext.smartlombardia.matching.scripts.train_titles LEFT.csv RIGHT.csv PAIRS.txt titles-abt-buy-DATE.json

The shipped file is made of Abt-Buy (Leipzig University, in the form of the DeepMatcher benchmarks): its two tables and
its training pairs, one a line, each side as `COL name VAL … COL description VAL …`, then 1 or 0, divided by tabs. A
pair counts where the names of its two sides stand once each in their tables. What no pair shows, makers above all, has
weights set by hand. The same files make the same weights.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..blocking import across
from ..comparisons import titles
from ..comparisons.titles import Titled, words_of
from ..scoring import model
from ..scoring.model import Model
from ..scoring.ranking import fit_line
from ..scoring.score import score
from ..scoring.title_features import nearest, numbers
from ..scoring.training import learn
from ..text import normalise

BY_HAND = {"maker": {"same": 1.0, "different": -1.5}}

FREELY = 1.0
"""How freely weights may move from nothing (variance of the prior, in natural units)."""

LINKED, CERTAIN = 0.0, 5.0
"""Bits from which a pair is held for the same, and without a person's look."""

NAME = re.compile(r"COL name VAL(.*?)(?:COL |$)")

Place = tuple[int, int]


def lesson(
    left: Sequence[Titled], right: Sequence[Titled], labels: Mapping[Place, bool], name: str, origin: str
) -> Model:
    """A model of titles learnt from pairs of row numbers; `origin` says in words whose pairs they are."""
    start = _nothing(name)
    candidates = sorted(
        across(*([" ".join(words_of(f"{row.title} {row.maker}")) for row in rows] for rows in (left, right)))
    )
    pairs = [*candidates, *sorted(set(labels) - set(candidates))]
    alike = numbers(left, right, pairs)
    id_pairs = [(f"L{left_row}", f"R{right_row}") for left_row, right_row in pairs]
    rows = {f"L{at}": row for at, row in enumerate(left)} | {f"R{at}": row for at, row in enumerate(right)}
    labelled_ids = [(f"L{left_row}", f"R{right_row}") for left_row, right_row in labels]
    answers = dict(zip(labelled_ids, labels.values(), strict=True))
    scored = score(titles.columns(rows, nearest(alike, id_pairs)), labelled_ids, start)
    examples = [
        (scored_pair.levels, answers[scored_pair.left, scored_pair.right])
        for scored_pair in sorted(scored, key=lambda scored_pair: (scored_pair.left, scored_pair.right))
    ]
    learnt = learn(start, examples, f"{len(labels)} labelled pairs of {origin}", FREELY)
    at = {pair: place for place, pair in enumerate(pairs)}
    labelled = np.array([at[pair] for pair in labels])
    line = fit_line(alike, len(candidates), labelled, np.array(list(labels.values())))
    return replace(learnt, name=name, linked=LINKED, order=line)


def _nothing(name: str) -> Model:
    weights = {
        comparison.name: {
            level.name: BY_HAND.get(comparison.name, {}).get(level.name, 0.0) for level in comparison.levels
        }
        for comparison in titles.COMPARISONS
    }
    return Model(
        name=name, compares="titles", date=name[-10:], normaliser=normalise.VERSION,
        learnt_from="", prior=0.0, linked=LINKED, certain=CERTAIN, weights=weights,
    )  # fmt: skip


def pairs_of(lines: Sequence[str], left: Sequence[Titled], right: Sequence[Titled]) -> dict[Place, bool]:
    """Labelled pairs by row numbers; those whose names do not stand once each in their tables are left out."""
    sides = (_places(left), _places(right))
    labels: dict[Place, bool] = {}
    for line in lines:
        *texts, label = line.rstrip("\n").split("\t")
        name_matches = [NAME.search(text) for text in texts]
        at = [places.get(normalise.folded(name[1])) for name, places in zip(name_matches, sides, strict=True) if name]
        if len(at) == 2 and at[0] is not None and at[1] is not None:
            labels[at[0], at[1]] = label.strip() == "1"
    return labels


def _places(rows: Sequence[Titled]) -> dict[str, int]:
    names = [normalise.folded(row.title) for row in rows]
    often = Counter(names)
    return {name: at for at, name in enumerate(names) if often[name] == 1}


def _read(path: str) -> list[Titled]:
    with Path(path).open(newline="", encoding="utf-8", errors="replace") as lines:
        return [titles.read(row) for row in csv.DictReader(lines)]


def main() -> None:
    left, right = map(_read, sys.argv[1:3])
    with Path(sys.argv[3]).open(encoding="utf-8") as lines:
        labels = pairs_of(list(lines), left, right)
    out = Path(sys.argv[4])
    model.save(lesson(left, right, labels, out.stem, "Abt-Buy (public benchmark, Leipzig University)"), out)


if __name__ == "__main__":
    main()
