"""Acronyms and the words for which they stand: two products may share three letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..values import MatchRecord
from . import normalise, word_lists
from .normalise import Token

MIN_LETTERS, MAX_LETTERS = 3, 6
"""Letters of an acronym."""

START = 400
"""Signs of a text in which an acronym is spelt out, if at all."""


class SpeltOut(NamedTuple):
    """An acronym and its words, folded."""

    acronym: str
    words: Sequence[str]

    @property
    def roots(self) -> str:
        return " ".join(word_lists.root(word) for word in self.words)


def spelt_out(record: MatchRecord) -> SpeltOut | None:
    """The first acronym in the name that words in a row, in name or description, spell with their initials."""
    texts = (record.name[:START], record.description[:START])
    word_rows = [row for text in texts for row in _rows(normalise.tokens(text))]
    for token in normalise.tokens(record.name):
        if token.text.isupper() and token.text.isalpha() and MIN_LETTERS <= len(token.text) <= MAX_LETTERS:
            for row in word_rows:
                if words := _spelt(token.folded, row):
                    return SpeltOut(token.folded, words)
    return None


def _rows(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The words in which to look for initials: without the little ones, and with hyphenated ones as one."""
    small = word_lists.of_kind("stop")
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
        words = row[at : at + length]
        if acronym not in words and "".join(word[0] for word in words) == acronym:
            return words
    return ()
