"""The object of a contract as plain words: without accents, and without the language of tenders."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ckanext.smartlombardia import vocabularies

from ..text.pattern_set import PatternSet

MAX_OBJECT_CHARACTERS = 2_000  # what follows is annexes and signatures
SEPARATOR = " § "  # stands where tender language was: no name reaches across it

_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "`": "'", "¿": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-"})
_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[^a-z0-9]")


def plain_signs(text: str) -> str:
    """A text with one kind of quotation mark, apostrophe and dash, cut at its longest length, without control signs."""
    text = text[:MAX_OBJECT_CHARACTERS]
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text.translate(_TYPOGRAPHIC)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without accents; what has no Latin letter falls away."""
    if text.isascii():
        return text.replace("`", "'").lower()
    return unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHIC)).encode("ascii", "ignore").decode().lower()


@lru_cache(maxsize=65_536)
def squash(text: str) -> str:
    """Letters and digits only, to compare names: «J-City Gov» and «JCityGov» are one, and so are «@» and «a»."""
    return _SIGNS.sub("", fold(text).replace("@", "a"))


@vocabularies.derived
def _tender_patterns() -> PatternSet:
    rows = vocabularies.rows("contract_gates")
    return PatternSet(f"(?i){row['pattern']}" for row in rows if row["gate"] == "strip")


@lru_cache(maxsize=4_096)
def strip_tender_language(text: str) -> str:
    """A text without codes, laws, channels of purchase and phrases of acts (table `contract_gates`)."""
    tender = _tender_patterns()
    for number in tender.candidates(text):
        text = tender.patterns[number].sub(SEPARATOR, text)
    return _SPACES.sub(" ", text).strip()
