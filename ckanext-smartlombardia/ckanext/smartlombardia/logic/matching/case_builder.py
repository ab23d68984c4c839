"""Build cases that a person can decide with one key from the result of the matcher. No database here.

A case has sides: groups of records that are known to be one product each. Of all the links between groups only the
strongest that still say something new become cases, so that no answer can be worked out from the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.matching.disjoint_set import DisjointSet
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.matching import Pair, Relation, Result
from ckanext.smartlombardia.matching.functions import classifier
from ckanext.smartlombardia.matching.text import normalise

RANDOM = 5  # one case in so many is asked at random, whatever its score: by these the machine is judged
ALIKE = 0.95  # probability that registrations which say the same name and the same vendor mean one product
LEAST_BODIES = 2

Apart = Sequence[tuple[frozenset[str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case. `pair` are the two records whose likeness is its evidence; `sides` hold UUIDs, the largest side first."""

    relation: Relation
    sides: tuple[tuple[str, ...], ...]
    title: str
    probability: float
    score: float = 0.0
    band: str = "candidate"
    pair: tuple[str, str] | None = None
    kind_of: str = ""
    function: str = ""
    bodies: frozenset[str] = field(default_factory=frozenset)

    @property
    def members(self) -> list[str]:
        return sorted({record_id for side in self.sides for record_id in side})

    @property
    def random(self) -> bool:
        """Whether it belongs to the random stream: told by its members, so that nobody chooses."""
        return int(sha256(" ".join(self.members).encode()).hexdigest(), 16) % RANDOM == 0


def cases(result: Result, records: Mapping[str, Registered], units: DisjointSet, apart: Apart) -> list[CaseDraft]:
    """Build all open cases, in no order.

    `units` are the groups of records that are known to be one product; `apart` the pairs of sides that the office
    declared to be different products.
    """
    groups = units.groups()
    between = _between(result.pairs, records, units, groups, apart)
    asked_ids = {
        record_id for case in between if case.relation == "same_product" for side in case.sides for record_id in side
    }
    free = [members for members in groups.values() if not asked_ids.intersection(members)]
    return [
        *_same_records(result.pairs, records),
        *between,
        *_unnamed(records, [members for members in free if not _is_apart(members, members, apart)]),
        *_same_jobs(result, records, units),
    ]


def name_of(ids: Sequence[str], records: Mapping[str, Registered]) -> str:
    """Choose the title of a group: the name of its software, else the commonest name."""
    products = [records[record_id].match.name for record_id in ids if records[record_id].type == "software"]
    names = Counter(normalise.without_town(records[record_id].match.name) for record_id in ids)
    return products[0] if products else names.most_common(1)[0][0]


def bodies_of(ids: Iterable[str], records: Mapping[str, Registered]) -> frozenset[str]:
    """IPA codes of the bodies that own these records; the products of the catalogue belong to none."""
    return frozenset(records[record_id].ipa or "" for record_id in ids if records[record_id].type != "software") - {""}


def _same_records(pairs: Iterable[Pair], records: Mapping[str, Registered]) -> list[CaseDraft]:
    alike = [pair for pair in pairs if pair.relation == "same_record"]
    joined = DisjointSet(sorted({record_id for pair in alike for record_id in (pair.left, pair.right)}))
    best: dict[str, Pair] = {}
    for pair in alike:
        joined.join((pair.left, pair.right))
    for pair in alike:
        strongest = best.get(joined.find(pair.left))
        if strongest is None or pair.score > strongest.score:
            best[joined.find(pair.left)] = pair
    return [
        _draft(best[key], "same_record", [[member] for member in members], records)
        for key, members in joined.groups().items()
    ]


def _between(
    pairs: Iterable[Pair],
    records: Mapping[str, Registered],
    units: DisjointSet,
    groups: Mapping[str, list[str]],
    apart: Apart,
) -> list[CaseDraft]:
    """Links between groups: what comes from what, and the strongest links of one product."""
    links: dict[Relation, dict[frozenset[str], Pair]] = {"derived": {}, "same_product": {}}
    for pair in pairs:
        left, right = units.find(pair.left), units.find(pair.right)
        if pair.relation in links and left != right and not _is_apart(groups[left], groups[right], apart):
            strongest = links[pair.relation].get(frozenset((left, right)))
            if strongest is None or pair.score > strongest.score:
                links[pair.relation][frozenset((left, right))] = pair
    drafts = [_link(pair, "derived", units, groups, records) for pair in links["derived"].values()]
    forest = DisjointSet(list(groups))
    for key, pair in sorted(links["same_product"].items(), key=lambda item: -item[1].score):
        left, right = sorted(key)
        if key not in links["derived"] and forest.find(left) != forest.find(right):
            forest.join((left, right))
            drafts.append(_link(pair, "same_product", units, groups, records))
    return drafts


def _link(
    pair: Pair,
    relation: Relation,
    units: DisjointSet,
    groups: Mapping[str, list[str]],
    records: Mapping[str, Registered],
) -> CaseDraft:
    return _draft(pair, relation, [groups[units.find(pair.left)], groups[units.find(pair.right)]], records)


def _draft(
    pair: Pair, relation: Relation, sides: Sequence[Sequence[str]], records: Mapping[str, Registered]
) -> CaseDraft:
    """A case on a pair. What comes from another stands first; otherwise the larger side does."""
    ordered = sides if relation == "derived" else sorted(sides, key=lambda side: -len(bodies_of(side, records)))
    names = list(dict.fromkeys(name_of(side, records) for side in ordered))
    return CaseDraft(
        relation=relation,
        sides=tuple(tuple(side) for side in ordered),
        title=" · ".join(names),
        probability=pair.probability,
        score=pair.score,
        band=pair.band,
        pair=(pair.left, pair.right),
        kind_of=pair.kind_of,
        bodies=bodies_of((record_id for side in ordered for record_id in side), records),
    )


def _unnamed(records: Mapping[str, Registered], groups: Iterable[Sequence[str]]) -> list[CaseDraft]:
    """Platforms of several bodies that state the same product and vendor and link to no software yet."""
    drafts = []
    for members in groups:
        kinds = {records[record_id].type for record_id in members}
        is_linked = any(records[record_id].software for record_id in members) or kinds != {"platform"}
        bodies = bodies_of(members, records)
        if not is_linked and len(bodies) >= LEAST_BODIES and records[members[0]].match.vendor:
            title = name_of(members, records)
            drafts.append(CaseDraft("same_product", (tuple(members),), title, ALIKE, band="certain", bodies=bodies))
    return drafts


def _same_jobs(result: Result, records: Mapping[str, Registered], units: DisjointSet) -> list[CaseDraft]:
    """For each function of our scheme the different products in use for it: nothing to decide, much to buy together."""
    cluster_of = {record_id: cluster.id for cluster in result.clusters for record_id in cluster.members}
    doing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record_id, record in records.items():
        function = job_of(record, records) if record.type != "software" else None
        if function:
            doing[record.type, function][cluster_of.get(units.find(record_id), units.find(record_id))].append(record_id)
    drafts = []
    for (kind, function), products in doing.items():
        sides = sorted(products.values(), key=lambda side: -len(bodies_of(side, records)))
        bodies = bodies_of((record_id for side in sides for record_id in side), records)
        if len(sides) > 1 and len(bodies) >= LEAST_BODIES:
            title = vocabularies.label("functions", function) + (" (API)" if kind == "dataservice" else "")
            parts = tuple(tuple(side) for side in sides)
            drafts.append(CaseDraft("same_function", parts, title, 1.0, function=function, bodies=bodies))
    return drafts


def job_of(record: Registered, records: Mapping[str, Registered]) -> str | None:
    """The function code that a record or its product states, else the one that the classifier infers without doubt."""
    product = records.get(record.software or "")
    for source in filter(None, (record, product)):
        function_code = source.match.function.split(" ")[0]
        if vocabularies.concept("functions", function_code):
            return function_code
    inferred = (
        _infer_function(source.match.name, source.match.description) for source in filter(None, (record, product))
    )
    return next(filter(None, inferred), None)


@lru_cache(maxsize=20_000)
def _infer_function(name: str, description: str) -> str | None:
    return classifier.sure(classifier.classify(name, description))


def _is_apart(ids: Sequence[str], other_ids: Sequence[str], apart: Apart) -> bool:
    first, second = set(ids), set(other_ids)
    return any((left & first and right & second) or (left & second and right & first) for left, right in apart)


def detail(case: CaseDraft, records: Mapping[str, Registered]) -> dict[str, Any]:
    """The JSON column of a case: sides, evidence, and the values by which the queue is filtered."""
    members = [records[record_id] for record_id in case.members]
    return {
        "sides": [list(side) for side in case.sides],
        "pair": list(case.pair) if case.pair else None,
        "probability": case.probability,
        "band": case.band,
        "kind_of": case.kind_of,
        "random": case.random,
        "function": case.function,
        "bodies": sorted(case.bodies),
        "provinces": sorted({record.province for record in members if record.province}),
        "functions": sorted({code for record in members if (code := job_of(record, records))}),
        "vendors": sorted({record.match.vendor for record in members if record.match.vendor}),
    }
