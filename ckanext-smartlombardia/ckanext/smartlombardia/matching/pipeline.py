"""Records in, variants, pairs and clusters out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .blocking import Candidates, candidates
from .resolution.catalogue_constraints import apply_catalogue_constraints
from .resolution.clusters import Link, clusters
from .resolution.exact_duplicates import collapse, group
from .resolution.relations import MERGING, relations
from .resolution.same_record import one_record
from .scoring import model
from .scoring.explain import Explainer
from .scoring.features import columns
from .scoring.model import Model
from .scoring.score import score
from .text import normalise
from .values import Cluster, MatchRecord, Pair, Result, Variant, Verdict


def match(records: Sequence[MatchRecord], verdicts: Sequence[Verdict] = (), weights: Model | None = None) -> Result:
    """Compare all records with each other.

    Verdicts are about records and hold for the variants these belong to; pairs that a person decided are not among the
    pairs again. `weights` is the shipped model where none is given. Raises ValueError where two records have one id.
    """
    if len({record.id for record in records}) != len(records):
        raise ValueError("two records have one id")
    used = weights or model.shipped()
    variants, leading = collapse(records)
    decided = _decided(verdicts, variants)
    pairs: list[Pair] = []
    grouped: list[tuple[str, ...]] = []
    for name, members in _by_group(leading).items():
        group_pairs, compared = _pairs(members, name, used)
        grouped += _grouped([member.id for member in members], group_pairs, decided, compared)
        pairs += [pair for pair in group_pairs if _key(pair.left, pair.right) not in decided]
    links = _links(pairs)
    all_clusters = _clusters(grouped, variants, links)
    every = {record.id: record for record in records}
    variant_of = {member: variant.id for variant in variants for member in variant.members}
    judged = {_key(verdict.left, verdict.right) for verdict in verdicts}
    twice = (pair for cluster in all_clusters for pair in one_record(cluster, variant_of, every, links, used))
    pairs += [pair for pair in twice if _key(pair.left, pair.right) not in judged]
    return Result(
        variants=tuple(variants),
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))),
        clusters=all_clusters,
        model=used.name,
        normaliser=normalise.VERSION,
    )


def _pairs(members: Sequence[MatchRecord], name: str, used: Model) -> tuple[list[Pair], Candidates]:
    """Pairs that mean something, and all that were compared."""
    compared = columns(members, name)
    blocked = candidates(compared.rows, members)
    scored = score([row.row() for row in compared.rows], blocked.pairs, used)
    by_id = {member.id: member for member in members}
    return apply_catalogue_constraints(
        relations(scored, by_id, compared.rows, used, Explainer(compared, used)), by_id
    ), blocked


def _grouped(
    ids: Sequence[str], pairs: Sequence[Pair], decided: Mapping[Link, bool], blocked: Candidates
) -> list[tuple[str, ...]]:
    """Clusters of variants. Derived pairs stay apart, unless a person said that they are the same."""
    together = [key for key, same in decided.items() if same]
    apart = [key for key, same in decided.items() if not same]
    derived = (_key(pair.left, pair.right) for pair in pairs if pair.relation == "derived")
    apart += [key for key in derived if key not in decided]
    compared = blocked.pairs if blocked.sampled else ()
    return clusters(ids, _links(pairs), together, apart, blocked.sampled, compared)


def _links(pairs: Iterable[Pair]) -> dict[Link, float]:
    return {_key(pair.left, pair.right): pair.score for pair in pairs if pair.relation in MERGING}


def _key(left: str, right: str) -> Link:
    return (left, right) if left <= right else (right, left)


def _by_group(records: Iterable[MatchRecord]) -> dict[str, list[MatchRecord]]:
    groups: dict[str, list[MatchRecord]] = defaultdict(list)
    for record in records:
        groups[group(record)].append(record)
    return groups


def _decided(verdicts: Iterable[Verdict], variants: Iterable[Variant]) -> dict[Link, bool]:
    """Verdicts by pair of variants; the last one about a pair counts, those about unknown records do not."""
    variant_of = {member: variant.id for variant in variants for member in variant.members}
    decisions: dict[Link, bool] = {}
    for verdict in verdicts:
        left, right = variant_of.get(verdict.left), variant_of.get(verdict.right)
        if left is not None and right is not None and left != right:
            decisions[_key(left, right)] = verdict.same
    return decisions


def _clusters(
    grouped: Iterable[tuple[str, ...]], variants: Iterable[Variant], links: Mapping[Link, float]
) -> tuple[Cluster, ...]:
    """Clusters of records, largest first, each with the score of its weakest link."""
    members = {variant.id: variant.members for variant in variants}
    inside: dict[str, list[float]] = defaultdict(list)
    grouped = list(grouped)
    cluster_of = {variant: ids[0] for ids in grouped for variant in ids}
    for (left, right), bits in links.items():
        if cluster_of[left] == cluster_of[right]:
            inside[cluster_of[left]].append(bits)
    all_clusters = []
    for ids in grouped:
        records = tuple(member for variant in ids for member in members[variant])
        all_clusters.append(Cluster(ids[0], records, min(inside[ids[0]], default=None)))
    return tuple(sorted(all_clusters, key=lambda cluster: -len(cluster.members)))
