"""What the registers say of bodies now, against what we have: who was renamed, founded, merged; what needs a person.

ISTAT tells what becomes of municipalities and from which day; IndicePA gives codes and names. Nothing is guessed: a
town that is founded waits until IndicePA has its code, and those that merge into it wait with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.indicepa import Listed
from ckanext.smartlombardia.formats.istat import Variation
from ckanext.smartlombardia.registry.spelling import letters
from ckanext.smartlombardia.vocabularies import Body

TOWN = "municipality"
TOWNS_OF_IPA = "L6"  # category of municipalities and their unions
MIN_TOWN_SHARE = 0.8  # of our towns must be in a list of bodies, or the list is not whole


class Incomplete(Exception):
    """A list that is too incomplete to be used. The message gives the counts."""


@dataclass(slots=True)
class Plan:
    """What changes: columns of `vocabularies.changes` by IPA code. `done` and `waiting` say it in words (Italian).

    `absent` are bodies of ours that IndicePA does not list any more; nothing is done about them.
    """

    rows: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    done: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    absent: list[Body] = field(default_factory=list)

    def change(self, ipa: str, **columns: str) -> None:
        """Note what a register says of a body."""
        self.rows[ipa].update(columns)


def plan(variations: Sequence[Variation], listed: Iterable[Listed]) -> Plan:
    """Plan what the registers change in the list of bodies. Either list may be empty. Raises Incomplete."""
    plan = Plan()
    ours = {body.ipa: body for body in vocabularies.bodies()}
    entries = {entry.ipa: entry for entry in listed if entry.ipa in ours or entry.istat[:3] in _provinces()}
    if entries:
        _check(entries)
    state = _State(plan, ours, entries)
    for variation in variations:
        if {variation.istat[:3], variation.other_istat[:3]} & _provinces().keys():
            state.follow(variation)
    state.check_ends()
    if entries:
        _names(plan, ours, entries, state)
    return plan


class _State:
    """Bodies as they are after the changes that were followed so far."""

    def __init__(self, plan: Plan, ours: Mapping[str, Body], entries: Mapping[str, Listed]):
        self.plan, self.entries = plan, entries
        self.towns = {body.istat: body for body in ours.values() if body.kind == TOWN and body.istat}
        self.founded: set[str] = set()  # IPA codes
        self.ends: dict[str, list[Variation]] = defaultdict(list)  # by ISTAT code

    def follow(self, variation: Variation) -> None:
        """Take one change, in the order of days."""
        {"CS": self._establish, "ES": self._end, "CD": self._rename, "AP": self._move}[variation.kind](variation)

    def _establish(self, variation: Variation) -> None:
        if variation.istat in self.towns:
            return
        entry = self._listed(variation)
        if entry is None:
            message = f"{variation.name} nasce il {variation.day:%d/%m/%Y}: IndicePA non ha ancora il suo codice."
            if message not in self.plan.waiting:
                self.plan.waiting.append(message)
            return
        province = _provinces()[variation.istat[:3]]
        cadastral = entry.cadastral or variation.cadastral
        self.plan.change(
            entry.ipa, name=variation.name, official_name=entry.name, kind=TOWN, istat=variation.istat,
            cadastral=cadastral, province=province, tax_code=entry.tax_code, valid_from=variation.day.isoformat(),
            date=variation.day.isoformat(),
        )  # fmt: skip
        self.plan.done.append(
            f"{variation.name} ({province}) nasce il {variation.day:%d/%m/%Y}, codice IPA {entry.ipa}."
        )
        body = Body(
            entry.ipa,
            variation.name,
            TOWN,
            variation.istat,
            cadastral,
            province,
            valid_from=variation.day,
            official_name=entry.name,
        )
        self.towns[variation.istat] = body
        self.founded.add(entry.ipa)

    def _listed(self, variation: Variation) -> Listed | None:
        """The entry of a town that is founded: the municipality of its ISTAT code, by its name where several are."""
        matches = [entry for entry in self.entries.values() if entry.istat == variation.istat and _is_town(entry)]
        namesakes = [entry for entry in matches if letters(entry.name).endswith(letters(variation.name))]
        return next(iter(namesakes if len(matches) > 1 else matches), None)

    def _end(self, variation: Variation) -> None:
        body = self.towns.get(variation.istat)
        if body and body.valid_until is None:
            self.ends[variation.istat].append(variation)

    def check_ends(self) -> None:
        """Towns that end, each with its one successor."""
        for istat, changes in self.ends.items():
            body, day = self.towns[istat], changes[0].day
            heirs = {heir.ipa: heir for variation in changes if (heir := self.towns.get(variation.other_istat))}
            heirs.pop(body.ipa, None)
            ends = f"{body.name} cessa il {day - timedelta(days=1):%d/%m/%Y}"
            if any(variation.other_istat not in self.towns for variation in changes):
                self.plan.waiting.append(f"{ends}: il comune che ne prende il posto non è ancora noto.")
            elif len(heirs) > 1:
                names = ", ".join(heir.name for heir in heirs.values())
                self.plan.waiting.append(f"{ends} e passa a più comuni ({names}): deve dirlo una persona.")
            elif heirs:
                heir = next(iter(heirs.values()))
                last = (day - timedelta(days=1)).isoformat()
                self.plan.change(body.ipa, valid_until=last, successor=heir.ipa, date=day.isoformat())
                self.plan.done.append(f"{ends} e confluisce in {heir.name}.")

    def _rename(self, variation: Variation) -> None:
        body = self.towns.get(variation.istat)
        if body is None or not variation.other_name or letters(body.name) == letters(variation.other_name):
            return
        if letters(body.name) != letters(variation.name):
            return  # renamed again since, or recorded under the newer name
        former = list(dict.fromkeys((*body.former_names, body.name)))
        entry = self.entries.get(body.ipa)
        official = entry.name if entry and letters(entry.name).endswith(letters(variation.other_name)) else ""
        self.plan.change(
            body.ipa, name=variation.other_name, official_name=official or f"Comune di {variation.other_name}",
            former_names="|".join(former), date=variation.day.isoformat(),
        )  # fmt: skip
        self.plan.done.append(f"{body.name} si chiama {variation.other_name} dal {variation.day:%d/%m/%Y}.")
        self.founded.add(body.ipa)

    def _move(self, variation: Variation) -> None:
        body, province = self.towns.get(variation.istat), _provinces().get(variation.other_istat[:3])
        if body is None or variation.other_istat in self.towns:
            return
        if province is None:
            self.plan.waiting.append(
                f"{body.name} passa a un’altra regione il {variation.day:%d/%m/%Y}: deve dirlo una persona."
            )
            return
        self.plan.change(body.ipa, istat=variation.other_istat, province=province, date=variation.day.isoformat())
        self.plan.done.append(f"{body.name} passa alla provincia {province} dal {variation.day:%d/%m/%Y}.")
        self.towns[variation.other_istat] = body


def _names(plan: Plan, ours: Mapping[str, Body], entries: Mapping[str, Listed], state: _State) -> None:
    """Codes and official names as IndicePA has them, bodies that joined it, bodies that left it."""
    towns = {town.istat for town in state.towns.values()}
    for ipa, entry in entries.items():
        current = ours.get(ipa)
        if current is None:
            if ipa not in state.founded:
                _join(plan, entry, towns)
            continue
        if entry.tax_code and entry.tax_code != current.tax_code:
            plan.change(ipa, tax_code=entry.tax_code)
        renamed = letters(entry.name) != letters(current.official_name or current.name)
        if renamed and ipa not in state.founded and current.valid_until is None:
            former = list(dict.fromkeys((*current.former_names, current.official_name or current.name)))
            columns = {"official_name": entry.name, "former_names": "|".join(former)}
            plan.change(ipa, **columns, **({} if current.kind == TOWN else {"name": entry.name}))
            plan.done.append(f"{current.official_name or current.name} in IndicePA si chiama {entry.name}.")
    plan.absent = [body for ipa, body in ours.items() if ipa not in entries and body.valid_until is None]


def _join(plan: Plan, entry: Listed, towns: set[str | None]) -> None:
    """A body that IndicePA has and we have not. A second code for a town that has one is for a person to look at."""
    kind = next(code for code, pattern in _kinds() if pattern.search(entry.name))
    if kind == TOWN:
        what = "ha già un altro codice" if entry.istat in towns else "non è fra i comuni dell’ISTAT"
        plan.waiting.append(f"{entry.name} ha in IndicePA il codice {entry.ipa}, ma {what}: deve dirlo una persona.")
        return
    plan.change(
        entry.ipa, name=entry.name, official_name=entry.name, kind=kind, province=_provinces()[entry.istat[:3]],
        tax_code=entry.tax_code,
    )  # fmt: skip
    plan.done.append(f"{entry.name} ({_provinces()[entry.istat[:3]]}) è in IndicePA con il codice {entry.ipa}.")


def _check(entries: Mapping[str, Listed]) -> None:
    towns = vocabularies.bodies(TOWN)
    town_count = sum(town.ipa in entries for town in towns)
    if town_count < MIN_TOWN_SHARE * len(towns):
        raise Incomplete(f"l’elenco di IndicePA ha {town_count} dei {len(towns)} comuni che conosciamo")


def _is_town(entry: Listed) -> bool:
    return entry.category in ("", TOWNS_OF_IPA) and dict(_kinds())[TOWN].search(entry.name) is not None


@cache
def _provinces() -> dict[str, str]:
    """Code of a province of ours by the start of its ISTAT codes."""
    return {row["istat"]: row["code"] for row in vocabularies.rows("provinces")}


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    rows = vocabularies.rows("body_kinds")
    return [(row["code"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows]


def ended(body: Body, day: date) -> bool:
    """Whether a body is over on a day."""
    return body.valid_until is not None and body.valid_until < day


def heir(body: Body, day: date) -> Body:
    """The body that holds on a day what this one had: itself, or the last of its successors."""
    visited = {body.ipa}
    while ended(body, day) and body.successor and body.successor not in visited:
        visited.add(body.successor)
        following = vocabularies.body(body.successor)
        if following is None:
            break
        body = following
    return body
