"""Word lists that the office keeps, as sets of folded words. General knowledge only: no product is named here."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ckanext.smartlombardia import vocabularies

WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents or other marks: "Città" -> "citta"."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def root(word: str) -> str:
    """A word without its gender and number: "scolastica", "scolastici" -> "scolast". Short words stay as they are."""
    return re.sub(r"(?:ic)?h?[aeio]{1,2}$", "", word) if len(word) > 5 else word


@cache
def of_kind(*kinds: str) -> frozenset[str]:
    """Words of the table `matching_words` of these kinds; the note of the table says what each kind is."""
    return frozenset(row["word"] for row in vocabularies.rows("matching_words") if row["kind"] in kinds)


@cache
def places() -> frozenset[str]:
    """Words in the names of municipalities and provinces: they never tell a product."""
    names = [body.name for body in vocabularies.bodies("municipality")]
    names += [province.label["it"] for province in vocabularies.concepts("provinces")]
    return frozenset(word for name in names for word in WORD.findall(fold(name)) if len(word) > 2)


@cache
def localities() -> frozenset[str]:
    """Words of places and of the region itself."""
    return places() | {"lombardia", "lombardo", "lombarda", "regione", "comune", "provincia", "citta", "di"}


@cache
def province_codes() -> frozenset[str]:
    """Two-letter codes of the provinces, lower case: towns have addresses under them ("comune.livo.co.it")."""
    return frozenset(province.code.lower() for province in vocabularies.concepts("provinces"))


@cache
def functional() -> frozenset[str]:
    """Words that say what software is for: labels, definitions and lower-case synonyms of our functions."""
    texts = []
    for concept in vocabularies.concepts("functions"):
        texts += [concept.label["it"], concept.label["en"]]
        texts += [concept.extra.get("definition_it", ""), concept.extra.get("definition_en", "")]
        texts += [term for term in concept.extra["also_called"].split("|") if term.islower()]
    return frozenset(word for text in texts for word in WORD.findall(fold(text)))


@cache
def common() -> frozenset[str]:
    """Every word that can stand in a product's name without telling which product it is."""
    frequent = frozenset(row["word"] for row in vocabularies.rows("matching_common"))
    return frequent | functional() | of_kind("legal", "maker", "generic", "edition", "stop", "acronym", "query")


@cache
def renames() -> tuple[tuple[str, str], ...]:
    """(former name, name now) of vendors and products, folded; public facts with their source in the table."""
    return tuple((fold(row["was"]), fold(row["now"])) for row in vocabularies.rows("matching_renames"))


@cache
def short() -> dict[str, str]:
    """Expand a word of a title that is written short or in another way: "upg" -> "upgrade"."""
    return {row["word"]: row["means"] for row in vocabularies.rows("matching_short")}
