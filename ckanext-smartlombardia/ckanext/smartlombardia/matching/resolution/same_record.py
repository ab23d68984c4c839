"""Two records of one cluster that are one record: the same thing by two routes, or registered twice by one body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from ..scoring.model import Model
from ..scoring.score import probability
from ..text import normalise
from ..values import Band, Cluster, MatchRecord, Pair, Reason
from .clusters import Link

SAYS = {
    "two_routes": {
        "it": "Stanno nello stesso deposito di codice: {value}.",
        "en": "They stand in the same code repository: {value}.",
    },
    "one_body": {
        "it": "Lo stesso ente ha registrato due volte lo stesso prodotto.",
        "en": "The same body has registered the same product twice.",
    },
}

ROUTES: tuple[tuple[str, Callable[[MatchRecord], str]], ...] = (
    ("two_routes", lambda record: normalise.address(record.repository) if record.kind == "software" else ""),
    ("one_body", lambda record: normalise.folded(record.body) if record.kind == "platform" else ""),
)
"""What two records of one cluster must have in common to be one record. Many bodies with one product are no records."""


def one_record(
    cluster: Cluster,
    variant_of: Mapping[str, str],
    records: Mapping[str, MatchRecord],
    links: Mapping[Link, float],
    model: Model,
) -> Iterator[Pair]:
    """Pairs of one record: as sure as it is that both state the same product."""
    for name, key in ROUTES:
        by_value: dict[str, list[str]] = defaultdict(list)
        for member in cluster.members:
            by_value[key(records[member])].append(member)
        by_value.pop("", None)
        for value, members in by_value.items():
            text = {language: sentence.format(value=value) for language, sentence in SAYS[name].items()}
            reason = Reason("route", name, model.route, text)
            score = model.prior + model.route
            for left, right in pairwise(members):
                left_variant, right_variant = sorted((variant_of[left], variant_of[right]))
                sure = (
                    left_variant == right_variant
                    or links.get((left_variant, right_variant), model.prior) >= model.certain
                )
                band: Band = "certain" if sure else "candidate"
                yield Pair(left, right, "same_record", score, probability(score), band, (reason,))
