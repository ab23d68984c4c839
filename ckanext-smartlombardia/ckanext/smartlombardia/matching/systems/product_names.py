"""The product that an object names: spans of words that may be a name, ranked by a small learnt model.

A name follows a cue («software», «denominato»), stands in quotation marks, is written oddly (J-Pers, URBAMID+), is rare
in Italian (frequencies of the package wordfreq), or is known (table `products`). A maker, the supplier, an acronym of
the trade and a word for a function are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ckanext.smartlombardia import vocabularies

from .lot import Lot
from .lot_functions import is_function_word
from .text import fold, plain_signs, squash, strip_tender_language

MAX_NAME_WORDS = 4
QUOTED_PROBABILITY = 0.5  # at least: who puts a word in quotation marks after «software» names it
RARE_ZIPF = 3.0  # below one in a million words
_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[\w@&+][\w@&+-]*|\w")
_QUOTED = re.compile(r"[\"'(]{1,2}\s*([^\"'()]{2,40}?)\s*[\"')]{1,2}")
_BREAK = re.compile(r'[,;:()"§]|\. ')
_CODE = re.compile(r"\d{4,}|\d[a-z]+\d|[a-z]{2,}\d{2,}[a-z]{2,}")
_ODD_OR_DIGIT = re.compile(r"[a-zà-ù][A-Z]|@|\+|\d")
_ODD = re.compile(r"[a-zà-ù][A-Z]|@|\+")
_LEGAL_FORM = re.compile(r"s\.?p\.?a|s\.?r\.?l|s\.?n\.?c|s\.?a\.?s|soc|coop|societa|ditta")
_WORD_ENDING = re.compile(
    r"(?:zione|zioni|mento|menti|tiv[oaei]|abile|abili|ari[oae]?|arie|ic[ioa]|iche|al[ei]|[aei]re|at[oaie]|ista|isti"
    r"|enz[ae]|ita)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the object, as written and folded, with its place."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a product's name. `product_row` is its row of the table `products`, None for a new name."""

    as_written: str
    product_row: Mapping[str, str] | None
    start: int
    length: int
    features: tuple[float, ...]

    @property
    def is_quoted_name(self) -> bool:
        """Whether it stands in quotation marks right after a cue and says no function."""
        return bool(self.features[_IN_QUOTES] and self.features[_AFTER_CUE] and not self.features[_FUNCTION_WORD])


@vocabularies.derived
def known_products() -> dict[str, Mapping[str, str]]:
    """Rows of the table `products` by the squashed name and by each alias."""
    by_name: dict[str, Mapping[str, str]] = {}
    for row in vocabularies.rows("products"):
        for name in (row["product"], *filter(None, row["aliases"].split("|"))):
            by_name.setdefault(squash(name), row)
    return by_name


def product_family(name: str) -> str:
    """A name to compare products by: squashed, and the product's own where the table `products` has it as an alias."""
    row = known_products().get(squash(name))
    return squash(row["product"] if row else name)


def known_functions(name: str) -> tuple[str, ...]:
    """Look up the functions of a product in the table `products`; empty for a product that it does not have."""
    row = known_products().get(squash(name))
    return tuple(filter(None, row["functions"].split("|"))) if row else ()


@vocabularies.derived
def _known_beginnings() -> frozenset[str]:
    """Every beginning of a known name: a span that is none cannot grow into a known product."""
    return frozenset(name[:end] for name in known_products() for end in range(1, len(name) + 1))


@vocabularies.derived
def _maker_names() -> frozenset[str]:
    makers = {squash(row["maker"]) for row in vocabularies.rows("products")}
    return frozenset(makers | {squash(row["vendor"]) for row in vocabularies.rows("vendors")} | _words("maker"))


@vocabularies.derived
def _word_groups() -> dict[str, frozenset[str]]:
    return {row["group"]: frozenset(row["words"].split()) for row in vocabularies.rows("contract_name_words")}


@vocabularies.derived
def _no_names() -> frozenset[str]:
    return _words("stop") | _words("cue") | _words("filler")


def _words(group: str) -> frozenset[str]:
    return _word_groups()[group]


@lru_cache(maxsize=200_000)
def italian_frequency(word: str) -> float:
    """Frequency of a folded word in Italian, on the Zipf scale (0 never seen, 7 very common)."""
    from wordfreq import zipf_frequency

    letters = re.sub(r"[^a-z]", "", word) or word
    return zipf_frequency(letters, "it") if letters else 0.0


@lru_cache(maxsize=200_000)
def _is_more_english(word: str) -> bool:
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en") > italian_frequency(word) + 0.3


@lru_cache(maxsize=200_000)
def looks_like_name(word: str, is_upper: bool, is_first: bool) -> bool:
    """Whether a word may be part of a name: written oddly, or rare in Italian, and none of those that never are.

    In an object that is all in capitals (`is_upper`) capitals tell nothing; nor does that of the first word.
    """
    folded = fold(word)
    if len(folded) < 2 or folded.isdigit() or _CODE.search(folded) or folded in _no_names():
        return False
    is_odd = bool(_ODD_OR_DIGIT.search(word))
    if not is_upper:
        is_odd = is_odd or ("-" in word and word[0].isupper())
        is_odd = is_odd or (word[0].isupper() and not is_first)
        is_odd = is_odd or (word.isupper() and len(word) > 2)
    return is_odd or italian_frequency(folded) < RARE_ZIPF


class NameText:
    """An object prepared for the search of names: its words, quotations, and how it is written."""

    def __init__(self, lot: Lot) -> None:
        self.text = strip_tender_language(plain_signs(lot.object))
        self.words = [
            Word(match[0], fold(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(self.text)
        ]
        letters = [sign for sign in self.text if sign.isalpha()]
        self.is_upper = sum(sign.isupper() for sign in letters) > 0.6 * max(1, len(letters))
        self.quotations = [match.span(1) for match in _QUOTED.finditer(self.text)]
        self.supplier = fold(lot.supplier)
        self.supplier_words = frozenset(re.findall(r"[a-z0-9]{3,}", self.supplier))
        self.body_words = frozenset(re.findall(r"[a-z0-9]{3,}", fold(lot.body)))
        self.looks_like_name = [
            looks_like_name(word.text, self.is_upper, number == 0) for number, word in enumerate(self.words)
        ]

    def quotation(self, start: int, end: int, size: int) -> tuple[bool, bool]:
        """Whether a span fills a quotation or a bracket, and whether it is in quotation marks."""
        if not self.quotations:
            return False, False
        fits = [
            opening for opening, closing in self.quotations
            if opening <= start + 1 and end <= closing + 1 and closing - opening <= size + 3
        ]  # fmt: skip
        return bool(fits), any(self.text[opening - 1] == '"' for opening in fits)

    def cue(self, number: int) -> tuple[str, int]:
        """The cue before a word and how many words lie between; ("", 9) without one."""
        for back in range(1, 6):
            before = number - back
            if before < 0 or re.search(r"[.;§]\s", self.text[self.words[before].end : self.words[number].start]):
                break
            word = self.words[before].folded
            if word in _words("cue"):
                return word, back - 1
            if word not in _words("filler") and not self.looks_like_name[before]:
                break
        return "", 9


FEATURES = (
    "loose", "function_word", "in_quotes", "loose_quotation", "listed", "loose_before_purpose", "extends",
    "extends_back", "known", "known_common_word", "known_of_supplier", "distance_0", "distance_1", "distance_2_3",
    "no_cue", "cue_software", "cue_platform", "cue_licence", "cue_named", "quoted", "rarest", "rare", "middling",
    "common", "frequency", "odd", "digit", "hyphen", "upper_text", "capitalised", "upper_in_mixed", "in_supplier",
    "in_body", "before_legal_form", "before_purpose", "short", "long", "two_words", "many_words", "first",
    "after_place", "plural_ending", "unknown_in_italian", "english", "word_ending",
)  # fmt: skip


_IN_QUOTES, _AFTER_CUE, _FUNCTION_WORD = map(FEATURES.index, ("in_quotes", "distance_0", "function_word"))


def find_candidates(lot: Lot) -> list[Candidate]:
    """Spans of an object that may be the name of a product, in their order."""
    prepared = NameText(lot)
    return list(_candidates(prepared))


def _candidates(prepared: NameText) -> Iterator[Candidate]:
    words = prepared.words
    for number in range(len(words)):
        for length in range(1, min(MAX_NAME_WORDS, len(words) - number) + 1):
            span = words[number : number + length]
            strict = all(prepared.looks_like_name[number : number + length])
            may_be_known = squash(span[0].text) in _known_beginnings()
            if not (strict or may_be_known or prepared.quotations or length == 1):
                break
            as_written = prepared.text[span[0].start : span[-1].end]
            if "§" in as_written or (length > 1 and _BREAK.search(as_written)):
                break
            as_written = as_written if as_written.endswith("+") else as_written.strip("-+ ")
            product = known_products().get(squash(as_written)) if may_be_known else None
            quoted, in_quotes = prepared.quotation(span[0].start, span[-1].end, len(as_written))
            loose = length == 1 and product is None and _may_be_loose_name(prepared, number)
            if product is None and not (in_quotes or loose or strict):
                continue
            if product is None and (squash(as_written) in _maker_names() or (in_quotes and _is_empty(span))):
                continue
            features = _features(prepared, number, span, as_written, product, strict, quoted, in_quotes)
            yield Candidate(as_written, product, number, length, features)


def _is_empty(span: list[Word]) -> bool:
    """Whether nothing but words around names and numbers stands in a span."""
    return all(word.folded in _no_names() or word.folded.isdigit() for word in span)


def _may_be_loose_name(prepared: NameText, number: int) -> bool:
    """An ordinary word right after a cue may be a name («software Concilia»), unless it says what the software does."""
    word = prepared.words[number].folded
    return (
        number > 0
        and prepared.words[number - 1].folded in _words("cue")
        and len(word) > 2
        and word not in _no_names()
        and not re.search(r"\d{3,}", word)
        and not is_function_word(word)
    )


def _joins(prepared: NameText, left: int, right: int) -> bool:
    """Whether nothing but a space stands between two words."""
    between = prepared.text[prepared.words[left].end : prepared.words[right].start]
    return not re.search(r'[,;:()."]', between)


def _features(
    prepared: NameText,
    number: int,
    span: list[Word],
    as_written: str,
    product: Mapping[str, str] | None,
    strict: bool,
    quoted: bool,
    in_quotes: bool,
) -> tuple[float, ...]:
    words, length, after = prepared.words, len(span), number + len(span)
    cue, distance = prepared.cue(number)
    following = words[after].folded if after < len(words) else ""
    previous = words[number - 1].folded if number else ""
    frequencies = [italian_frequency(word.folded) for word in span]
    squashed, top = squash(as_written), max(frequencies)
    folded = [word.folded for word in span]
    parts = re.findall(r"[a-z0-9]{3,}", " ".join(folded))
    is_listed = number > 1 and (
        (
            prepared.looks_like_name[number - 1]
            and bool(re.search(r",| e ", prepared.text[words[number - 1].end : span[0].start]))
        )
        or (previous == "e" and prepared.looks_like_name[number - 2])
    )
    extends = after < len(words) and prepared.looks_like_name[after] and _joins(prepared, after - 1, after)
    extends_back = number > 0 and prepared.looks_like_name[number - 1] and _joins(prepared, number - 1, number)
    makers = re.findall(r"[a-z0-9]{4,}", fold(product["maker"])) if product else []
    values = (
        not strict and not in_quotes and product is None,
        is_function_word(" ".join(folded)),
        in_quotes,
        in_quotes and not strict,
        is_listed,
        not strict and following in ("per", "di", ""),
        extends,
        extends_back,
        product is not None and not product["common_word"],
        product is not None and bool(product["common_word"]),
        any(maker in prepared.supplier for maker in makers),
        distance == 0,
        distance == 1,
        distance in (2, 3),
        distance == 9,
        cue in _words("cue_software"),
        cue in _words("cue_platform"),
        cue in _words("cue_licence"),
        cue.startswith("denominat"),
        quoted,
        min(frequencies) < 1.5,
        top < 1.5,
        1.5 <= top < 3,
        top >= 3.5,
        top / 5,
        any(_ODD.search(word.text) for word in span),
        any(sign.isdigit() for sign in as_written),
        "-" in as_written,
        prepared.is_upper,
        not prepared.is_upper and all(word.text[0].isupper() for word in span),
        not prepared.is_upper and all(word.text.isupper() for word in span) and len(as_written) > 2,
        any(part in prepared.supplier_words for part in parts),
        any(word in prepared.body_words for word in folded),
        bool(_LEGAL_FORM.match(following)) or previous in _words("before_supplier"),
        following in ("per", "di", "e", ""),
        len(squashed) < 4,
        len(squashed) > 14,
        length == 2,
        length >= 3,
        number == 0,
        previous in _words("before_place"),
        length == 1 and top > 0 and folded[-1][-1:] in tuple("ieoa"),
        all(frequency == 0 for frequency in frequencies),
        all(_is_more_english(word) for word in folded),
        bool(_WORD_ENDING.search(folded[-1])),
    )
    return tuple(float(value) for value in values)


def best_candidate(lot: Lot, coefficients: Any, intercept: float) -> tuple[Candidate, float] | None:
    """The candidate that an object means, with its probability; None where nothing may be a name.

    `coefficients` are those of FEATURES.
    """
    import numpy as np

    candidates = find_candidates(lot)
    if not candidates:
        return None
    features = np.array([candidate.features for candidate in candidates])
    probabilities = 1 / (1 + np.exp(-(features @ coefficients + intercept)))
    floors = [QUOTED_PROBABILITY if candidate.is_quoted_name else 0.0 for candidate in candidates]
    return choose(candidates, np.maximum(probabilities, floors))


def choose(candidates: list[Candidate], probabilities: Any) -> tuple[Candidate, float]:
    """Of candidates nearly as likely as the best, those that begin first; of these the likeliest."""
    floor = 0.6 * float(max(probabilities))
    near = [
        (candidate.start, -float(probability), index)
        for index, (candidate, probability) in enumerate(zip(candidates, probabilities, strict=True))
        if probability >= floor
    ]
    _, negative, index = min(near)
    return candidates[index], -negative
