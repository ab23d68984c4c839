"""What two records are to each other.

Scores say how sure; the relation is read from what the records state. Signs of derivation come first: a fork that
still carries its origin's name and address would otherwise score as the same product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..scoring.explain import Explainer
from ..scoring.features import Columns, by_id
from ..scoring.model import Model
from ..scoring.score import Scored, probability
from ..values import Band, MatchRecord, Pair, Reason, Relation
from .derivation import Side, sentences, signs

MERGING: frozenset[Relation] = frozenset({"same_record", "same_product"})

ONE_RECORD = {"same_entry", "same_repository"}
"""Levels of the comparison `record` that make two records one."""

ONE_JOB = {"same_title", "same_words", "nearly_all", "most", "many_words"}
"""Levels of the comparisons `name` and `description` with which a common function is worth showing."""


def relations(
    scored: Sequence[Scored],
    records: Mapping[str, MatchRecord],
    rows: Sequence[Columns],
    model: Model,
    explainer: Explainer,
) -> list[Pair]:
    """The relation of each pair worth showing, one a pair."""
    row_of = by_id(rows)
    pairs = []
    for scored_pair in scored:
        left, right = (Side(records[key], row_of[key]) for key in (scored_pair.left, scored_pair.right))
        pair = (
            _derived(left, right, model)
            or _derived(right, left, model)
            or _alike(scored_pair, (left, right), model, explainer)
        )
        if pair is not None:
            pairs.append(pair)
    return pairs


def band(score: float, model: Model) -> Band:
    return "certain" if score >= model.certain else "candidate"


def _derived(a: Side, b: Side, model: Model) -> Pair | None:
    """`a` from `b`, scored by its signs alone: what makes two products alike says nothing of which came first."""
    pair_signs = list(signs(a, b))
    reasons = tuple(
        Reason("derived", sign.name, model.derived[sign.name], sentences(sign, a, b)) for sign in pair_signs
    )
    score = model.prior + sum(reason.weight for reason in reasons)
    if not pair_signs or score < 0:
        return None
    kind_of = pair_signs[0].kind_of
    return Pair(a.record.id, b.record.id, "derived", score, probability(score), band(score, model), reasons, kind_of)


def _alike(scored_pair: Scored, sides: tuple[Side, Side], model: Model, explainer: Explainer) -> Pair | None:
    relation = _relation(scored_pair, {side.record.kind for side in sides}, model)
    if relation is None:
        return None
    pair_band = "candidate" if relation == "same_function" else band(scored_pair.score, model)
    return Pair(
        scored_pair.left,
        scored_pair.right,
        relation,
        scored_pair.score,
        scored_pair.probability,
        pair_band,
        explainer.reasons(scored_pair),
    )


def _relation(scored_pair: Scored, kinds: set[str], model: Model) -> Relation | None:
    """One catalogue entry makes one record of two software records; platforms that name it are uses of one product."""
    level = scored_pair.levels
    if scored_pair.score >= model.linked:
        return "same_record" if level["record"] in ONE_RECORD and kinds == {"software"} else "same_product"
    alike = level["name"] in ONE_JOB or level["description"] in ONE_JOB
    return "same_function" if level["function"] == "same" and alike else None
