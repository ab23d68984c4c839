"""Which body a source means: codes and names -> one body, or the reason why it cannot be told.

Nothing is guessed silently: what was mended is a Repair, and what could be two bodies is neither. An IPA code is never
built from a cadastral code; where a source has done so, the name or the ISTAT code decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.distance import OSA

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.gazetteer import TOWN, Gazetteer, How, Resolved, Unresolved, gone
from ckanext.smartlombardia.registry.spelling import OUTSIDE, acronyms, fold, letters, province_code, read
from ckanext.smartlombardia.types import BodyRef, Repair
from ckanext.smartlombardia.vocabularies import Body

__all__ = ["Bodies", "How", "Resolved", "Unresolved", "fold"]

IPA_CODE = re.compile(r"[a-z]_[a-z0-9]{4,8}", re.IGNORECASE)  # that of a town or a region, where a name should be
Answer: TypeAlias = Resolved | Unresolved
SHORTEST_FORGIVEN, MOST_SLIPS = 5, 2  # letters typed, wrong letters among them
START = 3  # letters by which words are looked up


class Bodies:
    """All bodies of Lombardy, found by code or name."""

    def __init__(self, bodies: Iterable[Body]):
        self._by_ipa = {body.ipa: body for body in bodies}
        towns = [body for body in self._by_ipa.values() if body.istat and body.cadastral]
        self._by_istat = {body.istat: body for body in towns}
        self._by_cadastral = {body.cadastral: body for body in towns}
        self._by_tax_code = {body.tax_code: body for body in self._by_ipa.values() if body.tax_code}
        self._gazetteer = Gazetteer(self._by_ipa.values())
        ended = vocabularies.rows("ended_bodies")
        self._gone = {row[code]: row for row in ended if not row["ipa"] for code in ("istat", "cadastral")}
        self._provinces = {str(body.istat)[:3] for body in towns}
        self._entries = [_Entry(body) for body in self._by_ipa.values()]
        self._codes: dict[str, list[_Entry]] = defaultdict(list)
        self._starts: dict[str, list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            for code in filter(None, (entry.body.ipa, entry.body.istat, entry.body.cadastral)):
                self._codes[letters(code)].append(entry)
            for start in {word[:length] for word in entry.text.split() for length in range(1, START + 1)}:
                self._starts[start].append(entry)

    @classmethod
    def load(cls) -> Bodies:
        """The bodies that are known; made once, and anew when a register has changed them."""
        return _loaded(vocabularies.changes.version())

    def resolve(self, ref: BodyRef) -> Answer:
        """Identify the body that a source refers to.

        The IPA code decides, unless the name or the ISTAT code shows that it is another town's. A code that we do not
        know is another region's, unless the rest says clearly which body of ours is meant. ISTAT and cadastral codes
        are those of a body's seat where the name is not a municipality's. A tax code that we know tells a body, where
        no IPA code is given; one that we do not know tells nothing.
        """
        if (
            not ref.ipa
            and ref.name
            and IPA_CODE.fullmatch(ref.name.strip())
            and ref.name.strip().lower() in self._by_ipa
        ):
            ref = replace(ref, ipa=ref.name.strip(), name=None)
        if not ref.ipa and ref.tax_code and (body := self._by_tax_code.get(ref.tax_code.strip())):
            return Resolved(body, "tax_code")
        by_name = self._gazetteer.resolve(ref.name, ref.province) if ref.name else None
        town = self._town(ref)
        if ref.ipa and ref.ipa.strip():
            return self._by_code(ref, by_name, town if isinstance(town, Body) else None)
        if isinstance(town, Body):
            return self._by_town(ref, by_name, town)
        if isinstance(town, Unresolved) and not (isinstance(by_name, Resolved) and by_name.body.kind != TOWN):
            return town
        return by_name or Unresolved("La fonte non dice di quale ente si tratta.")

    def find(self, q: str, limit: int = 10) -> list[Body]:
        """Find bodies for what is typed, the likeliest first: by code, by name, by the beginnings of words.

        Accents and signs do not matter; a province's code tells homonyms apart; one or two wrong letters are forgiven
        where nothing else is found. Municipalities come first, the larger before the smaller, those that ended last.
        """
        query, squeezed = fold(q), letters(q)
        if not query:
            return []
        code = q.strip().lower()  # "c_707" and "C707" are two towns
        hits = [(-1 if code == entry.body.ipa else 0, entry) for entry in self._codes.get(squeezed, ())]
        likely = min((self._starts.get(word[:START], []) for word in query.split()), key=len)
        hits += [(rank, entry) for entry in likely if (rank := entry.rank(query)) is not None]
        if not hits:
            hits = [(0, entry) for entry in self._entries if squeezed in entry.letters]
        if not hits and len(squeezed) >= SHORTEST_FORGIVEN:
            hits = [(slips, entry) for entry in self._entries if (slips := entry.slips(squeezed)) <= MOST_SLIPS]
        hits.sort(key=lambda hit: (hit[0], hit[1].order))
        return list({entry.body.ipa: entry.body for _, entry in hits}.values())[:limit]

    def _town(self, ref: BodyRef) -> Body | Unresolved | None:
        """The municipality of the ISTAT or cadastral code; None where there is none or it cannot be read."""
        istat = re.fullmatch("[0-9]{5,6}", (ref.istat or "").strip())
        if istat:
            code = istat[0].zfill(6)
            if town := self._by_istat.get(code):
                return town
            if code in self._gone:
                return gone(self._gone[code])
            if code[:3] not in self._provinces:
                return Unresolved(f"Il codice ISTAT {code} è di un’altra regione.", outside=True)
        cadastral = (ref.cadastral or "").strip().upper()
        return gone(self._gone[cadastral]) if cadastral in self._gone else self._by_cadastral.get(cadastral)

    def _by_town(self, ref: BodyRef, by_name: Answer | None, town: Body) -> Answer:
        """No IPA code: a municipality's code against the name."""
        how: How = "istat" if ref.istat else "cadastral"
        if by_name is None:
            return Resolved(town, how)
        if isinstance(by_name, Resolved):
            if by_name.body.kind != TOWN:
                return by_name
            if _same(by_name.body, town):
                return Resolved(town, how)
            return Unresolved(
                f"Il codice dice {town.official_name}, il nome dice {by_name.body.official_name}.", (town, by_name.body)
            )
        if town in by_name.candidates:
            return Resolved(town, how)
        if ref.name and read(ref.name).town:
            return Resolved(town, how, (Repair("body", ref.name, town.official_name, "Vale il codice del comune."),))
        return by_name

    def _by_code(self, ref: BodyRef, by_name: Answer | None, town: Body | None) -> Answer:
        """With an IPA code: it holds, unless name and ISTAT code speak for another town."""
        code = (ref.ipa or "").strip().lower()
        body, named_body = self._by_ipa.get(code), by_name.body if isinstance(by_name, Resolved) else None
        if body is None:
            return self._unknown_code(code, ref, by_name, town)
        rivals = [
            candidate
            for candidate in (named_body, town)
            if candidate and candidate.kind == TOWN and not _same(candidate, body)
        ]
        if body.kind != TOWN or not rivals:
            return Resolved(body, "ipa")
        rival = rivals[0]
        if all(_same(candidate, rival) for candidate in rivals) and (len(rivals) > 1 or _guessed(code, rival)):
            why = f"È il codice IPA di {body.official_name}."
            return Resolved(rival, "name" if named_body else "istat", (Repair("ipa", ref.ipa, rival.ipa, why),))
        if named_body and town and len(rivals) == 1:  # one of the two agrees with the IPA code
            repaired = (
                ("istat", ref.istat or ref.cadastral, body.istat) if rival is town else ("body", ref.name, body.name)
            )
            return Resolved(body, "ipa", (Repair(*repaired, f"Il codice IPA è di {body.official_name}."),))
        reason = f"Il codice IPA {code} è di {body.official_name}, il resto dice {rival.official_name}."
        return Unresolved(reason, (body, rival))

    def _unknown_code(self, code: str, ref: BodyRef, by_name: Answer | None, town: Body | None) -> Answer:
        """An IPA code that no body of Lombardy has: another region's, or a mistake that the rest reveals."""
        why = "Nessun ente della Lombardia ha questo codice IPA."
        if isinstance(by_name, Resolved):
            body = by_name.body
            is_exact_name = body.kind == TOWN and by_name.how in ("name", "former_name")
            if is_exact_name or _guessed(code, body) or (town and _same(body, town)):
                return Resolved(body, by_name.how, (*by_name.repairs, Repair("ipa", ref.ipa, body.ipa, why)))
            return Unresolved(f"Il codice IPA {code} non è di un ente della Lombardia.", (body,))
        if town and not ref.name:
            return Resolved(town, "istat", (Repair("ipa", ref.ipa, town.ipa, why),))
        if town or (ref.province and province_code(ref.province) not in (None, OUTSIDE)):
            return Unresolved(f"Il codice IPA {code} non è in IndicePA: l’ente è cessato, o il codice è un altro.")
        likely = self._by_cadastral.get(code.removeprefix("c_").upper()) if not ref.name else None
        reason = f"Il codice IPA {code} non è di un ente della Lombardia."
        return Unresolved(reason, (likely,) if likely else (), outside=likely is None)


@lru_cache(1)
def _loaded(_version: int) -> Bodies:
    return Bodies(vocabularies.bodies())


class _Entry:
    """A body as `find` looks at it."""

    __slots__ = ("body", "letters", "name", "order", "text")

    def __init__(self, body: Body):
        self.body = body
        self.name = fold(body.name)
        self.letters = letters(body.name)
        former = map(fold, body.former_names)
        names = (
            self.name,
            fold(body.official_name),
            *acronyms(body.official_name),
            *former,
            (body.province or "").lower(),
        )
        self.text = f" {' '.join(names)} "
        self.order = (body.valid_until is not None, body.kind != TOWN, -(body.population or 0), self.name)

    def rank(self, query: str) -> int | None:
        """How well a folded text fits the beginnings of words, 1 best; None where it does not."""
        if self.name.startswith(query):
            return 1 if self.name == query else 2
        return 3 if all(f" {word}" in self.text for word in query.split()) else None

    def slips(self, squeezed: str) -> int:
        """How many letters of a town's name are wrong: too many for a body that is no town."""
        if self.body.istat is None:
            return MOST_SLIPS + 1
        return OSA.distance(self.letters, squeezed, score_cutoff=MOST_SLIPS)


def _same(left: Body, right: Body) -> bool:
    """The same body, or one that the other has taken the place of."""
    return left.ipa == right.ipa or left.successor == right.ipa or right.successor == left.ipa


def _guessed(code: str, town: Body) -> bool:
    """Whether an IPA code is what somebody made up from a town's cadastral code."""
    return town.cadastral is not None and code == f"c_{town.cadastral}".lower()
