"""Texts as clerks type them -> tokens, vendor cores, addresses and versions that can be compared. Pure.

Originals are never lost: a token keeps how it was written. Change VERSION whenever the same text gives another result,
because scores are only comparable within one version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from . import word_lists

VERSION = 1

MAX_TEXT_LENGTH = 20_000
"""Signs read of one text; what follows tells no product."""

INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b|\b(?:[^\W\d_]\.){2,}")
AMPERSAND = re.compile(r"(?<=[^\W_])&(?=[^\W_])")
TOWN = re.compile(r"\b(?:[Dd]el\s+|[Ii]l\s+)?[Cc]omune\s+(?:di\s+|d['’]\s*)[A-ZÀ-Ý][^,;:.()\-–\n]*")
ADDRESS = re.compile(r"\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:it|com|org|net|eu|io)\b\S*")
MAX_WORD_CHARACTERS = 300  # between two spaces; what is longer names nothing, and the pattern grows with its square
WORD = re.compile(r"\S+")
TOKEN = re.compile(r"[^\W_]+")
CUT = re.compile(r"\.(?=[,;:)]|\s+[^\sA-ZÀ-Ý])")
SENTENCE_END = re.compile(r"[.!?:;\n][^\w]*$")
SECOND_LEVEL = frozenset({"co", "com", "gov", "org", "net", "edu", "ac", "lombardia"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as written and folded; has it a capital; does it start a sentence; is it tied to the word before; is it
    cut short by a dot that ends no sentence.
    """

    text: str
    folded: str
    capital: bool
    initial: bool
    glued: bool
    cut: bool

    @property
    def numeric(self) -> bool:
        return self.folded.isdigit()


@lru_cache(maxsize=200_000)
def tokens(text: str) -> tuple[Token, ...]:
    """Words of a text in order. Dotted initials and "P&S" become one word ("P.E.L.L." -> "pell")."""
    return tuple(_tokens(text[:MAX_TEXT_LENGTH]))


def _tokens(text: str) -> Iterator[Token]:
    text = AMPERSAND.sub("", INITIALS.sub(lambda match: match.group().replace(".", "") + " ", text))
    last = 0
    for match in TOKEN.finditer(text):
        before, word = text[last : match.start()], match.group()
        folded = "".join(TOKEN.findall(word_lists.fold(word)))
        if folded:
            yield Token(
                word,
                folded,
                capital=any(sign.isupper() for sign in word),
                initial=not last or bool(SENTENCE_END.search(before)),
                glued=bool(last) and before in ("-", ".", "'", "’", "_", "&", "+"),
                cut=bool(CUT.match(text, match.end())),
            )
        last = match.end()


def without_addresses(text: str) -> str:
    """A text without the web and mail addresses in it, which are written in lower case whatever they name."""
    return WORD.sub(lambda word: _without_address(word[0]), text)


def _without_address(word: str) -> str:
    """What a word between two spaces holds beside an address. Its scheme or its `@` makes all of it one."""
    scheme, at = word.find("://", 1), word.find("@", 1)
    is_mailbox = at > 0 and word.rfind(".", at + 2, len(word) - 1) > 0
    if len(word) > MAX_WORD_CHARACTERS or is_mailbox or 0 < scheme < len(word) - 3:
        return " "
    return ADDRESS.sub(" ", word)


def without_town(text: str) -> str:
    """A text without "Comune di …" in it, unless it is nothing else: every town's own service has another name."""
    return TOWN.sub(" ", text).strip(" -–:,.") or text


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """The whole text as folded words with one space between: equal for texts that differ in case, signs or spaces."""
    return " ".join(token.folded for token in tokens(text))


@lru_cache(maxsize=50_000)
def vendor(text: str) -> str:
    """The core of a vendor's name, under its present name: "ARCA S.p.A." -> "aria". Empty when nothing is left.

    What stands in brackets is a remark (a town, a former name) and is left out, unless it is all there is.
    """
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return " ".join(_core(outside) or _core(text))


def _core(text: str) -> tuple[str, ...]:
    legal, weak = word_lists.of_kind("legal", "stop"), word_lists.of_kind("maker")
    words = renamed([token.folded for token in tokens(text) if token.folded not in legal])
    return tuple(word for word in words if word not in weak) or words


def renamed(parts: Sequence[str]) -> tuple[str, ...]:
    """Replace former names among words by present ones, in one pass."""
    joined = f" {' '.join(parts)} "
    for was, now in word_lists.renames():
        if f" {was} " in joined:
            joined = joined.replace(f" {was} ", f" {now} ")
    return tuple(dict.fromkeys(joined.split()))


@lru_cache(maxsize=50_000)
def host(url: str) -> str:
    """Host of an address without "www", empty when there is none. The scheme may be missing."""
    text = url.strip()
    if not text:
        return ""
    try:
        name = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.").strip(".") if "." in name else ""


def site(url: str) -> str:
    """Registrable domain: "cloud.esempio.it" -> "esempio.it". Endings such as "gov.it" and "cr.it" are one part."""
    parts = host(url).split(".")
    if len(parts) < 2 or all(part.isdigit() for part in parts):
        return ""
    length = 3 if len(parts) > 2 and (parts[-2] in SECOND_LEVEL or parts[-2] in word_lists.province_codes()) else 2
    return ".".join(parts[-length:])


def address(url: str) -> str:
    """An address that can be compared: no scheme, no "www", no ending slash or ".git", lower case."""
    name = host(url)
    if not name:
        return ""
    text = url.strip()
    path = urlsplit(text if "//" in text else f"//{text}").path.rstrip("/").removesuffix(".git")
    return f"{name}{path}".lower()


def address_words(url: str) -> str:
    """The words of an address that may name a product: its host without ending, then its path."""
    name = host(url)
    ending = site(url).split(".", 1)[-1] if name else ""
    rest = address(url)[len(name) :]
    return f"{name.removesuffix('.' + ending).replace('.', ' ')} {rest.replace('/', ' ')}".strip()


def version(text: str) -> tuple[int, ...]:
    """The numbers of a version, up to four: "v1.4.0" -> (1, 4, 0); empty for words such as "SaaS" or "ultima"."""
    match = re.search(r"\d+(?:\.\d+){0,3}", text)
    return tuple(int(part[:9]) for part in match.group().split(".")) if match else ()
