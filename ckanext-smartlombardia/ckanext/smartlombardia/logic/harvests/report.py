"""What a run did, in words that a clerk can act on: counts, and what went wrong grouped by cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.smartlombardia.logic.records.outcome import Outcome
from ckanext.smartlombardia.types import Noted, Refused

COUNTS = ("new", "changed", "joined", "unchanged", "outside", "repaired", "refused", "vanished", "archived")
MAX_CASES = 1000  # cases told one by one in each group; its count is always the true one
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
    written_ids: list[str] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    def count(self, counts: Mapping[str, int]) -> None:
        """Add counts."""
        for what, number in counts.items():
            if number:
                self.counts[what] = self.counts.get(what, 0) + number

    def add(self, outcome: Outcome) -> None:
        """What became of a batch."""
        self.count({**outcome.counts, "repaired": len({repair["where"] for repair in outcome.repaired})})
        self.refused += outcome.refused
        self.repaired += outcome.repaired
        self.noted += outcome.noted
        self.written_ids += sorted(outcome.written)[: MAX_CASES - len(self.written_ids)]

    def refuse(self, refused: Refused, fault: bool) -> None:
        """A record, or with `fault` a whole document, that could not be taken."""
        (self.faults if fault else self.refused).append(refused)
        self.count({"refused": 1})

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the run."""
        return {
            "faults": group_by_cause(self.faults),
            "refused": group_by_cause(self.refused),
            "repaired": _repairs(self.repaired),
            "written": self.written_ids,
            "notes": self.notes,
            "noted": group_by_cause(self.noted),
        }


def group_by_cause(refused: Iterable[Refused | Noted]) -> list[dict[str, Any]]:
    """Group refusals by cause, the most frequent first: why, remedy, count, cases (at most MAX_CASES)."""
    groups: dict[tuple[str, str], list[Refused | Noted]] = {}
    for refusal in refused:
        groups.setdefault((cause(refusal.why), cause(refusal.remedy)), []).append(refusal)
    return [
        {
            "why": cases[0].why if len({refusal.why for refusal in cases}) == 1 else cause(cases[0].why),
            "remedy": cases[0].remedy if len({refusal.remedy for refusal in cases}) == 1 else cause(cases[0].remedy),
            "count": len(cases),
            "cases": [asdict(refusal) for refusal in cases[:MAX_CASES]],
        }
        for cases in sorted(groups.values(), key=len, reverse=True)
    ]


def cause(text: str) -> str:
    """A sentence without what belongs to one case only: «Il codice IPA … non esiste.»"""
    text = text.partition(" Potrebbe essere: ")[0]
    return re.sub(r"…(\s*[,/]?\s*…)+", "…", OWN.sub("…", text))


def _repairs(repaired: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for repair in repaired:
        groups.setdefault((repair["field"], cause(repair["why"])), []).append(repair)
    return [
        {
            "field": name,
            "why": why,
            "count": len(cases),
            "cases": [
                {part: str(repair[part])[:300] for part in ("where", "was", "now")} for repair in cases[:MAX_CASES]
            ],
        }
        for (name, why), cases in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]
