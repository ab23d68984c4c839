"""The outcome of ingesting a batch of a source's records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.smartlombardia.registry.identity import Unresolved
from ckanext.smartlombardia.types import Noted, Observation, Record, Refused, Repair


@dataclass(slots=True)
class Outcome:
    """Counts by what happened, refusals, repairs, and the UUIDs of the packages that were written.

    `noted` is what the source should mend of records that were taken.
    `reached` tells what happened to each of the source's identifiers, and the UUID of the package that it led to.
    """

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    reached: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    noted: list[Noted] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Count one more of something."""
        self.counts[what] = self.counts.get(what, 0) + number

    def reach(self, guid: str, what: str, uuid: str | None = None) -> None:
        """An identifier that is new, changed or joined to a record."""
        self.reached[guid] = (what, uuid)
        self.count(what)

    def refuse(self, refused: Refused) -> None:
        """A record that could not be taken."""
        self.refused.append(refused)
        self.count("refused")

    def repair(self, guid: str, repairs: list[Repair]) -> None:
        """What was mended on a record."""
        self.repaired += [{"where": guid, **asdict(repair)} for repair in repairs]

    def leave_out(self, guid: str, unresolved: Unresolved) -> None:
        """A record whose body is not one of Lombardy, or cannot be told."""
        if unresolved.outside:
            self.count("outside")
            return
        names = ", ".join(body.official_name or body.name for body in unresolved.candidates[:5])
        remedy = "Indicate alla fonte il codice IPA dell’ente." + (f" Potrebbe essere: {names}." if names else "")
        self.refuse(Refused(guid, unresolved.reason, remedy))

    def add(self, other: Outcome) -> None:
        """Join another batch's outcome to this one."""
        for what, number in other.counts.items():
            self.count(what, number)
        self.refused += other.refused
        self.repaired += other.repaired
        self.written |= other.written
        self.reached |= other.reached
        self.noted += other.noted


def content_hash(item: Record | Observation) -> str:
    """SHA-256 over the content of a record or observation; equal hashes mean that nothing changed."""
    text = json.dumps(asdict(item), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
