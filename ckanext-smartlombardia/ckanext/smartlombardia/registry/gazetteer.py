"""Names of bodies -> the body that bears one, however it is spelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz.distance import OSA

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import spelling
from ckanext.smartlombardia.registry.spelling import OUTSIDE, Spelling, gist, letters
from ckanext.smartlombardia.types import Repair
from ckanext.smartlombardia.vocabularies import Body

How = Literal["ipa", "tax_code", "istat", "cadastral", "name", "former_name", "loose_name", "abbreviation", "slip"]
Candidates = tuple[Body, ...]

TOWN = "municipality"
MIN_TOWN_LETTERS = 5  # of the name of a town that is looked for in the middle of another text
NEEDS_PROVINCE = {"school"}  # named after persons, the same in every region
MIN_LETTERS_FOR_SLIP = 6  # letters of a name in which one wrong letter may be mended
WHY = {
    "former_name": "È una denominazione precedente dell’ente.",
    "loose_name": "Il nome è quello dell’ente, salvo particelle, sigle o forma giuridica.",
    "abbreviation": "Il nome è abbreviato: un solo comune lombardo gli corrisponde.",
    "slip": "Una lettera sbagliata: un solo comune italiano ha un nome così.",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A body that was identified, the clue that decided, and the repairs that were needed."""

    body: Body
    how: How
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The reason why no body was identified (Italian), the candidates, and whether it is outside Lombardy."""

    reason: str
    candidates: Candidates = ()
    outside: bool = False


class Gazetteer:
    """Names under which a body of Lombardy may be found, and those of other regions that could be mistaken for one."""

    def __init__(self, bodies: Iterable[Body]):
        self._towns: dict[str, Body] = {}
        self._town_gists: dict[str, Body] = {}
        self._names: dict[str, Candidates] = defaultdict(tuple)
        self._gists: dict[str, Candidates] = defaultdict(tuple)
        by_ipa = {body.ipa: body for body in bodies}
        for body in by_ipa.values():
            if body.kind == TOWN:
                self._towns[letters(body.name)] = self._town_gists[gist(body.name)] = body
                self._names[letters(body.name)] += (body,)
            elif not spelling.is_poor(body.official_name):
                self._gists[gist(body.official_name)] += (body,)
            if letters(body.official_name) != letters(body.name) or body.kind != TOWN:
                self._names[letters(body.official_name)] += (body,)
        for row in vocabularies.rows("body_aliases"):
            self._names[letters(row["alias"])] += _as_candidates(by_ipa.get(row["ipa"]))
        self._former = {letters(name): body for body in by_ipa.values() for name in body.former_names}
        ended = vocabularies.rows("ended_bodies")
        self._ended = {letters(row["name"]): row for row in ended if letters(row["name"]) not in self._towns}
        self._elsewhere: dict[str, set[str]] = defaultdict(set)
        for row in vocabularies.rows("outside_names"):
            self._elsewhere[letters(row["name"])].add(row["province"])
        self._slips: dict[str, set[str]] = defaultdict(set)
        for key in {*self._towns, *self._elsewhere}:
            for shorter in _deletions(key):
                self._slips[shorter].add(key)

    def resolve(self, name: str, province: str | None = None) -> Resolved | Unresolved:
        """Identify a body by name; a province, apart or in brackets, decides homonyms and excludes other regions."""
        spelled = spelling.read(name, province)
        if spelled.province == OUTSIDE:
            return Unresolved(f"«{name}» è fuori dalla Lombardia.", outside=True)
        searches: tuple[tuple[How, Callable[[str], Candidates]], ...] = (
            ("name", self._exactly),
            ("former_name", self._formerly),
            ("loose_name", self._loosely),
            ("abbreviation", self._abbreviated),
            ("slip", self._slipped),
        )
        texts = list(spelling.variants(spelled.text))
        for how, search in searches:
            for text in texts:
                if candidates := search(text):
                    return self._judge(name, spelled, candidates, how)
        return next(filter(None, map(self._gone, texts)), None) or Unresolved(
            f"«{name}» non è fra gli enti della Lombardia.", outside=not self._may_be_ours(spelled)
        )

    def _may_be_ours(self, spelled: Spelling) -> bool:
        """Whether a name that tells no body may be of Lombardy: it is no name, or has a town of ours in it."""
        if spelling.is_filler(spelled.text):
            return True
        if spelled.town and not spelling.is_short_form(spelled.text):
            return False
        words = spelling.fold(spelled.text).split()
        runs = (
            "".join(words[at:end]) for at in range(len(words)) for end in range(at + 1, min(at + 4, len(words)) + 1)
        )
        towns = (run for run in runs if len(run) >= MIN_TOWN_LETTERS and run in self._towns)
        return any(run not in self._elsewhere for run in towns) or any(word.startswith("lombard") for word in words)

    def _exactly(self, text: str) -> Candidates:
        town = _town(text)
        return _as_candidates(self._towns.get(letters(town))) if town else self._names.get(letters(text), ())

    def _formerly(self, text: str) -> Candidates:
        return _as_candidates(self._former.get(letters(_town(text) or text)))

    def _loosely(self, text: str) -> Candidates:
        town = _town(text)
        if not town:
            return () if spelling.is_poor(text) else self._gists.get(gist(text), ())
        return () if self._is_elsewhere(town) else _as_candidates(self._town_gists.get(gist(town)))

    def _abbreviated(self, text: str) -> Candidates:
        pattern = spelling.abbreviated(text)
        if pattern is None:
            return ()
        return tuple(body for key, body in self._towns.items() if pattern.fullmatch(key))

    def _slipped(self, text: str) -> Candidates:
        key = letters(_town(text) or "")
        if len(key) < MIN_LETTERS_FOR_SLIP or key in self._elsewhere:
            return ()
        near = {like for shorter in _deletions(key) for like in self._slips.get(shorter, ())}
        near = {like for like in near if OSA.distance(key, like) <= 1}
        return tuple(self._towns[like] for like in near) if near <= self._towns.keys() else ()

    def _gone(self, text: str) -> Unresolved | None:
        """A town that ended and whose IPA code no register has any more."""
        row = self._ended.get(letters(_town(text) or text))
        return None if row is None or self._is_elsewhere(row["name"]) else gone(row)

    def _is_elsewhere(self, name: str) -> bool:
        return letters(name) in self._elsewhere

    def _judge(self, name: str, spelled: Spelling, candidates: Candidates, how: How) -> Resolved | Unresolved:
        """One body, or why not: homonyms need a province, and the province must not belong to another."""
        in_province = tuple(body for body in candidates if body.province == spelled.province)
        if len(candidates) > 1 and len(in_province) != 1:
            return Unresolved(f"«{name}» è il nome di {len(candidates)} enti: serve il codice IPA.", candidates)
        body = in_province[0] if in_province else candidates[0]
        if body.kind in NEEDS_PROVINCE and not in_province:
            return Unresolved(f"«{name}» può essere un ente di un’altra regione: serve il codice IPA.", candidates)
        repairs = []
        if how in WHY:
            repairs.append(Repair("body", name, body.official_name or body.name, WHY[how]))
        if body.kind == TOWN and not in_province:
            if provinces := self._elsewhere.get(letters(body.name)):
                where = ", ".join(sorted(provinces))
                return Unresolved(
                    f"Un Comune di {body.name} c’è anche altrove ({where}): serve il codice IPA.", candidates
                )
            if spelled.province:
                repairs.append(Repair("province", spelled.province, body.province, "La provincia era un’altra."))
        return Resolved(body, how, tuple(repairs))


def gone(row: Mapping[str, str]) -> Unresolved:
    """What is said of a row of `ended_bodies` whose town has no IPA code any more."""
    successor = vocabularies.body(row["successor"])
    last = date.fromisoformat(row["valid_until"])
    now = f": ora è {successor.official_name}" if successor else ""
    return Unresolved(f"Il Comune di {row['name']} è cessato il {last:%d/%m/%Y}{now}.", _as_candidates(successor))


def _town(text: str) -> str | None:
    return spelling.read(text).town


def _as_candidates(body: Body | None) -> Candidates:
    return (body,) if body else ()


def _deletions(key: str) -> set[str]:
    """The key and what remains when one letter is left out: keys one edit apart share one of these."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
