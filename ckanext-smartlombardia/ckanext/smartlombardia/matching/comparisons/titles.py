"""Rows of any two tables with a title: what is read of them and what is compared. Nothing is known of their kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from ..text import normalise, word_lists
from .dsl import BOTH_HAVE, SHORTER, Comparison, Level, count, likeness, shared

TITLES = ("title", "name", "nome", "titolo", "denominazione")
MAKERS = ("manufacturer", "vendor", "brand", "fornitore", "produttore", "vendor_name")
TEXTS = ("description", "notes", "descrizione")
PRICES = ("price", "prezzo", "cost")

WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
NUMBER = re.compile(r"v?(\d+(?:\.\d+)*)")
ENDING_ZEROS = re.compile(r"(?:\.0+)+$")
YEAR = re.compile(r"'(?=\d\d\b)")
NEVER_TELLING = frozenset({"software", "edition", "version", "v", "s"})

RAREST = 6
"""How many times a word that only one row has counts as much as one that all have."""

LONGEST_TEXT = 80
"""Words read of a description."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Rows of the other table by how near they are to one: `alone` is far ahead of the rest, `near` little behind."""

    alone: frozenset[str] = frozenset()
    best: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


NOBODY: Mapping[str, Nearest] = {}


@dataclass(frozen=True, slots=True)
class Titled:
    """One row of either table, as text. `price` is None where it is missing or no number."""

    title: str
    maker: str
    text: str
    price: float | None


def read(row: Mapping[str, str]) -> Titled:
    """A row by the names that its columns usually have."""
    price = re.search(r"\d+(?:[.,]\d+)?", _first(row, PRICES).replace(",", ""))
    value = float(price.group()) if price else 0.0
    return Titled(_first(row, TITLES), _first(row, MAKERS), _first(row, TEXTS), value or None)


def columns(rows: Mapping[str, Titled], nearest: Mapping[str, Nearest] = NOBODY) -> list[dict[str, Any]]:
    """The columns of all rows by id; how rare a word is depends on all of them, which rows are near on `nearest`."""
    names = {ident: words_of(row.title) for ident, row in rows.items()}
    texts = {ident: words_of(row.text)[:LONGEST_TEXT] for ident, row in rows.items()}
    in_names = Counter(word for words in names.values() for word in set(words))
    in_texts = Counter(word for words in texts.values() for word in set(words))
    table = []
    for ident, row in rows.items():
        near = nearest.get(ident, Nearest())
        table.append(
            {
                "unique_id": ident,
                "own": [ident],
                "alone": sorted(near.alone),
                "best": sorted(near.best),
                "near": sorted(near.near),
                "words": sorted(set(names[ident])),
                "weighed": _weighed(names[ident], in_names, len(rows)),
                "letters": _letters(row.title),
                "numbers": sorted({word for word in names[ident] if word[0].isdigit()}),
                "maker": normalise.vendor(row.maker) or None,
                "text": _weighed(texts[ident], in_texts, len(rows)),
                "price": row.price,
            }
        )
    return table


def words_of(text: str) -> list[str]:
    """Words that count, each in one form: "Upg. v7.0" -> "upgrade", "7"; doubles stay."""
    small, short = word_lists.of_kind("stop"), word_lists.short()
    words = []
    for raw_word in WORD.findall(YEAR.sub("20", word_lists.fold(text[: normalise.MAX_TEXT_LENGTH]))):
        number = NUMBER.fullmatch(raw_word)
        word = ENDING_ZEROS.sub("", number.group(1)) if number else short.get(raw_word, raw_word)
        if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        if word not in small and word not in NEVER_TELLING:
            words.append(word)
    return words


def _first(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _weighed(words: Sequence[str], users: Mapping[str, int], number: int) -> list[str]:
    steps = (RAREST - 1) / max(log(number), 1e-9)
    return sorted(f"{word}·{at}" for word in set(words) for at in range(1 + round(steps * log(number / users[word]))))


def _letters(text: str) -> list[str]:
    """Sequences of four letters, across words, so that words written together or apart look alike."""
    joined = normalise.folded(text).replace(" ", "")
    return sorted({joined[at : at + 4] for at in range(max(len(joined) - 3, 1)) if joined})


def _each(side: str, other_side: str) -> str:
    """Each row stands in a list of the other's, in whichever direction the lists go."""
    ways = [f"({shared(a, 'own')} > 0 and {shared('own', b)} > 0)" for a, b in {(side, other_side), (other_side, side)}]
    return " or ".join(sorted(ways))


def _alike(name: str, column: str, percents: Sequence[int], it: str, en: str) -> Comparison:
    """Levels of likeness, one for each hundredth from which it holds."""
    levels = [Level(f"from_{percent}", likeness(column, percent), it, en) for percent in percents]
    return Comparison(name, (column,), (*levels, Level("less", "", "", "")))


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "nearest",
        ("own",),
        (
            Level(
                "each_alone",
                _each("alone", "alone"),
                "Per ciascuna riga l’altra è di gran lunga la più simile della tabella.",
                "For each row the other is by far the most alike of its table.",
            ),
            Level(
                "each_best",
                _each("best", "best"),
                "Ciascuna riga è la più simile all’altra.",
                "Each row is the most alike to the other.",
            ),
            Level(
                "one_best",
                _each("best", "near"),
                "Una riga è la più simile all’altra, che ne ha una poco più simile.",
                "One row is the most alike to the other, which has one a little more alike.",
            ),
            Level(
                "each_near",
                _each("near", "near"),
                "Ciascuna ha righe poco più simili.",
                "Each has rows a little more alike.",
            ),
            Level("less", "", "", ""),
        ),
    ),
    _alike(
        "title",
        "weighed",
        (95, 85, 75, 65, 55, 45, 35, 25),
        "I titoli hanno in comune parole che contano.",
        "The titles share words that count.",
    ),
    Comparison(
        "part",
        ("words",),
        (
            Level(
                "all",
                f"{shared('weighed')} > 0 and {shared('weighed')} = {SHORTER.format('weighed')}",
                "Un titolo contiene l’altro.",
                "One title contains the other.",
            ),
            Level(
                "most",
                f"5 * {shared('weighed')} >= 4 * {SHORTER.format('weighed')} and {shared('weighed')} > 0",
                "Un titolo contiene quasi tutto l’altro.",
                "One title contains nearly all of the other.",
            ),
            Level("less", "", "", ""),
        ),
    ),
    _alike(
        "letters",
        "letters",
        (85, 70, 55, 40, 25),
        "I titoli si scrivono in modo simile.",
        "The titles are spelt alike.",
    ),
    Comparison(
        "numbers",
        ("numbers",),
        (
            Level(
                "same",
                f"{count('numbers_l')} > 0 and numbers_l = numbers_r",
                "Gli stessi numeri: {both}.",
                "The same numbers: {both}.",
            ),
            Level("none", f"{count('numbers_l')} = 0 and {count('numbers_r')} = 0", "", ""),
            Level("some", f"{shared('numbers')} > 0", "Alcuni numeri uguali: {both}.", "Some numbers equal: {both}."),
            Level(
                "different",
                f"{count('numbers_l')} > 0 and {count('numbers_r')} > 0",
                "Numeri diversi: {left} e {right}.",
                "Different numbers: {left} and {right}.",
            ),
            Level("one_has", "", "", ""),
        ),
    ),
    Comparison(
        "maker",
        ("maker",),
        (
            Level("same", "maker_l = maker_r", "Stesso produttore: {both}.", "Same maker: {both}."),
            Level(
                "different",
                BOTH_HAVE.format("maker"),
                "Produttori diversi: {left} e {right}.",
                "Different makers: {left} and {right}.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    _alike(
        "text",
        "text",
        (60, 40, 25, 12),
        "Le descrizioni hanno in comune parole che contano.",
        "The descriptions share words that count.",
    ),
    Comparison(
        "price",
        ("price",),
        (
            Level(
                "near", "abs(price_l - price_r) <= 0.1 * greatest(price_l, price_r)", "Prezzi vicini.", "Close prices."
            ),
            Level("far", "greatest(price_l, price_r) >= 2 * least(price_l, price_r)", "Prezzi lontani.", "Far prices."),
            Level("unknown", "", "", ""),
        ),
    ),
)
