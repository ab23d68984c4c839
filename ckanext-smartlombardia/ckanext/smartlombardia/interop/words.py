"""Words of names and descriptions, so that two texts can be compared."""

from __future__ import annotations

import re
import unicodedata

GRAMMAR = """
a ad ai al all alla alle allo anche che con cui d da dai dal dall dalla dalle dei del dell della delle dello di e ed gli
i il in l la le lo nei nel nell nella nelle o per su sua sui sul sulla suo tra fra un una uno si
api attraverso clone comune comuni consente ente enti eservice json permette questo rest service servizio soap tipologia
v1 v2 web xml
"""
"""Words that tell no interface from another."""

EMPTY = frozenset(GRAMMAR.split())


def words(text: str, town: str = "") -> frozenset[str]:
    """The words that carry meaning: neither grammar nor the name of the town."""
    return frozenset(plain(text).split()) - EMPTY - frozenset(plain(town).split())


def headline(name: str, town: str) -> str:
    """A name without the town and the grammar at its end: `Elenco SUAP del comune di Asola` -> `Elenco SUAP`."""
    parts = name.split()
    while parts and not words(parts[-1], town):
        parts.pop()
    return " ".join(parts) or name


def plain(text: str) -> str:
    """Lower case, no accents, words and digits only, one space between."""
    spaced = text.replace("’", " ").replace("–", " ")
    bare = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))
