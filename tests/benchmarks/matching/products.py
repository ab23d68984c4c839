"""How many registrations of one product are found, against TF-IDF, rapidfuzz and Splink's EM in the same run.

    python tests/benchmarks/matching/products.py [LABELLED.csv]

Without a table it takes `registrations.csv` beside it: 130 registrations of 48 products, written by hand as clerks type
them, none of them real (CC0).

Cross-validated by product: products are drawn into FOLDS parts, several times. TF-IDF, rapidfuzz and Splink get the
cuts that are best on the products of the other parts, and are measured on registrations of a part that nobody saw; ours
has the weights and cuts that it ships with, which were learnt from no such labels. Splink learns its weights by its own
EM on all registrations, without labels, with the comparisons that its documentation starts from. Prints pairwise
precision, recall and F1, and of the certain band its precision and its share of the true pairs: for the peers the band
begins where on the other parts the precision is at least SURE.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import peers
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from ckanext.smartlombardia.matching import MatchRecord, match

FOLDS, DRAWS = 5, 5
SURE = 0.97
NEVER = 1e9

Pair = frozenset[str]
Rows = Sequence[dict[str, str]]
Scores = Mapping[Pair, float]


class Found(NamedTuple):
    """Pairs that a method holds for one product, and those of them for which it would stand."""

    pairs: set[Pair]
    certain: set[Pair]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", type=Path, default=Path(__file__).with_name("registrations.csv"))
    with parser.parse_args().table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    tests = [part for seed in range(DRAWS) for part in _parts(rows, seed)]
    show("ours", [(ours(part), truth_of(part)) for part in tests])
    for name, method in (("TF-IDF", tfidf), ("rapidfuzz", likeness), ("Splink, its own EM", peers.registrations)):
        try:
            scores = method(rows)
        except ValueError as error:  # Splink's EM finds no weights in a table of few pairs
            sys.stdout.write(f"{name:20} does not run on this table: {error}\n")
            continue
        show(name, [(_peer(scores, rows, part), truth_of(part)) for part in tests])


def show(name: str, tests: Sequence[tuple[Found, set[Pair]]]) -> None:
    """All parts together: a part with few pairs counts as much as it has pairs."""
    right = sum(len(found.pairs & truth) for found, truth in tests)
    proposed, true = (
        sum(map(len, column)) for column in zip(*((found.pairs, truth) for found, truth in tests), strict=True)
    )
    sure = sum(len(found.certain & truth) for found, truth in tests)
    stood = sum(len(found.certain) for found, _ in tests)
    sys.stdout.write(
        f"{name:20} precision {right / max(proposed, 1):.3f}  recall {right / true:.3f}  "
        f"F1 {2 * right / (proposed + true):.3f}  "
        f"certain band: precision {sure / max(stood, 1):.3f}  share {sure / true:.3f}\n"
    )
    sys.stdout.flush()


def _parts(rows: Rows, seed: int) -> list[Rows]:
    """The rows in parts with no product in two of them."""
    products = sorted({row["product_id"] for row in rows})
    random.Random(seed).shuffle(products)  # noqa: S311 nothing secret
    part_of = {one: at % FOLDS for at, one in enumerate(products)}
    return [[row for row in rows if part_of[row["product_id"]] == part] for part in range(FOLDS)]


def truth_of(rows: Rows) -> set[Pair]:
    return {_pair(one, other) for one, other in combinations(rows, 2) if one["product_id"] == other["product_id"]}


def _pair(one: Mapping[str, str], other: Mapping[str, str]) -> Pair:
    return frozenset((one["reg_id"], other["reg_id"]))


def ours(rows: Rows) -> Found:
    kept = ("name", "vendor", "function", "description", "url", "version")
    result = match([MatchRecord(id=row["reg_id"], **{key: row[key] for key in kept}) for row in rows])
    cluster = {one: found.id for found in result.clusters for one in found.members}
    members = {variant.id: variant.members for variant in result.variants}
    certain = {frozenset(pair) for some in members.values() for pair in combinations(some, 2)}
    for pair in result.pairs:
        if pair.relation == "same_product" and pair.band == "certain" and cluster[pair.left] == cluster[pair.right]:
            certain |= {frozenset(two) for two in product(members[pair.left], members[pair.right])}
    pairs = {frozenset(pair) for found in result.clusters for pair in combinations(found.members, 2)}
    return Found(pairs, certain)


def tfidf(rows: Rows) -> Scores:
    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform([_text(row) for row in rows])
    return _scores(rows, (matrix @ matrix.T).toarray())


def likeness(rows: Rows) -> Scores:
    texts = [f"{row['name']} {row['vendor']}".lower() for row in rows]
    return _scores(rows, np.array([[fuzz.token_set_ratio(one, other) for other in texts] for one in texts]))


def _text(row: dict[str, str]) -> str:
    return " ".join(row[key] for key in ("name", "vendor", "function", "description", "url"))


def _scores(rows: Rows, table: np.ndarray) -> Scores:
    return {_pair(rows[one], rows[other]): float(table[one, other]) for one, other in combinations(range(len(rows)), 2)}


def _peer(scores: Scores, rows: Rows, part: Rows) -> Found:
    """A peer on one part, with the cuts that are best on the other products."""
    held = {row["product_id"] for row in part}
    rest = [row for row in rows if row["product_id"] not in held]
    linked, certain = _cuts(scores, rest)
    mine = {_pair(one, other): scores.get(_pair(one, other), -NEVER) for one, other in combinations(part, 2)}
    at_least: Callable[[float], set[Pair]] = lambda cut: {pair for pair, score in mine.items() if score >= cut}  # noqa: E731
    return Found(at_least(linked), at_least(certain))


def _cuts(scores: Scores, rows: Rows) -> tuple[float, float]:
    """The cut with the best F1, and the lowest one from which SURE of the pairs are right."""
    truth = truth_of(rows)
    ranked = sorted(
        ((scores.get(pair, -NEVER), pair in truth) for pair in map(_two, combinations(rows, 2))), reverse=True
    )
    right = np.cumsum([same for _, same in ranked])
    number = np.arange(1, len(ranked) + 1)
    best = int((2 * right / (number + len(truth))).argmax())
    sure = np.flatnonzero(right / number >= SURE)
    return ranked[best][0], ranked[sure[-1]][0] if len(sure) else NEVER


def _two(rows: tuple[dict[str, str], dict[str, str]]) -> Pair:
    return _pair(*rows)


if __name__ == "__main__":
    main()
