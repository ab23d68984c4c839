"""What marks stand for in one collection: a product, a maker, a maker known for one product, or nothing at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import normalise
from .marks import Lexicon, Mentions
from .values import MatchRecord

LEAST_SHARE = 0.5
"""Of one maker's records for one function, the share that must name a product to take it for the others' too."""

WIDE_SPREAD = 3
"""Makers among whose records a mark must appear, none with half of them, to be a word of the trade and no product."""

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record and the marks that it mentions."""

    record: MatchRecord
    mentions: Mentions
    function: str

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
        return frozenset(f"{mark} {function}".strip() if mark in self.homonyms else mark for mark in kept)


def look(records: Iterable[MatchRecord], lexicon: Lexicon) -> list[Seen]:
    return [Seen(record, lexicon.mentions(record), normalise.folded(record.function)) for record in records]


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
            beside[mark].update(seen.mentions.maker)
    own = (mark for mark in count if mark not in makers and (mark in named or count[mark] > 1))
    return frozenset(mark for mark in own if not _spread(beside[mark]))


def _spread(makers: Counter[str]) -> bool:
    return len(makers) >= WIDE_SPREAD and max(makers.values()) < makers.total() / 2


def _shared_sites(collection: Sequence[Seen]) -> Marks:
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for seen in collection:
        beside[normalise.site(seen.record.url)].update(seen.mentions.maker)
    return frozenset(site for site, makers in beside.items() if _spread(makers))


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
    return frozenset(maker for maker, said in beside.items() if _groups(said) <= 1)


def _repeated(collection: Sequence[Seen], products: Marks) -> Marks:
    """Products that more than one record names."""
    count = Counter(mark for seen in collection for mark in seen.stated & products)
    return frozenset(mark for mark, number in count.items() if number > 1)


def _groups(sets: Iterable[Marks]) -> int:
    """How many groups remain when sets that share a word are one."""
    groups: list[set[str]] = []
    for one in filter(None, sets):
        touching = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one] + [set(one).union(*touching)]
    return len(groups)


def _brands(collection: Sequence[Seen], sole: Marks) -> Marks:
    """Makers of one product that records of other vendors name, too, or after whom a catalogue names the product."""
    entries = {normalise.folded(seen.record.name) for seen in collection if seen.record.kind == "software"}
    elsewhere = Counter(
        mark for seen in collection if seen.record.vendor for mark in (seen.mentions.named & sole) - seen.mentions.maker
    )
    return frozenset(mark for mark in sole if elsewhere[mark] > 1 or mark in entries)


def _homonyms(collection: Sequence[Seen], products: Marks) -> Marks:
    """Marks under which different makers do jobs of which none is the same."""
    jobs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seen in collection:
        if seen.function and seen.mentions.maker:
            for mark in seen.mentions.named & products:
                jobs[mark][min(seen.mentions.maker)].add(seen.function)
    return frozenset(mark for mark, by_maker in jobs.items() if len(by_maker) > 1 and _disjoint(by_maker.values()))


def _disjoint(sets: Iterable[set[str]]) -> bool:
    some = list(sets)
    return len(set().union(*some)) == sum(map(len, some))


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
