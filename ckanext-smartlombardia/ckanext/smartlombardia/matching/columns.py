"""Records -> the columns that comparisons read: scalars and lists of words, nothing else, so any SQL engine can."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from typing import NamedTuple

from . import marks, normalise, words
from .marks import Lexicon
from .normalise import Token
from .standing import Seen, Standing, look, standing
from .values import MatchRecord

RAREST = 6
"""How many times a word that only one name has counts as much as one that all have."""


@dataclass(slots=True)
class Columns:
    """What is compared of one record. Lists are sorted; None where nothing is known.

    `title`: the whole name. `named`, `told`: product marks in the name, in other texts. `implied`: what its maker's
    other records for the same function are called, where it names nothing itself. `makers`: all makers; `sole`: those
    known for one product. `words`: all words of the name but the small ones; `weighed`: the same, each as often as it
    is rare. `text`: telling words of the description. `acronym` is spelt out by `expansion`. `source`, `stated`: where
    it was found, which address it gives. `base`: marks that it says to come from; `bases`: addresses and names that it
    declares to be based on.
    """

    unique_id: str
    group: str
    title: str
    named: list[str]
    told: list[str]
    implied: list[str]
    makers: list[str]
    sole: list[str]
    words: list[str]
    weighed: list[str]
    text: list[str]
    function: str | None
    site: str | None
    acronym: str | None
    expansion: str | None
    catalogue_id: str | None
    source: str | None
    stated: str | None
    base: list[str]
    bases: list[str]

    def row(self) -> dict[str, object]:
        return asdict(self)


class Compared(NamedTuple):
    """Columns of a collection, in its order, and how its marks are written most often."""

    rows: list[Columns]
    written: Mapping[str, str]


def columns(records: Sequence[MatchRecord], group: str) -> Compared:
    """Columns of the records of one group. What a mark is worth depends on the whole collection."""
    lexicon = marks.lexicon(records)
    collection = look(records, lexicon)
    worth = standing(collection, lexicon.makers)
    rows = [_row(seen, worth, group) for seen in collection]
    _weigh(rows)
    return Compared(rows, _written(records, lexicon))


def _weigh(rows: Sequence[Columns]) -> None:
    """A word of all names counts once, one of a single name RAREST times: so a count of words is a sum of worth."""
    users = Counter(word for row in rows for word in row.words)
    steps = (RAREST - 1) / max(log(len(rows)), 1e-9)
    for row in rows:
        worth = {word: 1 + round(steps * log(len(rows) / users[word])) for word in row.words}
        row.weighed = [f"{word}·{number}" for word in row.words for number in range(worth[word])]


def _row(seen: Seen, worth: Standing, group: str) -> Columns:
    record = seen.record
    makers = seen.mentions.all & worth.makers
    acronym, expansion = _expansion(record)
    return Columns(
        unique_id=record.id,
        group=group,
        title=normalise.folded(record.name),
        named=sorted(worth.named(seen)),
        told=sorted(worth.told(seen)),
        implied=sorted(worth.implied(seen)),
        makers=sorted(makers),
        sole=sorted(makers & worth.sole),
        words=sorted(_name_words(record)),
        weighed=[],
        text=sorted(_text_words(record)),
        function=seen.function or None,
        site=_own_site(record, worth),
        acronym=acronym,
        expansion=expansion,
        catalogue_id=record.catalogue_id.strip() or None,
        source=normalise.address(record.repository) or None,
        stated=normalise.address(record.url) or None,
        base=sorted(seen.mentions.base),
        bases=sorted(_bases(record)),
    )


def _own_site(record: MatchRecord, worth: Standing) -> str | None:
    site = normalise.site(record.url)
    return site if site and site not in worth.shared_sites else None


def _written(records: Sequence[MatchRecord], lexicon: Lexicon) -> dict[str, str]:
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        for mark, written in lexicon.written(record):
            forms[mark][written] += 1
    return {mark: max(counts, key=lambda form: (counts[form], form)) for mark, counts in forms.items()}


def _bases(record: MatchRecord) -> set[str]:
    return {normalise.address(base) or normalise.folded(base) for base in record.based_on} - {""}


def _name_words(record: MatchRecord) -> set[str]:
    small = words.of_kind("stop", "legal") | words.places()
    kept = (token for token in normalise.tokens(record.name) if not token.numeric)
    return {words.root(token.folded) for token in kept if token.folded not in small}


def _text_words(record: MatchRecord) -> set[str]:
    small = words.of_kind("stop", "legal", "generic")
    found = (token.folded for token in normalise.tokens(record.description) if token.folded not in small)
    return {words.root(word) for word in list(dict.fromkeys(found))[:60] if len(word) > 3}


def _expansion(record: MatchRecord) -> tuple[str | None, str | None]:
    """An acronym in the name and the words, anywhere in the record, whose initials spell it."""
    said = [row for text in (record.name, record.description) for row in _rows(normalise.tokens(text[:400]))]
    for token in normalise.tokens(record.name):
        if not (token.written.isupper() and 2 < len(token.written) <= 6 and token.written.isalpha()):
            continue
        for row in said:
            if found := _spelt(token.folded, row):
                return token.folded, " ".join(words.root(word) for word in found)
    return None, None


def _rows(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The words in which to look for initials: without the little ones, and with hyphenated ones as one."""
    small = words.of_kind("stop")
    yield [token.folded for token in tokens if token.folded not in small]
    joined: list[str] = []
    for token in tokens:
        if token.glued and joined:
            joined[-1] += token.folded
        else:
            joined.append(token.folded)
    yield [word for word in joined if word not in small]


def _spelt(acronym: str, row: Sequence[str]) -> Sequence[str]:
    length = len(acronym)
    for at in range(len(row) - length + 1):
        some = row[at : at + length]
        if acronym not in some and "".join(word[0] for word in some) == acronym:
            return some
    return ()


def by_id(rows: Iterable[Columns]) -> Mapping[str, Columns]:
    return {row.unique_id: row for row in rows}
