"""What marks stand for in one collection: a product, a maker, a maker known for one product, or nothing at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..values import MatchRecord
from . import normalise
from .brand_tokens import Lexicon, Mentions

LONGEST_HOMONYM = 6
"""Longer marks are not given to two products by chance."""

OF_FUNCTION = " · "
"""Stands between a mark of several products and the function that tells them apart."""

LEAST_SHARE = 0.5
"""Of one maker's records for one function, the share that must name a product to take it for the others' too."""

WIDE_SPREAD = 4
"""Vendors among whose records a mark must appear, none with half of them, to be a word of the trade and no product."""

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record and the marks that it mentions."""

    record: MatchRecord
    mentions: Mentions
    function: str
    vendor: str

    @property
    def stated(self) -> Marks:
        """Marks of its name and its texts, without the vendor's field."""
        return self.mentions.named | self.mentions.told


@dataclass(frozen=True)
class Standing:
    """`products` name products, `makers` vendors, `sole` the makers known for one product only.

    `homonyms` are product marks under which different makers do different jobs: they count with the function.
    `shared_sites` are those of many makers, such as code hosts.
    `repeated` are the products that several records name, `usual` what most records of a maker for a function name.
    """

    products: Marks
    repeated: Marks
    makers: Marks
    sole: Marks
    homonyms: Marks
    shared_sites: Marks
    usual: Mapping[tuple[str, str], Marks]

    def named(self, seen: Seen) -> Marks:
        return self._products(seen.mentions.named, seen.function)

    def told(self, seen: Seen) -> Marks:
        return self._products(seen.mentions.told, seen.function) - self.named(seen)

    def implied(self, seen: Seen) -> Marks:
        """What is usual of its makers for its function, or just these two; nothing where it says the product."""
        if seen.record.kind == "software" or seen.stated & self.repeated:
            return frozenset()
        return frozenset().union(*(self.usual[key] or {"/".join(key)} for key in _keys(seen, self.makers)))

    def _products(self, found: Marks, function: str) -> Marks:
        kept = found & self.products
        return frozenset(f"{mark}{OF_FUNCTION}{function}" if mark in self.homonyms else mark for mark in kept)


def look(records: Iterable[MatchRecord], lexicon: Lexicon) -> list[Seen]:
    """The records with their marks, their function and the core of their vendor's name."""
    return [
        Seen(record, lexicon.mentions(record), normalise.folded(record.function), normalise.vendor(record.vendor))
        for record in records
    ]


def standing(collection: Sequence[Seen], makers: Marks) -> Standing:
    """What each mark stands for, judged from the whole collection."""
    marked = _marked(collection, makers)
    sole = _sole(collection, marked, makers)
    products = marked | _brands(collection, sole)
    repeated = _repeated(collection, products)
    usual = _usual(collection, repeated, makers)
    homonyms, sites = _homonyms(collection, products), _shared_sites(collection)
    return Standing(products, repeated, makers, sole, homonyms, sites, usual)


def _marked(collection: Sequence[Seen], makers: Marks) -> Marks:
    """Marks that are no maker's and are not spread over the whole trade. One seen only in one text tells nothing."""
    count: Counter[str] = Counter()
    named: set[str] = set()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for seen in collection:
        count.update(seen.stated)
        named |= seen.mentions.named
        for mark in seen.stated:
            beside[mark].update([seen.vendor] if seen.vendor else [])
    own = (mark for mark in count if mark not in makers and (mark in named or count[mark] > 1))
    return frozenset(mark for mark in own if not _spread(beside[mark]))


def _spread(vendors: Counter[str]) -> bool:
    return len(vendors) >= WIDE_SPREAD and max(vendors.values()) < vendors.total() / 2


def _shared_sites(collection: Sequence[Seen]) -> Marks:
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for seen in collection:
        beside[normalise.site(seen.record.url)].update([seen.vendor] if seen.vendor else [])
    return frozenset(site for site, vendors in beside.items() if _spread(vendors))


def _sole(collection: Sequence[Seen], products: Marks, makers: Marks) -> Marks:
    """Makers whose records name at most one product, under however many words: their name is the product's too.

    An entry of a software catalogue is a product under its own name.
    """
    repeated = _repeated(collection, products)
    beside: dict[str, list[Marks]] = defaultdict(list)
    for seen in collection:
        entry = {normalise.folded(seen.record.name)} if seen.record.kind == "software" else set()
        for maker in seen.mentions.all & makers:
            beside[maker].append(seen.stated & repeated | entry)
    return frozenset(maker for maker, said in beside.items() if len(_joined(said)) <= 1)


def _repeated(collection: Sequence[Seen], products: Marks) -> Marks:
    """Products that more than one record names."""
    count = Counter(mark for seen in collection for mark in seen.stated & products)
    return frozenset(mark for mark, number in count.items() if number > 1)


def _joined(sets: Iterable[Marks]) -> list[set[str]]:
    """Sets that share something made one."""
    joined: list[set[str]] = []
    for one in filter(None, sets):
        touching = [group for group in joined if group & one]
        joined = [group for group in joined if not group & one] + [set(one).union(*touching)]
    return joined


def _brands(collection: Sequence[Seen], sole: Marks) -> Marks:
    """Makers of one product that records of other vendors name, too, or after whom a catalogue names the product."""
    entries = {normalise.folded(seen.record.name) for seen in collection if seen.record.kind == "software"}
    elsewhere = Counter(
        mark for seen in collection if seen.record.vendor for mark in (seen.mentions.named & sole) - seen.mentions.maker
    )
    return frozenset(mark for mark in sole if elsewhere[mark] > 1 or mark in entries)


def _homonyms(collection: Sequence[Seen], products: Marks) -> Marks:
    """Short marks under which makers that have nothing in common do jobs of which none is the same."""
    bearers: dict[str, list[Seen]] = defaultdict(list)
    for seen in collection:
        if seen.function and seen.mentions.maker:
            for mark in seen.mentions.named & products:
                bearers[mark].append(seen)
    return frozenset(mark for mark, some in bearers.items() if len(mark) <= LONGEST_HOMONYM and len(_jobs(some)) > 1)


def _jobs(bearers: Iterable[Seen]) -> list[set[str]]:
    """Makers and functions of records, those that share either as one."""
    return _joined(seen.mentions.maker | {f"does {seen.function}"} for seen in bearers)


def _usual(collection: Sequence[Seen], repeated: Marks, makers: Marks) -> dict[tuple[str, str], Marks]:
    said: dict[tuple[str, str], list[Marks]] = defaultdict(list)
    for seen in collection:
        for key in _keys(seen, makers):
            said[key].append(seen.stated & repeated)
    return {key: _most(some) for key, some in said.items()}


def _most(some: Sequence[Marks]) -> Marks:
    counts = Counter(mark for marks in some for mark in marks)
    return frozenset(mark for mark, count in counts.items() if count > 1 and count >= LEAST_SHARE * len(some))


def _keys(seen: Seen, makers: Marks) -> list[tuple[str, str]]:
    return [(maker, seen.function) for maker in sorted(seen.mentions.all & makers)]
