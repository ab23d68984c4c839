"""A public contract in one shape, whichever register it comes from -> a dated fact on a body."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import cache
from itertools import islice
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters.anac.suppliers import organisations
from ckanext.smartlombardia.harvesters.plain import filled
from ckanext.smartlombardia.matching.systems import Lot, concern_systems
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.contract_identity import contract_id
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import BodyRef, Observation, Refused

BATCH = 1_000
MAX_EURO = 10**12
PROCEDURE_CODE = re.compile(r"^\d{1,2} ?- ?")  # "23-AFFIDAMENTO DIRETTO"
YEARS = range(1990, 2100)  # a day of another year stands for "not known"
TITLE = 500  # signs of the object of a contract that are kept


@dataclass(slots=True)
class Contract:
    """What a file says of one lot that was awarded. Texts as they stand there, empty where it is silent."""

    cig: str
    buyer: str
    buyer_code: str
    title: str
    cpv: str
    cup: str = ""
    procedure: str = ""
    outcome: str = ""
    method: str = ""  # procurementMethod of OCDS
    awarded: str = ""
    start: str = ""
    end: str = ""
    amount: float | None = None  # euro, without VAT, for the whole contract
    at: str = ""  # the moment of which the file speaks
    edition: str = ""  # of the register, where each of its editions tells the contract again
    winners: list[tuple[str, str]] = field(default_factory=list)


def is_wanted(cpv: str) -> bool:
    """Whether a CPV code is of a division that we read (table `contract_divisions`)."""
    return vocabularies.concept("contract_divisions", cpv.strip()[:2]) is not None


def system_flags(contracts: Sequence[Contract]) -> list[bool]:
    """Whether each contract is about a program, a smart device or infrastructure, by its object (`systems`)."""
    return concern_systems(
        [Lot(contract.cig, contract.title, *next(iter(contract.winners), ())) for contract in contracts]
    )


def select_wanted(entries: Iterable[Contract | Refused]) -> Iterator[Contract | Refused]:
    """Contracts that have a CPV of ours or are about a system by their object; all that is refused."""
    remaining = iter(entries)
    while batch := list(islice(remaining, BATCH)):
        flags = iter(system_flags([entry for entry in batch if isinstance(entry, Contract)]))
        for entry in batch:
            if isinstance(entry, Refused) or (next(flags) | is_wanted(entry.cpv)):
                yield entry


def observation(contract: Contract, url: str) -> Observation | Refused:
    """The contract as a fact on the body that bought. What it costs is for the body's own eyes.

    A contract without a CIG is told by what it says; a CIG that is none is refused.
    """
    cig = codes.cig(contract.cig)
    if cig is None and len(set(contract.cig.strip())) > 1:
        return Refused(
            f"{url}#{contract.cig or contract.title[:60]}",
            f"Il CIG «{contract.cig}» non ha dieci lettere o cifre.",
            "Segnalate il contratto ad ANAC.",
        )
    suppliers, withheld = organisations(contract.winners)
    value = {
        "cig": cig,
        "cup": codes.cup(contract.cup),
        "title": " ".join(contract.title.split())[:TITLE],
        "cpv": contract.cpv.strip(),
        "suppliers": suppliers,
        "withheld": withheld or None,
        "procedure": PROCEDURE_CODE.sub("", " ".join(contract.procedure.split())),
        "tendered": tendered(contract.procedure, contract.method),
        "awarded": day(contract.awarded),
        "start": day(contract.start),
        "end": day(contract.end),
    }
    identity = contract_id(value)
    edition = contract.edition or ("" if cig else contract.buyer_code or fold(contract.buyer))
    tax_code = codes.tax_number(contract.buyer_code) or contract.buyer_code
    return Observation(
        body=BodyRef(name=contract.buyer or None, tax_code=tax_code or None),
        name="contract",
        value=filled(value),
        guid="/".join(filter(None, (edition, identity))),
        object=identity,
        observed_at=_moment(contract.at),
        url=url,
        restricted={"amount": contract.amount} if contract.amount else None,
    )


def tendered(procedure: str, method: str = "") -> bool | None:
    """Whether offers were compared: by the words of the procedure, else by the method of OCDS; None where unknown."""
    words = fold(procedure)
    for pattern, yes in _procedures():
        if words and pattern.search(words):
            return yes
    return {"open": True, "selective": True, "direct": False}.get(method)


def day(text: str) -> str | None:
    """A day in ISO 8601, from one written so or with the time; None where there is none."""
    iso = codes.day(text.strip()[:10]) if text else None
    return iso if iso and int(iso[:4]) in YEARS else None


def merge_lots(contracts: Iterable[Contract]) -> Iterator[Contract]:
    """One contract a CIG: the one that speaks last, with the winners of those that speak of the same award that day."""
    by_cig: dict[str, list[Contract]] = defaultdict(list)
    for number, contract in enumerate(contracts):
        by_cig[codes.cig(contract.cig) or str(number)].append(contract)
    for editions in by_cig.values():
        last = max(enumerate(editions), key=lambda pair: (pair[1].at, pair[0]))[1]
        same = (edition for edition in editions if (edition.at, edition.awarded) == (last.at, last.awarded))
        winners = dict.fromkeys(winner for edition in same for winner in edition.winners)
        yield replace(last, winners=list(winners))


def _moment(text: str) -> datetime | None:
    iso = day(text)
    return datetime.fromisoformat(iso).replace(tzinfo=timezone.utc) if iso and len(iso) == 10 else None


@cache
def _procedures() -> tuple[tuple[re.Pattern[str], bool], ...]:
    rows = vocabularies.rows("contract_procedures")
    return tuple((re.compile(row["pattern"]), row["tendered"] == "1") for row in rows)


def amount(value: Any) -> float | None:
    """Euro, from a number or a text."""
    if isinstance(value, bool):
        return None
    number = codes.number(value) if isinstance(value, str) else value
    if not isinstance(number, int | float) or not 0 < number < MAX_EURO:  # NaN is neither above nor below
        return None
    return round(float(number), 2)
