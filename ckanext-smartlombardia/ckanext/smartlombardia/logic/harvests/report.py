"""What a run did, in words that a clerk can act on: counts, and what went wrong grouped by cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.types import Noted, Refused

COUNTS = ("new", "changed", "joined", "unchanged", "outside", "repaired", "refused", "vanished", "archived")
MOST = 1000  # cases told one by one in each group; its count is always the true one
# what differs from case to case in one cause: what is quoted, codes and numbers, names of bodies
NAME = r"(?:Comune|Provincia|Unione|Comunità)(?: (?:d[a-z]{1,4}’?|e|in|con|[A-Z][\w’']*))+"
OWN = re.compile(rf"«[^»]*»|\([^)]*\)|\b\w*\d[\w./-]*|\bc_\w+|{NAME}")


@dataclass(slots=True)
class Report:
    """The report of one run as it grows. `faults` are documents that could not be had or read."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    faults: list[Refused] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    def count(self, counts: Mapping[str, int]) -> None:
        """Add counts."""
        for what, number in counts.items():
            if number:
                self.counts[what] = self.counts.get(what, 0) + number

    def add(self, outcome: Outcome) -> None:
        """What became of a batch."""
        self.count({**outcome.counts, "repaired": len({one["where"] for one in outcome.repaired})})
        self.refused += outcome.refused
        self.repaired += outcome.repaired
        self.noted += outcome.noted
        self.written += sorted(outcome.written)[: MOST - len(self.written)]

    def refuse(self, refused: Refused, fault: bool) -> None:
        """A record, or with `fault` a whole document, that could not be taken."""
        (self.faults if fault else self.refused).append(refused)
        self.count({"refused": 1})

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the run."""
        return {
            "faults": grouped(self.faults),
            "refused": grouped(self.refused),
            "repaired": _repairs(self.repaired),
            "written": self.written,
            "notes": self.notes,
            "noted": grouped(self.noted),
        }


def grouped(refused: Iterable[Refused | Noted]) -> list[dict[str, Any]]:
    """Refusals by cause, the most frequent first: why, remedy, count, and the cases one by one."""
    groups: dict[tuple[str, str], list[Refused | Noted]] = {}
    for one in refused:
        groups.setdefault((cause(one.why), cause(one.remedy)), []).append(one)
    return [
        {
            "why": cases[0].why if len({one.why for one in cases}) == 1 else cause(cases[0].why),
            "remedy": cases[0].remedy if len({one.remedy for one in cases}) == 1 else cause(cases[0].remedy),
            "count": len(cases),
            "cases": [asdict(one) for one in cases[:MOST]],
        }
        for cases in sorted(groups.values(), key=len, reverse=True)
    ]


def cause(text: str) -> str:
    """A sentence without what belongs to one case only: «Il codice IPA … non esiste.»"""
    text = text.partition(" Potrebbe essere: ")[0]
    return re.sub(r"…(\s*[,/]?\s*…)+", "…", OWN.sub("…", text))


def _repairs(repaired: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in repaired:
        groups.setdefault((one["field"], cause(one["why"])), []).append(one)
    return [
        {
            "field": name,
            "why": why,
            "count": len(cases),
            "cases": [{part: str(one[part])[:300] for part in ("where", "was", "now")} for one in cases[:MOST]],
        }
        for (name, why), cases in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]
