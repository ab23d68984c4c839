"""Records -> the columns that comparisons read: scalars and lists of words, nothing else, so any SQL engine can."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from typing import NamedTuple

from ..resolution.exact_duplicates import PRODUCT
from ..text import brand_tokens, normalise, word_lists
from ..text.acronyms import spelt_out
from ..text.brand_tokens import Lexicon
from ..text.token_roles import MarkedRecord, MarkRoles, judge_marks, mark_records
from ..values import MatchRecord

RAREST = 6
"""How many times a word that only one name has counts as much as one that all have."""

LONGEST_TEXT = 60
"""Words read of a description."""


@dataclass(slots=True)
class Columns:
    """What is compared of one record. Lists are sorted; None where nothing is known.

    `title`: the whole name. `name_marks`, `text_marks`: product marks in the name, in other texts. `implied`: what its
    maker's other records for the same function are called, where it names nothing itself. `makers`: all makers; `sole`:
    those known for one product. `words`: all words of the name but the small ones; `weighed`: the same, each as often
    as it is rare. `text`: telling words of the description. `acronym` is spelt out by `expansion`. `source`,
    `given_address`: where it was found, which address it gives. `base`: marks that it says to come from; `bases`:
    addresses and names that it declares to be based on.
    """

    unique_id: str
    title: str
    name_marks: list[str]
    text_marks: list[str]
    implied: list[str]
    makers: list[str]
    sole: list[str]
    words: list[str]
    weighed: list[str]
    text: list[str]
    function: str | None
    protocol: str | None
    site: str | None
    acronym: str | None
    expansion: str | None
    catalogue_id: str | None
    source: str | None
    given_address: str | None
    base: list[str]
    bases: list[str]

    def row(self) -> dict[str, object]:
        return asdict(self)


class Compared(NamedTuple):
    """Columns of a collection, in its order, and how its shortened words are written most often."""

    rows: list[Columns]
    spellings: Mapping[str, str]


def columns(records: Sequence[MatchRecord], group: str) -> Compared:
    """Columns of the records of one group. What a mark is worth depends on the whole collection."""
    lexicon = brand_tokens.lexicon(records) if group == PRODUCT else brand_tokens.NOTHING
    collection = mark_records(records, lexicon)
    worth = judge_marks(collection, lexicon.makers)
    rows = [_row(marked, worth) for marked in collection]
    _weigh(rows)
    return Compared(rows, _usual_spellings(collection, lexicon))


def by_id(rows: Iterable[Columns]) -> Mapping[str, Columns]:
    return {row.unique_id: row for row in rows}


def _row(marked: MarkedRecord, worth: MarkRoles) -> Columns:
    record = marked.record
    makers = marked.mentions.all & worth.makers
    spelt = spelt_out(record)
    site = normalise.site(record.url)
    return Columns(
        unique_id=record.id,
        title=normalise.folded(record.name),
        name_marks=sorted(worth.name_marks(marked)),
        text_marks=sorted(worth.text_marks(marked)),
        implied=sorted(worth.implied(marked)),
        makers=sorted(makers),
        sole=sorted(makers & worth.sole),
        words=sorted(_name_words(record)),
        weighed=[],
        text=sorted(_text_words(record)),
        function=marked.function or None,
        protocol=normalise.folded(record.protocol) or None,
        site=site if site and site not in worth.shared_sites else None,
        acronym=spelt.acronym if spelt else None,
        expansion=spelt.roots if spelt else None,
        catalogue_id=record.catalogue_id.strip() or None,
        source=normalise.address(record.repository) or None,
        given_address=normalise.address(record.url) or None,
        base=sorted(marked.mentions.base),
        bases=sorted(_bases(record)),
    )


def _weigh(rows: Sequence[Columns]) -> None:
    """A word of all names counts once, one of a single name RAREST times: so a count of words is a sum of worth."""
    users = Counter(word for row in rows for word in row.words)
    steps = (RAREST - 1) / max(log(max(len(rows), 1)), 1e-9)
    for row in rows:
        worth = {word: 1 + round(steps * log(len(rows) / users[word])) for word in row.words}
        row.weighed = [f"{word}·{number}" for word in row.words for number in range(worth[word])]


def _name_words(record: MatchRecord) -> set[str]:
    small = word_lists.of_kind("stop", "legal") | word_lists.places()
    words = (token for token in normalise.tokens(record.name) if not token.numeric)
    return {word_lists.root(token.folded) for token in words if token.folded not in small}


def _text_words(record: MatchRecord) -> set[str]:
    small = word_lists.of_kind("stop", "legal", "generic")
    words = (token.folded for token in normalise.tokens(record.description) if token.folded not in small)
    return {word_lists.root(word) for word in list(dict.fromkeys(words))[:LONGEST_TEXT] if len(word) > 3}


def _bases(record: MatchRecord) -> set[str]:
    return {normalise.address(base) or normalise.folded(base) for base in record.based_on} - {""}


def _usual_spellings(collection: Sequence[MarkedRecord], lexicon: Lexicon) -> dict[str, str]:
    """The most frequent spelling of each form that is compared: marks, words of names, acronyms spelt out."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    roots: dict[str, Counter[str]] = defaultdict(Counter)
    for marked in collection:
        record = marked.record
        for mark, spelling in lexicon.spellings(record):
            forms[mark][spelling] += 1
        for token in normalise.tokens(record.name):
            roots[word_lists.root(token.folded)][token.text.lower()] += 1
        if spelt := spelt_out(record):
            forms[spelt.roots][" ".join(spelt.words)] += 1
        forms[marked.function][record.function] += 1
        forms[normalise.folded(record.protocol)][record.protocol.upper()] += 1
    return {key: max(counts, key=lambda form: (counts[form], form)) for key, counts in (roots | forms).items()}
