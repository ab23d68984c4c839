"""Which platform of a body a published contract is about, where that is certain; what it then says of the platform.

A contract is about a platform when a person wrote its CIG there, when the platform was recognised in it
(`buying.platforms`), or when its object holds the whole name of the product, that name is no word of everyday use, no
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


def about(contracts: Sequence[Value], systems: Sequence[System]) -> dict[str, list[Value]]:
    """The contracts of one body by the platform that they are about, the oldest first."""
    found: dict[str, list[Value]] = defaultdict(list)
    for contract in contracts:
        system = _declared(contract, systems) or _recognised(contract, systems) or _named(contract, systems)
        if system:
            found[system.id].append(contract)
    return {one: sorted(said, key=_when) for one, said in found.items()}


def stated(contracts: Sequence[Value]) -> dict[str, Any]:
    """What the contracts of one platform say of it, the last of them in force; the oldest first, at least one."""
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
    same = [one for one in contracts if _suppliers(one) & _suppliers(contracts[-1])]
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


def _declared(contract: Value, systems: Sequence[System]) -> System | None:
    return next((one for one in systems if one.cig and one.cig.strip().upper() == contract.get("cig")), None)


def _recognised(contract: Value, systems: Sequence[System]) -> System | None:
    return next((one for one in systems if contract_id(contract) in one.evidence), None)


def _named(contract: Value, systems: Sequence[System]) -> System | None:
    title = f" {_key(contract.get('title', ''))} "
    fitting: dict[int, list[System]] = defaultdict(list)
    for system in systems:
        if length := max((len(key) for key in map(_told, system.names) if key and f" {key} " in title), default=0):
            fitting[length].append(system)
    best = fitting[max(fitting)] if fitting else []
    if len(best) != 1:
        return None
    vendors = {one["vat"] for one in contract.get("suppliers", ()) if one.get("vat")}
    return best[0] if not best[0].vat or not vendors or best[0].vat in vendors else None


def _told(name: str) -> str:
    """The words of a name that may be looked for in a text; empty where they could mean anything."""
    said = _key(name).split()
    dull = word_lists.of_kind("legal", "maker", "generic", "edition", "stop", "acronym")
    telling = [one for one in said if one not in dull and not one.isdecimal()]
    telling = [
        one for one in telling if one not in word_lists.common() | word_lists.functional() | word_lists.localities()
    ]
    return " ".join(said) if len("".join(telling)) >= SHORTEST else ""


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", word_lists.fold(text)))


def _suppliers(contract: Value) -> set[str]:
    return {one.get("vat") or _key(one["name"]) for one in contract.get("suppliers", ())}


def _when(contract: Value) -> tuple[str, str]:
    return contract.get("start") or contract.get("awarded") or "", contract_id(contract)
