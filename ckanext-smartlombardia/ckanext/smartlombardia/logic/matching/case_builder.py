"""What the matcher found -> cases that a person can decide with one key. No database here.

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
from ckanext.smartlombardia.logic.matching.disjoint_set import Units
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.matching import Pair, Relation, Result
from ckanext.smartlombardia.matching.functions import classifier
from ckanext.smartlombardia.matching.text import normalise

RANDOM = 5  # one case in so many is asked at random, whatever its score: by these the machine is judged
ALIKE = 0.95  # probability that registrations which say the same name and the same vendor mean one product
LEAST_BODIES = 2

Apart = Sequence[tuple[frozenset[str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Found:
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
        return sorted({one for side in self.sides for one in side})

    @property
    def random(self) -> bool:
        """Whether it belongs to the random stream: told by its members, so that nobody chooses."""
        return int(sha256(" ".join(self.members).encode()).hexdigest(), 16) % RANDOM == 0


def cases(result: Result, records: Mapping[str, Registered], units: Units, apart: Apart) -> list[Found]:
    """All cases that wait for somebody, in no order."""
    groups = units.groups()
    between = _between(result.pairs, records, units, groups, apart)
    asked = {one for case in between if case.relation == "same_product" for side in case.sides for one in side}
    free = [members for members in groups.values() if not asked.intersection(members)]
    return [
        *_same_records(result.pairs, records),
        *between,
        *_unnamed(records, [members for members in free if not _told_apart(members, members, apart)]),
        *_same_jobs(result, records, units),
    ]


def name_of(ids: Sequence[str], records: Mapping[str, Registered]) -> str:
    """What a group is called: the name of its software, else the commonest name."""
    products = [records[one].match.name for one in ids if records[one].type == "software"]
    names = Counter(normalise.without_town(records[one].match.name) for one in ids)
    return products[0] if products else names.most_common(1)[0][0]


def bodies_of(ids: Iterable[str], records: Mapping[str, Registered]) -> frozenset[str]:
    """Bodies that use or serve what these records are about."""
    return frozenset(records[one].ipa or "" for one in ids if records[one].type != "software") - {""}


def _same_records(pairs: Iterable[Pair], records: Mapping[str, Registered]) -> list[Found]:
    alike = [pair for pair in pairs if pair.relation == "same_record"]
    joined = Units(sorted({one for pair in alike for one in (pair.left, pair.right)}))
    best: dict[str, Pair] = {}
    for pair in alike:
        joined.join((pair.left, pair.right))
    for pair in alike:
        held = best.get(joined.of(pair.left))
        if held is None or pair.score > held.score:
            best[joined.of(pair.left)] = pair
    return [
        _found(best[key], "same_record", [[one] for one in members], records)
        for key, members in joined.groups().items()
    ]


def _between(
    pairs: Iterable[Pair],
    records: Mapping[str, Registered],
    units: Units,
    groups: Mapping[str, list[str]],
    apart: Apart,
) -> list[Found]:
    """Links between groups: what comes from what, and the strongest links of one product."""
    links: dict[Relation, dict[frozenset[str], Pair]] = {"derived": {}, "same_product": {}}
    for pair in pairs:
        one, other = units.of(pair.left), units.of(pair.right)
        if pair.relation in links and one != other and not _told_apart(groups[one], groups[other], apart):
            held = links[pair.relation].get(frozenset((one, other)))
            if held is None or pair.score > held.score:
                links[pair.relation][frozenset((one, other))] = pair
    found = [_link(pair, "derived", units, groups, records) for pair in links["derived"].values()]
    forest = Units(list(groups))
    for key, pair in sorted(links["same_product"].items(), key=lambda item: -item[1].score):
        one, other = sorted(key)
        if key not in links["derived"] and forest.of(one) != forest.of(other):
            forest.join((one, other))
            found.append(_link(pair, "same_product", units, groups, records))
    return found


def _link(
    pair: Pair, relation: Relation, units: Units, groups: Mapping[str, list[str]], records: Mapping[str, Registered]
) -> Found:
    return _found(pair, relation, [groups[units.of(pair.left)], groups[units.of(pair.right)]], records)


def _found(pair: Pair, relation: Relation, sides: Sequence[Sequence[str]], records: Mapping[str, Registered]) -> Found:
    """A case on a pair. What comes from another stands first; otherwise the larger side does."""
    ordered = sides if relation == "derived" else sorted(sides, key=lambda side: -len(bodies_of(side, records)))
    names = list(dict.fromkeys(name_of(side, records) for side in ordered))
    return Found(
        relation=relation,
        sides=tuple(tuple(side) for side in ordered),
        title=" · ".join(names),
        probability=pair.probability,
        score=pair.score,
        band=pair.band,
        pair=(pair.left, pair.right),
        kind_of=pair.kind_of,
        bodies=bodies_of((one for side in ordered for one in side), records),
    )


def _unnamed(records: Mapping[str, Registered], groups: Iterable[Sequence[str]]) -> list[Found]:
    """Platforms of several bodies that state the same product and vendor and link to no software yet."""
    found = []
    for members in groups:
        kinds = {records[one].type for one in members}
        named = any(records[one].software for one in members) or kinds != {"platform"}
        bodies = bodies_of(members, records)
        if not named and len(bodies) >= LEAST_BODIES and records[members[0]].match.vendor:
            title = name_of(members, records)
            found.append(Found("same_product", (tuple(members),), title, ALIKE, band="certain", bodies=bodies))
    return found


def _same_jobs(result: Result, records: Mapping[str, Registered], units: Units) -> list[Found]:
    """For each function of our scheme the different products in use for it: nothing to decide, much to buy together."""
    cluster_of = {one: cluster.id for cluster in result.clusters for one in cluster.members}
    doing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one, record in records.items():
        function = job_of(record, records) if record.type != "software" else None
        if function:
            doing[record.type, function][cluster_of.get(units.of(one), units.of(one))].append(one)
    found = []
    for (kind, function), products in doing.items():
        sides = sorted(products.values(), key=lambda side: -len(bodies_of(side, records)))
        bodies = bodies_of((one for side in sides for one in side), records)
        if len(sides) > 1 and len(bodies) >= LEAST_BODIES:
            title = vocabularies.label("functions", function) + (" (API)" if kind == "dataservice" else "")
            parts = tuple(tuple(side) for side in sides)
            found.append(Found("same_function", parts, title, 1.0, function=function, bodies=bodies))
    return found


def job_of(record: Registered, records: Mapping[str, Registered]) -> str | None:
    """The function that a record or its product states, else the one that its text tells without doubt."""
    product = records.get(record.software or "")
    for one in filter(None, (record, product)):
        stated = one.match.function.split(" ")[0]
        if vocabularies.concept("functions", stated):
            return stated
    told = (_told(one.match.name, one.match.description) for one in filter(None, (record, product)))
    return next(filter(None, told), None)


@lru_cache(maxsize=20_000)
def _told(name: str, description: str) -> str | None:
    return classifier.sure(classifier.classify(name, description))


def _told_apart(one: Sequence[str], other: Sequence[str], apart: Apart) -> bool:
    first, second = set(one), set(other)
    return any((left & first and right & second) or (left & second and right & first) for left, right in apart)


def detail(case: Found, records: Mapping[str, Registered]) -> dict[str, Any]:
    """What a case keeps beside its columns: sides, evidence, and by what the queue can be narrowed."""
    members = [records[one] for one in case.members]
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
        "functions": sorted({code for one in members if (code := job_of(one, records))}),
        "vendors": sorted({record.match.vendor for record in members if record.match.vendor}),
    }
