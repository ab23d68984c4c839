"""Marks: the words by which a collection of records names its products and their makers.

Nobody lists products here. A mark is a word of a name, a vendor, an address or a capitalised word of a description
that is no common word, no place and is not written in lower case elsewhere. "X Protect", "XProtect" and a slip such as
"xprotec" are one mark, because words side by side are also read as one and rare spellings follow frequent ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..values import MatchRecord
from . import normalise, word_lists
from .normalise import Token
from .spelling import canonical

LONGEST_JOIN = 4
"""Words side by side that may be one mark."""

SHORTEST_JOIN = 4
"""Letters that two parts of an address must have more of to be one mark."""

LONGEST_NOTE = 60
"""Words up to which a description mentions the record's own product only; longer ones name others, too."""

CUE_REACH = 3
"""Words before a mark in which "replaces" or "based on" speaks of it."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Marks of one record by place: its name, its vendor, its other texts; `base` are those it says to come from.

    What it says to replace is no mention at all.
    """

    in_name: frozenset[str]
    maker: frozenset[str]
    in_texts: frozenset[str]
    base: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.in_name | self.maker | self.in_texts


@dataclass(frozen=True)
class Lexicon:
    """Marks of a collection. `canonical` leads each spelling to its mark, `makers` are those that vendors bear.

    `plain` are spellings that are also words of the language: they count in a vendor's name only. `solid` are those
    that somebody wrote as one word.
    """

    canonical: Mapping[str, str]
    makers: frozenset[str]
    plain: frozenset[str]
    solid: frozenset[str]

    def mentions(self, record: MatchRecord) -> Mentions:
        """The marks that a record mentions; words that are not in the lexicon are not seen."""
        description = normalise.tokens(record.description)
        text_marks, base = self._split_by_cue(description)
        _, origin = self._split_by_cue(normalise.tokens(record.text))
        address = self._marks_in(normalise.tokens(_address(record)))
        return Mentions(
            in_name=frozenset(self._marks_in(normalise.tokens(record.name))),
            maker=frozenset(self._maker(record.vendor)),
            in_texts=frozenset([*(text_marks if len(description) <= LONGEST_NOTE else []), *address]),
            base=frozenset([*base, *origin]),
        )

    def spellings(self, record: MatchRecord) -> Iterator[tuple[str, str]]:
        """Pairs of a mark and how the record's name, vendor or description writes it."""
        for text in (record.name, record.vendor, record.description):
            tokens = normalise.tokens(text)
            for mark, at, length in self._locate(tokens):
                yield mark, " ".join(token.text for token in tokens[at : at + length])

    def _marks_in(self, tokens: Sequence[Token]) -> list[str]:
        return [mark for mark, _, _ in self._locate(tokens)]

    def _locate(self, tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
        """(mark, its first word, how many). Longest joins first; where nobody writes it as one, its words count too."""
        at = 0
        while at < len(tokens):
            length, marks = self._longest(tokens, at)
            yield from ((mark, at, length) for mark in marks)
            at += length

    def _longest(self, tokens: Sequence[Token], at: int) -> tuple[int, list[str]]:
        for length in range(min(LONGEST_JOIN, len(tokens) - at), 0, -1):
            span = tokens[at : at + length]
            mark = self._mark("".join(token.folded for token in span))
            if mark:
                parts = [] if mark in self.solid else [self._mark(token.folded) for token in span]
                return length, [mark, *filter(None, parts)]
        return 1, []

    def _mark(self, key: str) -> str | None:
        return None if key in self.plain else self.canonical.get(key)

    def _split_by_cue(self, tokens: Sequence[Token]) -> tuple[list[str], list[str]]:
        mentioned: list[str] = []
        base: list[str] = []
        for mark, at, _ in self._locate(tokens):
            near = {token.folded for token in tokens[max(0, at - CUE_REACH) : at]}
            if near & word_lists.of_kind("base"):
                base.append(mark)
            elif not near & word_lists.of_kind("former"):
                mentioned.append(mark)
        return mentioned, base

    def _maker(self, vendor: str) -> list[str]:
        tokens = normalise.tokens(vendor)
        keys = [normalise.vendor(vendor).replace(" ", ""), _initials(vendor), *normalise.vendor(vendor).split()]
        return [*self._marks_in(tokens), *filter(None, map(self.canonical.get, keys))]


NOTHING = Lexicon({}, frozenset(), frozenset(), frozenset())
"""For records whose names are no brands, such as those of data services."""


def lexicon(records: Sequence[MatchRecord]) -> Lexicon:
    """The marks of a collection. Order of records does not matter."""
    plain = word_lists.common() | word_lists.places() | _lower_case(records)
    uses: Counter[str] = Counter()
    makers: set[str] = set()
    solid: set[str] = set()
    for record in records:
        vendors = set(_telling(normalise.tokens(record.vendor), plain))
        telling = set(_telling_words(record, plain))
        solid |= vendors | telling
        if len(core := normalise.vendor(record.vendor).replace(" ", "")) > 2:
            vendors.add(core)
        makers |= vendors
        uses.update(vendors | telling | set(_hyphenated(record)))
    spellings = canonical(uses, plain, _phrases(records))
    marks = frozenset(spellings)
    return Lexicon(spellings, frozenset(spellings[key] for key in makers), marks & plain, frozenset(solid))


def _address(record: MatchRecord) -> str:
    """Words of its address that may name the product; of a repository the last part only, the rest is its owner's."""
    if record.repository:
        return normalise.address(record.url).rpartition("/")[2]
    return normalise.address_words(record.url)


def _hyphenated(record: MatchRecord) -> Iterator[str]:
    """Parts of the address that only a hyphen divides, as one: "comuni-chiamo.com" -> "comunichiamo"."""
    small = word_lists.of_kind("stop")
    for first, second in pairwise(normalise.tokens(_address(record))):
        if second.glued and second.folded not in small and len(first.folded + second.folded) > SHORTEST_JOIN:
            yield first.folded + second.folded


def _telling_words(record: MatchRecord, plain: frozenset[str]) -> Iterator[str]:
    """Telling words of the name and the address, and capitalised ones of the description."""
    yield from _telling(normalise.tokens(record.name), plain)
    yield from _telling(normalise.tokens(_address(record)), plain)
    description = normalise.tokens(record.description)
    for token in description if len(description) <= LONGEST_NOTE else ():
        if token.capital and (not token.initial or not token.text.istitle()):
            yield from _telling([token], plain)


def _telling(tokens: Sequence[Token], plain: frozenset[str]) -> Iterator[str]:
    for token in tokens:
        if len(token.folded) > 2 and not token.numeric and token.folded not in plain:
            yield token.folded


def _phrases(records: Sequence[MatchRecord]) -> frozenset[str]:
    """Every two to four words side by side in a name, joined: a name typed with spaces may be a slip of a mark."""
    joined = set()
    for record in records:
        folded = [token.folded for token in normalise.tokens(record.name)][:12]
        for length in range(2, LONGEST_JOIN + 1):
            joined |= {"".join(folded[at : at + length]) for at in range(len(folded) - length + 1)}
    return frozenset(joined)


def _lower_case(records: Sequence[MatchRecord]) -> frozenset[str]:
    """Words that descriptions write mostly in lower case: they are words of the language, not marks."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for record in records:
        for token in normalise.tokens(normalise.without_addresses(record.description)):
            if not token.capital:
                lower[token.folded] += 1
            elif not token.initial:
                upper[token.folded] += 1
    return frozenset(word for word, count in lower.items() if count > upper[word])


def _initials(vendor: str) -> str:
    """Initials of a name of three words or more, little ones left out: "Gestore dei Servizi Energetici" -> "gse"."""
    small = word_lists.of_kind("stop", "legal")
    words = [token.folded for token in normalise.tokens(vendor) if token.folded not in small]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""
