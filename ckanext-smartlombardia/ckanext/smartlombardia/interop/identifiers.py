"""Names and values -> the identifiers that others use too, by the table `identifier_lexicon`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ckanext.smartlombardia import vocabularies as v

ODD = "BAKPLCQDREVOSFTGUHMINJWZYX"
"""Worth of the odd characters of a tax code, by their worth (DM 23 December 1976): B is 0, A is 1, K is 2 …"""
SAMPLE = 1000


def find_schemes_by_name(names: Iterable[str]) -> set[str]:
    """Find the identifier schemes that columns or properties are named after, by their folded names."""
    by_name = _by_name()
    return {by_name[code] for name in names if (code := plain(name)) in by_name}


def find_schemes_in_texts(texts: Iterable[str]) -> set[str]:
    """Find the identifier schemes that texts name in words, such as «codice fiscale»."""
    text = " ".join(texts).lower()
    return {scheme for scheme, words in _in_words().items() if any(word in text for word in words)}


@v.derived
def _in_words() -> dict[str, tuple[str, ...]]:
    """Names of the schemes of several words: one word alone, such as CF, says too little."""
    terms = {}
    for concept in v.concepts("standards"):
        if concept.extra["kind"] == "identifier":
            names = {concept.label["it"].lower(), *concept.extra["also_called"].lower().split("|")}
            terms[concept.code] = tuple(sorted(name for name in names if " " in name and "(" not in name))
    return terms


def share(scheme: str, values: Sequence[str]) -> float | None:
    """Share of the values that are right codes of a scheme; None without values or without a way to tell."""
    row = next((row for row in v.rows("identifier_lexicon") if row["scheme"] == scheme), None)
    filled = [value.strip() for value in values[:SAMPLE] if value and value.strip()]
    if row is None or not filled or not (row["pattern"] or row["check"]):
        return None
    return sum(_right(row["pattern"], row["check"], value) for value in filled) / len(filled)


def _right(pattern: str, check: str, value: str) -> bool:
    if pattern and not re.fullmatch(pattern.strip("^$"), value.upper() if check in ("tax_code",) else value):
        return False
    if check == "bodies":
        return value.lower() in _codes()
    if check == "tax_code":
        return tax_code(value.upper())
    return vat(value) if check == "luhn" else True


def tax_code(code: str) -> bool:
    """Is the last letter of a tax code the one that the others ask for?"""
    total = 0
    for place, letter in enumerate(code[:15]):
        number = int(letter) if letter.isdigit() else ord(letter) - ord("A")
        total += number if place % 2 else ODD.index(chr(ord("A") + number))
    return chr(ord("A") + total % 26) == code[15]


def vat(code: str) -> bool:
    """Is the last digit of a VAT number the one that the others ask for?"""
    digits = [int(digit) for digit in code.removeprefix("IT")]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


@v.derived
def _by_name() -> dict[str, str]:
    return {
        plain(name): row["scheme"] for row in v.rows("identifier_lexicon") for name in row["names"].split("|") if name
    }


@cache
def _codes() -> frozenset[str]:
    """Codes of the Lombard bodies, of all kinds, in lower case."""
    codes = {row["ipa"].lower() for name in ("bodies", "other_bodies") for row in v.rows(name) if row.get("ipa")}
    for row in v.rows("bodies"):
        codes |= {str(row.get(name, "")).lower() for name in ("istat", "cadastral")}
    return frozenset(codes - {""})


def plain(name: str) -> str:
    """`codiceFiscale`, `Codice Fiscale`, `ipa:codice_fiscale` and `codice_fiscale` are one name."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(":")[2])
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
