"""How names of bodies are written: spellings that mean the same give the same key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ckanext.smartlombardia import vocabularies

TOWN = re.compile(
    r"^(?:il )?(?:(?:comune|municipio|citta|amministrazione comunale|com|c ne) di? |comune |com |c ne )(?!di?\b)(.+)$"
    r"|^(.+) comune$"
)
BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
REMARK = re.compile(r"^\([^()]*\)\s*")  # such as "(SOPPRESSO)"
TAIL = re.compile(r"\s+[-–—]\s+|[,;]")  # what follows is an office or a place
PROVINCE = re.compile(r"^(?:prov(?:incia)?\.?\s+(?:di\s+)?)?(.+)$", re.IGNORECASE)
PREFIX = re.compile(r"^\s*(?:comune|citt[àa]'?|municipio)\s+(?:di\s+|d['’])?", re.IGNORECASE)
SAINT = re.compile(r"\bS\.?(ta|to|s|)(?:\.|(?<=[^.])(?=\s|$))", re.IGNORECASE)  # S. San, Santa …; S.ta; SS.
SHORT = re.compile(r"([A-Za-z]+)\.([A-Za-z]{2,})\.?")  # M.se: Milanese
INITIAL = re.compile(r"([A-Za-z])\.")  # Cerro al L.
PARTICLE = re.compile(r"([SDsd])/([A-Za-z]+)\.?|(s)\.([A-Z])\.?")  # s/N, s.N.: sul Naviglio; d/B: della Battaglia
PARTICLES = {"s": "su(?:ll?[oa]?)?", "d": "d(?:[ea]ll?[oae]?|[ei]i?)?"}
FILLER = re.compile(r"\d{2}|^(n d|nd|vari|altri|diversi|nessuno)\b")  # what stands in a column of names and is none
OUTSIDE = "outside"
CODE = 2  # letters of a province's code


def fold(text: str) -> str:
    """Lower case, ASCII letters and digits only, words apart by one space: "Santa Maria Hoè" -> "santa maria hoe"."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", plain.lower()))


def letters(text: str) -> str:
    """The folded text without spaces: the same for "S.p.A." and "SpA", "Campo Dolcino" and "Campodolcino"."""
    return fold(text).replace(" ", "")


def gist(text: str) -> str:
    """The letters of the words that tell bodies apart: without particles and legal form, with acronyms spelt out."""
    words = _words()
    joined = re.sub(r"\b(?:[a-z0-9] )+[a-z0-9]\b", lambda run: run[0].replace(" ", ""), fold(text))
    return "".join(words.get(word, word) for word in joined.split()).replace(" ", "") or letters(text)


def acronyms(text: str) -> list[str]:
    """Acronyms that stand for words of a name: "asst" for an "Azienda Socio Sanitaria Territoriale"."""
    key = gist(text)
    return [word for word, becomes in _words().items() if becomes and becomes.replace(" ", "") in key]


def is_poor(text: str) -> bool:
    """Whether a name is too poor to be told by its gist: fewer than two words of substance."""
    words = _words()
    return sum(bool(words.get(word, word)) for word in fold(text).split()) < 2


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as a source writes it, taken apart.

    `town` is what follows "Comune di", folded, None where nothing says that a municipality is meant; `province` is the
    code of one of ours, `OUTSIDE` for another region's, None where none is named.
    """

    text: str
    town: str | None
    province: str | None


def read(name: str, province: str | None = None) -> Spelling:
    """Take a name apart. A province in brackets at its end counts like `province`, which wins where both are there."""
    text = " ".join(name.split())
    province_found = province_code(province) if province else None
    bracket = BRACKET.search(text)
    if bracket and (inside := province_code(bracket[1], only_codes=True)):
        text, province_found = text[: bracket.start()], province_found or inside
    town = TOWN.match(fold(text))
    return Spelling(text, (town[1] or town[2]) if town else None, province_found)


def province_code(text: str, *, only_codes: bool = False) -> str | None:
    """The code of a province given by code or name, `OUTSIDE` for one of another region, None for no province at all.

    With `only_codes` a text counts as another region's province only when it has two letters.
    """
    match = PROVINCE.match(text.strip())
    if match is None or match[1].upper() in ("N/D", "ND", "N.D."):
        return None
    name, codes = match[1].strip(), _provinces()
    if code := codes.get(name.lower() if len(name) == CODE else f"name {gist(name)}"):
        return code
    return OUTSIDE if re.fullmatch("[A-Za-z]{2}", name) or not only_codes else None


def variants(text: str) -> Iterable[str]:
    """Ways to read a name: as it is, without a remark before it, a bracket after it, or what follows a dash."""
    yield text
    if REMARK.match(text):
        yield REMARK.sub("", text)
    if BRACKET.search(text):
        yield BRACKET.sub("", text)
    if TOWN.match(fold(text)) and (tail := TAIL.search(text)):
        yield text[: tail.start()]
    if (mended := _without_mojibake(text)) != text:
        yield mended


def abbreviated(text: str) -> re.Pattern[str] | None:
    """A pattern for the letters of a town's name with abbreviations ("S. Donato M.se"), None where there are none."""
    pieces, has_abbreviation = [], False
    words = PREFIX.sub("", text).replace("’", "'").split()
    parts = (part for word in words for part in ([word] if PARTICLE.fullmatch(word) else _split_saint(word)))
    for word in parts:
        if particle := PARTICLE.fullmatch(word):
            which, rest = particle[1] or particle[3], particle[2] or particle[4]
            pieces.append(f"{PARTICLES[which.lower()]}{letters(rest)}[a-z]*")
        elif saint := SAINT.fullmatch(word):
            pieces.append({"ta": "santa", "to": "santo"}.get(saint[1].lower(), "(?:san|santa|santo|sant|santi)"))
        elif short := SHORT.fullmatch(word):
            pieces.append(f"{letters(short[1])}[a-z]+{letters(short[2])}")
        elif initial := INITIAL.fullmatch(word):
            pieces.append(f"{letters(initial[1])}[a-z]+")
        else:
            pieces.append(letters(word))
            continue
        has_abbreviation = True
    return re.compile("".join(pieces)) if has_abbreviation else None


def is_filler(text: str) -> bool:
    """Whether a text in a column of names is no name at all: a number, "n/d", "altri 25 enti"."""
    return bool(FILLER.search(fold(text))) or len(letters(text)) < CODE


def is_short_form(text: str) -> bool:
    """Whether a name is abbreviated, or several names in one."""
    return bool(re.search(r"[/;]|\w\.", text))


def _split_saint(word: str) -> list[str]:
    return SAINT.sub(r"\g<0> ", word).split()


def _without_mojibake(text: str) -> str:
    """A text whose UTF-8 was read as Windows-1252, put right: `CantÃ¹` is Cantù."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@cache
def _words() -> dict[str, str]:
    return {row["word"]: row["becomes"] for row in vocabularies.rows("name_words")}


@cache
def _provinces() -> dict[str, str]:
    """Codes by code, and by `name` and the gist of a name."""
    codes: dict[str, str] = {}
    for province in vocabularies.concepts("provinces"):
        codes |= {
            province.code.lower(): province.code,
            **{f"name {gist(label)}": province.code for label in province.label.values()},
        }
    return codes
