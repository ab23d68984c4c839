"""What two records are to each other.

Scores say how sure; the relation is read from what the records state. Signs of derivation come first: a fork that
still carries its origin's name and address would otherwise score as the same product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from . import normalise
from .columns import Columns, by_id
from .derived import Side, sentences, signs
from .explain import Explainer
from .model import Model
from .score import Scored, probability
from .values import Band, MatchRecord, Pair, Reason, Relation, Variant

MERGING: frozenset[Relation] = frozenset({"same_record", "same_product"})

ONE_RECORD = {"same_entry", "same_repository"}
"""Levels of the comparison `record` that make two records one."""

SAYS = {
    "two_routes": {
        "it": "Dichiarano le stesse cose e stanno nello stesso deposito: {value}.",
        "en": "They state the same things and stand in the same repository: {value}.",
    },
    "one_body": {
        "it": "Lo stesso ente ({value}) ha registrato due volte le stesse cose.",
        "en": "The same body ({value}) has registered the same things twice.",
    },
}

ROUTES: tuple[tuple[str, Callable[[MatchRecord], str]], ...] = (
    ("two_routes", lambda record: normalise.address(record.repository)),
    ("one_body", lambda record: normalise.folded(record.body) if record.kind == "platform" else ""),
)
"""What shows two records that state the same things to be one record: the first of these that both have."""

ONE_JOB = {"same_words", "nearly_all", "most", "many_words"}
"""Levels of the comparisons `name` and `description` with which a common function is worth showing."""


def relations(
    scored: Sequence[Scored],
    records: Mapping[str, MatchRecord],
    rows: Sequence[Columns],
    model: Model,
    explainer: Explainer,
) -> list[Pair]:
    """The relation of each pair worth showing, one a pair."""
    of = by_id(rows)
    found = []
    for one in scored:
        left, right = (Side(records[key], of[key]) for key in (one.left, one.right))
        pair = _derived(left, right, model) or _derived(right, left, model) or _alike(one, model, explainer)
        if pair is not None:
            found.append(pair)
    return found


def within(variant: Variant, records: Mapping[str, MatchRecord], model: Model) -> Iterator[Pair]:
    """Pairs of one record among records that state the same things: by two routes, or twice by one body.

    Where many bodies have registered the same thing, those are uses of one product and no pairs at all.
    """
    for said, key in ROUTES:
        by_value: dict[str, list[str]] = defaultdict(list)
        for member in variant.members:
            by_value[key(records[member])].append(member)
        by_value.pop("", None)
        for value, members in by_value.items():
            for left, right in pairwise(members):
                text = {tag: sentence.format(value=value) for tag, sentence in SAYS[said].items()}
                reason = Reason("record", said, model.route, text)
                score = model.prior + model.route
                yield Pair(left, right, "same_record", score, probability(score), band(score, model), (reason,))


def band(score: float, model: Model) -> Band:
    return "certain" if score >= model.certain else "candidate"


def _derived(a: Side, b: Side, model: Model) -> Pair | None:
    """`a` from `b`, scored by its signs alone: what makes two products alike says nothing of which came first."""
    found = list(signs(a, b))
    reasons = tuple(Reason("derived", sign.name, model.derived[sign.name], sentences(sign, a, b)) for sign in found)
    score = model.prior + sum(reason.weight for reason in reasons)
    if not found or score < 0:
        return None
    kind_of = found[0].kind_of
    return Pair(a.record.id, b.record.id, "derived", score, probability(score), band(score, model), reasons, kind_of)


def _alike(one: Scored, model: Model, explainer: Explainer) -> Pair | None:
    relation = _relation(one, model)
    if relation is None:
        return None
    kept = "candidate" if relation == "same_function" else band(one.score, model)
    return Pair(one.left, one.right, relation, one.score, one.probability, kept, explainer.reasons(one))


def _relation(one: Scored, model: Model) -> Relation | None:
    level = one.levels
    if one.score >= model.linked:
        return "same_record" if level["record"] in ONE_RECORD else "same_product"
    alike = level["name"] in ONE_JOB or level["description"] in ONE_JOB
    return "same_function" if level["function"] == "same" and alike else None
