"""Whether a lot concerns a system, and of which kind: signs of a table weighed by a small learnt model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ckanext.smartlombardia import vocabularies

from ..text.pattern_set import PatternSet
from .lot import Kind, Lot
from .text import SEPARATOR, fold, strip_tender_language

CLASSES: tuple[Kind, ...] = ("application", "infrastructure", "none", "smart-device")
SYSTEM_KINDS = ("application", "smart-device", "infrastructure")
HASHED_FEATURES = 4_096
TEXT_WEIGHT = 3.0  # of letters beside signs; the best of 1, 3 and 5 by towns left out
_SOFTWARE_HOUSE = re.compile(
    r"\b(informatic|software|soft|data|digital|system|sistem|tech|net|web|comput|engineering|gis|solution|consult"
    r"|technolog|elettronic)"
)
_BUILDER = re.compile(r"\b(costruzioni|edil|impianti|cooperativa|coop|elettr|strade|lavori|idro|serv)")


@vocabularies.derived
def _signs() -> tuple[PatternSet, tuple[str, ...]]:
    """Signs of a system, and the kind that each is a sign of."""
    rows = vocabularies.rows("contract_kinds")
    return PatternSet(row["pattern"] for row in rows), tuple(row["kind"] for row in rows)


@vocabularies.derived
def _gates() -> tuple[PatternSet, tuple[str, ...]]:
    """What is no system, and the note of each."""
    rows = [row for row in vocabularies.rows("contract_gates") if row["gate"] != "strip"]
    return PatternSet(row["pattern"] for row in rows), tuple(row["note"] for row in rows)


def has_sign(text: str) -> bool:
    """Whether a folded text holds any sign of a system. Without one there is none."""
    return bool(_signs()[0].hits(text))


def plain_object(lot: Lot) -> str:
    """The folded object of a lot, without tender language."""
    return strip_tender_language(fold(lot.object)).replace(SEPARATOR.strip(), " ")


def closed_gate(lot: Lot) -> str:
    """The note of the first gate that a lot stands behind (works, printed matter, courses …); empty for none."""
    patterns, notes = _gates()
    return next((notes[number] for number in patterns.hits(fold(lot.object))), "")


def sign_features(lot: Lot, names_product: bool) -> list[float]:
    """Signs of the tables, how many of each kind, gates, and what the supplier's name says."""
    (sign_patterns, kinds), (gate_patterns, gates) = _signs(), _gates()
    signs = sign_patterns.hits(plain_object(lot))
    closed = gate_patterns.hits(fold(lot.object))
    supplier = fold(lot.supplier)
    features = [0.0] * (len(kinds) + len(gates))
    for number in (*signs, *(len(kinds) + gate for gate in closed)):
        features[number] = 1.0
    for kind in SYSTEM_KINDS:
        count = sum(kinds[number] == kind for number in signs)
        features += [float(count > 0), float(count > 1), float(count > 2)]
    features.append(float(bool(closed)))
    features.append(float(_SOFTWARE_HOUSE.search(supplier) is not None))
    features.append(float(_BUILDER.search(supplier) is not None))
    features.append(float(names_product))
    return features


def feature_matrix(lots: Sequence[Lot], names_product: Sequence[bool]) -> Any:
    """One row a lot: signs, then hashed letters of object and supplier (a sparse matrix)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), n_features=HASHED_FEATURES, alternate_sign=False, lowercase=False
    )
    texts = [f"{plain_object(lot)} || {fold(lot.supplier)}" for lot in lots]
    signs = [sign_features(lot, product) for lot, product in zip(lots, names_product, strict=True)]
    return hstack([csr_matrix(signs), vectorizer.transform(texts) * TEXT_WEIGHT]).tocsr()


def kind_probabilities(lots: Sequence[Lot], names_product: Sequence[bool], model: Any) -> Any:
    """Probability of each of CLASSES, one row a lot. `model` has `coefficients` (class × feature) and `intercepts`."""
    import numpy as np

    scores = feature_matrix(lots, names_product) @ model.kind_coefficients.T + model.kind_intercepts
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)
