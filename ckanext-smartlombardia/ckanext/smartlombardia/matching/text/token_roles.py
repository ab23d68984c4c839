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
class MarkedRecord:
    """A record and the marks that it mentions."""

    record: MatchRecord
    mentions: Mentions
    function: str
    vendor: str

    @property
    def own_marks(self) -> Marks:
        """Marks of its name and its texts, without the vendor's field."""
        return self.mentions.in_name | self.mentions.in_texts


@dataclass(frozen=True)
class MarkRoles:
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

    def name_marks(self, marked: MarkedRecord) -> Marks:
        return self._products(marked.mentions.in_name, marked.function)

    def text_marks(self, marked: MarkedRecord) -> Marks:
        return self._products(marked.mentions.in_texts, marked.function) - self.name_marks(marked)

    def implied(self, marked: MarkedRecord) -> Marks:
        """What is usual of its makers for its function, or just these two; nothing where it says the product."""
        if marked.record.kind == "software" or marked.own_marks & self.repeated:
            return frozenset()
        return frozenset().union(*(self.usual[key] or {"/".join(key)} for key in _keys(marked, self.makers)))

    def _products(self, marks: Marks, function: str) -> Marks:
        products = marks & self.products
        return frozenset(f"{mark}{OF_FUNCTION}{function}" if mark in self.homonyms else mark for mark in products)


def mark_records(records: Iterable[MatchRecord], lexicon: Lexicon) -> list[MarkedRecord]:
    """The records with their marks, their function and the core of their vendor's name."""
    return [
        MarkedRecord(
            record, lexicon.mentions(record), normalise.folded(record.function), normalise.vendor(record.vendor)
        )
        for record in records
    ]


def judge_marks(collection: Sequence[MarkedRecord], makers: Marks) -> MarkRoles:
    """Judge from the whole collection what each mark stands for: a product, a maker, or nothing."""
    marked = _marked(collection, makers)
    sole = _sole(collection, marked, makers)
    products = marked | _brands(collection, sole)
    repeated = _repeated(collection, products)
    usual = _usual(collection, repeated, makers)
    homonyms, sites = _homonyms(collection, products), _shared_sites(collection)
    return MarkRoles(products, repeated, makers, sole, homonyms, sites, usual)


def _marked(collection: Sequence[MarkedRecord], makers: Marks) -> Marks:
    """Marks that are no maker's and are not spread over the whole trade. One seen only in one text tells nothing."""
    count: Counter[str] = Counter()
    in_names: set[str] = set()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for marked in collection:
        count.update(marked.own_marks)
        in_names |= marked.mentions.in_name
        for mark in marked.own_marks:
            beside[mark].update([marked.vendor] if marked.vendor else [])
    own = (mark for mark in count if mark not in makers and (mark in in_names or count[mark] > 1))
    return frozenset(mark for mark in own if not _spread(beside[mark]))


def _spread(vendors: Counter[str]) -> bool:
    return len(vendors) >= WIDE_SPREAD and max(vendors.values()) < vendors.total() / 2


def _shared_sites(collection: Sequence[MarkedRecord]) -> Marks:
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for marked in collection:
        beside[normalise.site(marked.record.url)].update([marked.vendor] if marked.vendor else [])
    return frozenset(site for site, vendors in beside.items() if _spread(vendors))


def _sole(collection: Sequence[MarkedRecord], products: Marks, makers: Marks) -> Marks:
    """Makers whose records name at most one product, under however many words: their name is the product's too.

    An entry of a software catalogue is a product under its own name.
    """
    repeated = _repeated(collection, products)
    beside: dict[str, list[Marks]] = defaultdict(list)
    for marked in collection:
        entry = {normalise.folded(marked.record.name)} if marked.record.kind == "software" else set()
        for maker in marked.mentions.all & makers:
            beside[maker].append(marked.own_marks & repeated | entry)
    return frozenset(maker for maker, mark_sets in beside.items() if len(_joined(mark_sets)) <= 1)


def _repeated(collection: Sequence[MarkedRecord], products: Marks) -> Marks:
    """Products that more than one record names."""
    count = Counter(mark for marked in collection for mark in marked.own_marks & products)
    return frozenset(mark for mark, number in count.items() if number > 1)


def _joined(sets: Iterable[Marks]) -> list[set[str]]:
    """Sets that share something made one."""
    joined: list[set[str]] = []
    for marks in filter(None, sets):
        touching = [group for group in joined if group & marks]
        joined = [group for group in joined if not group & marks] + [set(marks).union(*touching)]
    return joined


def _brands(collection: Sequence[MarkedRecord], sole: Marks) -> Marks:
    """Makers of one product that records of other vendors name, too, or after whom a catalogue names the product."""
    entries = {normalise.folded(marked.record.name) for marked in collection if marked.record.kind == "software"}
    elsewhere = Counter(
        mark
        for marked in collection
        if marked.record.vendor
        for mark in (marked.mentions.in_name & sole) - marked.mentions.maker
    )
    return frozenset(mark for mark in sole if elsewhere[mark] > 1 or mark in entries)


def _homonyms(collection: Sequence[MarkedRecord], products: Marks) -> Marks:
    """Short marks under which makers that have nothing in common do jobs of which none is the same."""
    bearers: dict[str, list[MarkedRecord]] = defaultdict(list)
    for marked in collection:
        if marked.function and marked.mentions.maker:
            for mark in marked.mentions.in_name & products:
                bearers[mark].append(marked)
    return frozenset(
        mark for mark, records in bearers.items() if len(mark) <= LONGEST_HOMONYM and len(_jobs(records)) > 1
    )


def _jobs(bearers: Iterable[MarkedRecord]) -> list[set[str]]:
    """Makers and functions of records, those that share either as one."""
    return _joined(marked.mentions.maker | {f"does {marked.function}"} for marked in bearers)


def _usual(collection: Sequence[MarkedRecord], repeated: Marks, makers: Marks) -> dict[tuple[str, str], Marks]:
    by_key: dict[tuple[str, str], list[Marks]] = defaultdict(list)
    for marked in collection:
        for key in _keys(marked, makers):
            by_key[key].append(marked.own_marks & repeated)
    return {key: _most(mark_sets) for key, mark_sets in by_key.items()}


def _most(mark_sets: Sequence[Marks]) -> Marks:
    counts = Counter(mark for marks in mark_sets for mark in marks)
    return frozenset(mark for mark, count in counts.items() if count > 1 and count >= LEAST_SHARE * len(mark_sets))


def _keys(marked: MarkedRecord, makers: Marks) -> list[tuple[str, str]]:
    return [(maker, marked.function) for maker in sorted(marked.mentions.all & makers)]
