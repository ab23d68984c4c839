"""Signs that one record comes from another: declared, told in its text, or shown by where it was found.

A sign looks at `a` and asks whether it comes from `b`. What each weighs stands in the model, like any other weight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..scoring.features import Columns
from ..text import normalise, word_lists
from ..values import MatchRecord

UNCHANGED = 0.8
"""Share of words that two descriptions have in common from which a copy under its own owner counts as unchanged."""

NEXT = re.compile(r"\s*(?:2 0|3 0|[2-9]|ii|iii|ng|next|evo)$")
"""What a successor adds to the name."""

COPYLEFT = re.compile(r"^(AGPL|GPL|LGPL|EUPL)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """A record with its columns."""

    record: MatchRecord
    row: Columns

    @property
    def addresses(self) -> set[str]:
        return {address for address in (self.row.source, self.row.given_address) if address}


def declared(a: Side, b: Side) -> bool:
    """It states to be based on the other: by address, name or id."""
    bases = set(a.row.bases)
    names = {b.record.id, normalise.folded(b.record.name)} - {""}
    return bool(bases & (b.addresses | names)) and not bases & a.addresses


def says_derived(a: Side, b: Side) -> bool:
    """Its text says "customised version of", "fork of", "based on" and a mark of the other's name."""
    return bool(set(a.row.base) & set(b.row.name_marks)) and not set(a.row.name_marks) & set(b.row.name_marks)


def _copied(a: Side, b: Side) -> bool:
    """It was found on the same host as the address it gives, but elsewhere, and the other is at that address."""
    own, given_address = a.row.source, a.row.given_address
    at_home = b.row.source in (None, b.row.given_address) or b.row.source == given_address
    elsewhere = own is not None and given_address is not None and own != given_address and given_address in b.addresses
    same_host = normalise.host(a.record.repository) == normalise.host(a.record.url)
    return elsewhere and same_host and at_home and own not in b.addresses


def renamed_copy(a: Side, b: Side) -> bool:
    """A copy in a repository of another name."""
    return _copied(a, b) and _last(a.row.source) != _last(a.row.given_address)


def changed_copy(a: Side, b: Side) -> bool:
    """A copy that keeps the repository's name and describes itself otherwise: not just an old state."""
    return _copied(a, b) and _last(a.row.source) == _last(a.row.given_address) and _likeness(a.row, b.row) < UNCHANGED


def successor(a: Side, b: Side) -> bool:
    """The other's name and a number, at another address of the same owner. Without addresses it is but a version."""
    own_name, other_name = normalise.folded(a.record.name), normalise.folded(b.record.name)
    own_address = a.row.source or a.row.given_address
    other_address = b.row.source or b.row.given_address
    apart = (
        own_address is not None
        and other_address is not None
        and own_address != other_address
        and _owner(own_address) == _owner(other_address)
    )
    return apart and bool(other_name) and own_name != other_name and NEXT.sub("", own_name) == other_name


def local_name(a: Side, b: Side) -> bool:
    """The other's name and that of a place, at another owner's address."""
    own_address = a.row.source or a.row.given_address
    other_address = b.row.source or b.row.given_address
    if own_address is None or other_address is None or _owner(own_address) == _owner(other_address):
        return False
    own_words = [token.folded for token in normalise.tokens(a.record.name)]
    other_words = [token.folded for token in normalise.tokens(b.record.name)]
    return (
        len(other_words) > 1
        and own_words != other_words
        and [word for word in own_words if word not in word_lists.localities()] == other_words
    )


def unnamed_twin(a: Side, b: Side) -> bool:
    """Its name is but that of its function, and it shares function and copyleft licence with a product that has one."""
    licence, other_licence = COPYLEFT.match(a.record.licence), COPYLEFT.match(b.record.licence)
    same_licence = (
        licence is not None and other_licence is not None and licence.group().upper() == other_licence.group().upper()
    )
    same_function = a.row.function is not None and a.row.function == b.row.function
    job = set((a.row.function or "").split())
    only_job = bool(job) and set(normalise.folded(a.record.name).split()) <= job
    return same_licence and same_function and only_job and bool(b.row.name_marks)


@dataclass(frozen=True, slots=True)
class Sign:
    """How `a` may show to come from `b`; `kind_of` is fork, customisation or successor."""

    name: str
    kind_of: str
    holds: Callable[[Side, Side], bool]
    it: str
    en: str


SIGNS: tuple[Sign, ...] = (
    Sign(
        "declared",
        "customisation",
        declared,
        "«{a}» dichiara di basarsi su «{b}».",
        "“{a}” declares to be based on “{b}”.",
    ),
    Sign(
        "told",
        "customisation",
        says_derived,
        "Il testo di «{a}» dice che deriva da «{b}».",
        "The text of “{a}” says that it comes from “{b}”.",
    ),
    Sign(
        "renamed_copy",
        "fork",
        renamed_copy,
        "«{a}» sta in {source} ma si dà l’indirizzo {stated}: è una copia sotto altro nome.",
        "“{a}” stands in {source} but gives the address {stated}: a copy under another name.",
    ),
    Sign(
        "changed_copy",
        "fork",
        changed_copy,
        "«{a}» sta in {source}, si dà l’indirizzo {stated} e si descrive in un altro modo: è una copia modificata.",
        "“{a}” stands in {source}, gives the address {stated} and describes itself otherwise: a changed copy.",
    ),
    Sign(
        "successor",
        "successor",
        successor,
        "«{a}» ha il nome di «{b}» con un numero in più, in un altro deposito dello stesso ente.",
        "“{a}” has the name of “{b}” and a number, in another repository of the same body.",
    ),
    Sign(
        "local_name",
        "customisation",
        local_name,
        "«{a}» ha il nome di «{b}» con quello di un luogo, in un deposito di un altro ente.",
        "“{a}” has the name of “{b}” and that of a place, in another body's repository.",
    ),
    Sign(
        "unnamed_twin",
        "customisation",
        unnamed_twin,
        "«{a}» non ha un nome suo e ha la stessa funzione e la stessa licenza di «{b}»: può esserne un adattamento.",
        "“{a}” has no name of its own and shares function and licence with “{b}”: it may be an adaptation of it.",
    ),
)


def signs(a: Side, b: Side) -> Iterator[Sign]:
    """The signs that `a` comes from `b`."""
    return (sign for sign in SIGNS if sign.holds(a, b))


def sentences(sign: Sign, a: Side, b: Side) -> Mapping[str, str]:
    places = {"a": a.record.name, "b": b.record.name, "source": a.row.source or "", "stated": a.row.given_address or ""}
    return {"it": sign.it.format(**places), "en": sign.en.format(**places)}


def _likeness(a: Columns, b: Columns) -> float:
    """Common words of two descriptions as a share of the smaller one, 0 to 1; 1 where one has no description."""
    least = min(len(a.text), len(b.text))
    return len(set(a.text) & set(b.text)) / least if least else 1.0


def _last(address: str | None) -> str:
    return (address or "").rpartition("/")[2]


def _owner(address: str) -> str:
    return address.rpartition("/")[0]
