"""Who won a contract, where it is an organisation. A person's name and tax code are not kept, not even for a moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.spelling import fold

PERSON = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")
INITIALS = re.compile(r"\b(?:[a-z] )+[a-z]\b")  # "s p a"; «S.p.A. & C.» ends in none


def organisations(winners: Iterable[tuple[str, str]]) -> tuple[list[dict[str, str]], int]:
    """Names and VAT numbers of the winners that are organisations, and how many others there were.

    A winner is a name and a tax code. Whoever has a person's code, or a name that does not say that it is an
    organisation (table `organisation_words`), may be a person.
    """
    by_key: dict[str, dict[str, str]] = {}
    withheld = 0
    for name, code in winners:
        plain = " ".join(name.split())
        if PERSON.fullmatch(code.strip().upper()) or not is_organisation(plain):
            withheld += 1
            continue
        vat = codes.tax_number(code) or codes.vat(code)
        by_key[vat or fold(plain)] = {"name": plain, **({"vat": vat} if vat else {})}
    return list(by_key.values()), withheld


def is_organisation(name: str) -> bool:
    """Whether a name has a legal form or another word that no person's name has."""
    joined = INITIALS.sub(lambda run: run[0].replace(" ", ""), fold(name.replace("&", " con ")))
    return not _words().isdisjoint(joined.split())


@cache
def _words() -> frozenset[str]:
    return frozenset(row["word"] for row in vocabularies.rows("organisation_words"))
