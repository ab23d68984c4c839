"""Rows of two tables that are one product: ours against TF-IDF and Splink's EM, on labelled pairs kept from training.

    python tests/benchmarks/matching/link.py LEFT.csv RIGHT.csv TRAIN.csv VALID.csv

For the Amazon-Google benchmark these are ag_amazon, ag_google, ag_train and ag_valid. F1 on the pairs of VALID: at the
cut that the method has of itself, and at the best cut for these very pairs. Also which share of the true pairs is among
the candidates, and which share of all pairs the candidates are.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import peers
from sklearn.feature_extraction.text import TfidfVectorizer

from ckanext.smartlombardia.matching.comparisons import titles
from ckanext.smartlombardia.matching.comparisons.titles import Titled
from ckanext.smartlombardia.matching.link import link

Place = tuple[int, int]
FEW, SAMPLES = 200, 5
NEVER = -1e9


def main() -> None:
    left, right = (read(path) for path in sys.argv[1:3])
    train, valid = (labels(path) for path in sys.argv[3:5])
    tfidf = alike(left, right, list(valid))
    show("TF-IDF of titles", valid, tfidf, None)
    show("Splink, its own EM", valid, peers.titles(left, right), 0.0)
    ours("no labels", left, right, {}, valid)
    for sample in range(SAMPLES):
        chosen = random.Random(sample).sample(sorted(train), FEW)  # noqa: S311 nothing secret
        ours(f"{FEW} labels ({sample})", left, right, {pair: train[pair] for pair in chosen}, valid)
    ours("all labels", left, right, train, valid)


def ours(
    name: str, left: Sequence[Titled], right: Sequence[Titled], known: Mapping[Place, bool], valid: Mapping[Place, bool]
) -> None:
    start = time.perf_counter()
    links, model = link(left, right, known)
    seconds = time.perf_counter() - start
    show(f"ours, weights, {name}", valid, {(one.left, one.right): one.weights for one in links}, model.linked)
    show(f"ours, order, {name}", valid, {(one.left, one.right): one.order for one in links}, 0.0)
    found = {(one.left, one.right) for one in links}
    true = [pair for pair, same in valid.items() if same]
    recall = sum(pair in found for pair in true) / len(true)
    share = len(found) / len(left) / len(right)
    say(f"{'':34} {seconds:.0f} s; candidates: {recall:.3f} of the true pairs, {share:.2%} of all pairs")


def show(name: str, valid: Mapping[Place, bool], scores: Mapping[Place, float], cut: float | None) -> None:
    answers = np.array(list(valid.values()))
    found = np.array([scores.get(pair, NEVER) for pair in valid])
    order = np.argsort(-found)
    best = (2 * np.cumsum(answers[order]) / (np.arange(1, len(order) + 1) + answers.sum())).max()
    own = "" if cut is None else f"{2 * (answers & (found >= cut)).sum() / ((found >= cut).sum() + answers.sum()):.3f}"
    say(f"{name:34} F1 {own:5}  best cut {best:.3f}")


def alike(left: Sequence[Titled], right: Sequence[Titled], pairs: Sequence[Place]) -> dict[Place, float]:
    matrix = TfidfVectorizer().fit_transform([row.title for row in (*left, *right)]).tocsr()
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    cosines = np.asarray(matrix[one].multiply(matrix[other + len(left)]).sum(axis=1)).ravel()
    return dict(zip(pairs, cosines.tolist(), strict=True))


def read(path: str) -> list[Titled]:
    with Path(path).open(newline="", encoding="utf-8", errors="replace") as lines:
        return [titles.read(row) for row in csv.DictReader(lines)]


def labels(path: str) -> dict[Place, bool]:
    with Path(path).open(newline="", encoding="utf-8") as lines:
        return {(int(row["left_id"]), int(row["right_id"])): row["label"] == "1" for row in csv.DictReader(lines)}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
