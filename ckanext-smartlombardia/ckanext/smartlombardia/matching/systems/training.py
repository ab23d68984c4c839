"""Learn the weights of the recognition of systems from lots labelled by hand, and measure them on towns left out.

    python -m ckanext.smartlombardia.matching.systems.training LABELS.csv [--measure | --out MODEL.json]

LABELS.csv has id, body, object, supplier, supplier_id and the labels is_system, kind, product, product_as_written.
The labels stay where they are: the model holds weights of signs and of hashed letters only.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from .engine import MIN_NAME_PROBABILITY, recognise_systems
from .kinds import CLASSES, feature_matrix
from .lot import Lot, Recognition
from .model import PATH, SystemsModel
from .product_names import FEATURES, Candidate, best_candidate, find_candidates
from .text import squash

KIND_STRENGTH, NAME_STRENGTH = 1.0, 0.5  # inverse of the penalty on weights, the best by towns left out
FOLDS = 8
KNOWN_FEATURES = ("known", "known_common_word", "known_of_supplier")
Row = Mapping[str, str]


def to_lot(row: Row) -> Lot:
    """A labelled row without its labels."""
    return Lot(row["id"], row["object"], row["supplier"], row["supplier_id"], row["body"])


def train_model(rows: Sequence[Row], learnt_from: str) -> SystemsModel:
    """A model learnt from labelled rows."""
    name_coefficients, name_intercept = _train_names(rows)
    judged = [row for row in rows if row["is_system"] != "unclear"]
    lots = [to_lot(row) for row in judged]
    names_application = [_names_known(lot, name_coefficients, name_intercept) for lot in lots]
    classifier = LogisticRegression(C=KIND_STRENGTH, max_iter=3_000, class_weight="balanced")
    classifier.fit(feature_matrix(lots, names_application), [_class_of(row) for row in judged])
    assert tuple(classifier.classes_) == CLASSES  # noqa: S101  the order in which weights are written
    return SystemsModel(classifier.coef_, classifier.intercept_, name_coefficients, name_intercept, learnt_from)


def _class_of(row: Row) -> str:
    return row["kind"] if row["is_system"] == "yes" and row["kind"] in CLASSES else "none"


def _train_names(rows: Sequence[Row]) -> tuple[Any, float]:
    """Weights of FEATURES. Every span is shown twice, once as if no product were known: in a new town most are not."""
    features, answers = [], []
    masked = [FEATURES.index(name) for name in KNOWN_FEATURES]
    for row in rows:
        if row["is_system"] != "yes":
            continue
        for candidate in find_candidates(to_lot(row)):
            is_right = is_name_of(candidate, row)
            hidden = [0.0 if at in masked else value for at, value in enumerate(candidate.features)]
            features += [list(candidate.features), hidden]
            answers += [is_right, is_right]
    classifier = LogisticRegression(C=NAME_STRENGTH, max_iter=3_000).fit(features, answers)
    return classifier.coef_[0], float(classifier.intercept_[0])


def is_name_of(candidate: Candidate, row: Row) -> bool:
    """Whether a span is the product of a labelled row, as a family or as it is written."""
    names = {squash(row["product"]), squash(row["product_as_written"])} - {""}
    return squash(candidate.as_written) in names or bool(
        candidate.product_row and squash(candidate.product_row["product"]) in names
    )


def _names_known(lot: Lot, coefficients: Any, intercept: float) -> bool:
    name = best_candidate(lot, coefficients, intercept)
    product = name[0].product_row if name and name[1] >= MIN_NAME_PROBABILITY else None
    return product is not None and product["kind"] == "application"


def answer_by_folds(rows: Sequence[Row], group: Callable[[Row], str]) -> dict[str, Recognition]:
    """Answers to each row by a model that has seen no row of its group (town, product)."""
    groups = [group(row) for row in rows]
    answers: dict[str, Recognition] = {}
    for train, test in GroupKFold(FOLDS).split(rows, groups=groups):
        model = train_model([rows[at] for at in train], "")
        for recognition in recognise_systems((to_lot(rows[at]) for at in test), model):
            answers[recognition.lot_id] = recognition
    return answers


def write_model(model: SystemsModel, path: Path) -> None:
    """Write the weights, rounded to four digits."""
    content = {
        "learnt_from": model.learnt_from,
        "kind": {
            "classes": CLASSES,
            "coefficients": np.round(model.kind_coefficients, 4).tolist(),
            "intercepts": np.round(model.kind_intercepts, 4).tolist(),
        },
        "name": {
            "features": FEATURES,
            "coefficients": np.round(model.name_coefficients, 4).tolist(),
            "intercept": round(model.name_intercept, 4),
        },
    }
    path.write_text(json.dumps(content) + "\n", encoding="utf-8")


def write_answers(answers: Mapping[str, Recognition], path: Path) -> None:
    """Answers in the columns of the command `systems`, to be measured by the same script."""
    from .cli import ANSWER_COLUMNS, answer_row

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ANSWER_COLUMNS)
        writer.writeheader()
        writer.writerows(map(answer_row, answers.values()))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--measure", type=Path, metavar="ANSWERS.csv", help="write answers by models of other towns")
    parser.add_argument("--out", type=Path, default=PATH)
    parser.add_argument("--learnt-from", default="300 lots of 16 municipalities, 2019-2020 (L. 190), labelled by hand")
    options = parser.parse_args(arguments)
    with options.labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if options.measure:
        write_answers(answer_by_folds(rows, lambda row: row["body"]), options.measure)
    else:
        write_model(train_model(rows, options.learnt_from), options.out)


if __name__ == "__main__":
    main()
