"""Match published contracts to the platforms of their body, where that is certain, and summarise them.

A contract is about a platform when a person wrote its CIG there, when the platform was recognised in it
(`contracts.platforms`), or when its object holds the whole name of the product, that name is no everyday word, no
other platform of the body fits as well, and no known vendor of the platform is missing among the suppliers. Whatever is
less than that is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ckanext.smartlombardia.matching.text import word_lists
from ckanext.smartlombardia.registry.contract_identity import contract_id

SHORTEST = 4  # letters of a name that may be told in a text
Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class System:
    """A platform: the names of its product, the VAT number of its vendor, the CIG that a person wrote.

    `evidence` are the identities of the contracts in which the platform was recognised.
    """

    id: str
    names: tuple[str, ...]
    vat: str = ""
    cig: str = ""
    evidence: frozenset[str] = frozenset()


def match_contracts(contracts: Sequence[Value], systems: Sequence[System]) -> dict[str, list[Value]]:
    """Match the contracts of one body to its platforms; returns them by platform (UUID), the oldest first."""
    contracts_by_system: dict[str, list[Value]] = defaultdict(list)
    for contract in contracts:
        system = (
            _match_by_cig(contract, systems)
            or _match_by_evidence(contract, systems)
            or _match_by_name(contract, systems)
        )
        if system:
            contracts_by_system[system.id].append(contract)
    return {system_id: sorted(matched, key=_when) for system_id, matched in contracts_by_system.items()}


def summarise_contracts(contracts: Sequence[Value]) -> dict[str, Any]:
    """Summarise the contracts of one platform (the oldest first, at least one) as its restricted fields."""
    last = contracts[-1]
    return {
        "cig": last.get("cig"),
        "contract_start": last.get("start"),
        "contract_end": last.get("end"),
        "contract_amount": last.get("amount"),
        "renewals_without_tender": renewals(contracts),
    }


def renewals(contracts: Sequence[Value]) -> int | None:
    """How many times in a row the same supplier was bought from again without a tender; None where that is not known.

    One contract alone tells nothing of those before it.
    """
    same = [contract for contract in contracts if _suppliers(contract) & _suppliers(contracts[-1])]
    if len(same) < 2:
        return None
    count = 0
    for contract in reversed(same):
        if contract.get("tendered") is None:
            return None
        if contract["tendered"]:
            return count
        count += 1
    return count - 1  # the first that is known began the row


def days(contract: Value) -> int | None:
    """How many days a contract lasts, None where it does not say from when and until when."""
    try:
        return (date.fromisoformat(contract["end"]) - date.fromisoformat(contract["start"])).days
    except (KeyError, TypeError, ValueError):
        return None


def _match_by_cig(contract: Value, systems: Sequence[System]) -> System | None:
    return next(
        (system for system in systems if system.cig and system.cig.strip().upper() == contract.get("cig")), None
    )


def _match_by_evidence(contract: Value, systems: Sequence[System]) -> System | None:
    return next((system for system in systems if contract_id(contract) in system.evidence), None)


def _match_by_name(contract: Value, systems: Sequence[System]) -> System | None:
    title = f" {_key(contract.get('title', ''))} "
    fitting: dict[int, list[System]] = defaultdict(list)
    for system in systems:
        if length := max(
            (len(key) for key in map(_telling_words, system.names) if key and f" {key} " in title), default=0
        ):
            fitting[length].append(system)
    best = fitting[max(fitting)] if fitting else []
    if len(best) != 1:
        return None
    vendors = {supplier["vat"] for supplier in contract.get("suppliers", ()) if supplier.get("vat")}
    return best[0] if not best[0].vat or not vendors or best[0].vat in vendors else None


def _telling_words(name: str) -> str:
    """The words of a name that may be searched for in a text; empty where they are too common."""
    words = _key(name).split()
    dull = word_lists.of_kind("legal", "maker", "generic", "edition", "stop", "acronym")
    telling = [word for word in words if word not in dull and not word.isdecimal()]
    telling = [
        word for word in telling if word not in word_lists.common() | word_lists.functional() | word_lists.localities()
    ]
    return " ".join(words) if len("".join(telling)) >= SHORTEST else ""


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", word_lists.fold(text)))


def _suppliers(contract: Value) -> set[str]:
    return {supplier.get("vat") or _key(supplier["name"]) for supplier in contract.get("suppliers", ())}


def _when(contract: Value) -> tuple[str, str]:
    return contract.get("start") or contract.get("awarded") or "", contract_id(contract)
