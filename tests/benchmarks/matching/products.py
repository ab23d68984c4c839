"""How many registrations of one product are found, against TF-IDF and rapidfuzz in the same run.

    python tests/benchmarks/matching/products.py [LABELLED.csv]

Without a table it takes `registrations.csv` beside it: 130 registrations of 48 products, written by hand as clerks type
them, none of them real (CC0). Prints pairwise precision, recall and F1 of each method. TF-IDF and rapidfuzz get the
best cut for this very table, which no real use would know; ours has the cut that it ships with.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from ckanext.smartlombardia.matching import MatchRecord, match

Pairs = set[frozenset[str]]
Rows = Sequence[dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", type=Path, default=Path(__file__).with_name("registrations.csv"))
    with parser.parse_args().table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    truth = pairs_of(rows, lambda row: row["product_id"])
    for name, method in (("ours", ours), ("TF-IDF, best cut", tfidf), ("rapidfuzz, best cut", likeness)):
        start = time.perf_counter()
        found = method(rows, truth)
        seconds = time.perf_counter() - start
        right = len(found & truth)
        precision, recall = right / max(len(found), 1), right / len(truth)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        sys.stdout.write(f"{name:20} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {seconds:.1f} s\n")


def pairs_of(rows: Rows, group: Callable[[dict[str, str]], str]) -> Pairs:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(group(row), []).append(row["reg_id"])
    return {frozenset(pair) for members in groups.values() for pair in combinations(members, 2)}


def ours(rows: Rows, _: Pairs) -> Pairs:
    kept = ("name", "vendor", "function", "description", "url", "version")
    result = match([MatchRecord(id=row["reg_id"], **{key: row[key] for key in kept}) for row in rows])
    return {frozenset(pair) for cluster in result.clusters for pair in combinations(cluster.members, 2)}


def tfidf(rows: Rows, truth: Pairs) -> Pairs:
    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform([_text(row) for row in rows])
    return _best((matrix @ matrix.T).toarray(), rows, truth)


def likeness(rows: Rows, truth: Pairs) -> Pairs:
    texts = [f"{row['name']} {row['vendor']}".lower() for row in rows]
    return _best(np.array([[fuzz.token_set_ratio(one, other) for other in texts] for one in texts]), rows, truth)


def _text(row: dict[str, str]) -> str:
    return " ".join(row[key] for key in ("name", "vendor", "function", "description", "url"))


def _best(scores: np.ndarray, rows: Rows, truth: Pairs) -> Pairs:
    """The pairs above the cut with the best F1 on the truth itself."""
    places = list(combinations(range(len(rows)), 2))
    order = sorted(places, key=lambda pair: -scores[pair])
    ranked = [frozenset((rows[one]["reg_id"], rows[other]["reg_id"])) for one, other in order]
    right = np.cumsum([pair in truth for pair in ranked])
    f1 = 2 * right / (np.arange(1, len(ranked) + 1) + len(truth))
    return set(ranked[: int(f1.argmax()) + 1])


if __name__ == "__main__":
    main()
