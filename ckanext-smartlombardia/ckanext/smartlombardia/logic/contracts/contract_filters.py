"""Which contracts of a list somebody wants: of a year, of a supplier, of a system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.registry.spelling import fold

Contract = Mapping[str, Any]
Choice = tuple[str, str]


def matches(contract: Contract, wanted: Mapping[str, Any]) -> bool:
    """Whether a contract is of the `year`, the `supplier` and the `system` that are wanted, where they are."""
    year, supplier, system = (str(wanted.get(name) or "").strip() for name in ("year", "supplier", "system"))
    return (
        (not year or year in years(contract))
        and (not supplier or any(_is_supplier(row, supplier) for row in contract.get("suppliers") or ()))
        and (not system or any(row["id"] == system for row in contract["systems"]))
    )


def years(contract: Contract) -> list[str]:
    """The years in which a contract is in force; that of its award or its only date where it tells no more."""
    begin = contract.get("start") or contract.get("awarded") or contract.get("end") or ""
    end = contract.get("end") or begin
    if not begin:
        return []
    return [str(year) for year in range(int(begin[:4]), max(int(end[:4]), int(begin[:4])) + 1)]


def last_day(contract: Contract) -> str:
    """By what contracts are sorted: the day on which they end, else begin, else were awarded."""
    return contract.get("end") or contract.get("start") or contract.get("awarded") or ""


def choices(contracts: Sequence[Contract]) -> dict[str, list[Choice]]:
    """What contracts can be filtered by, as value and label: years, suppliers, systems."""
    suppliers: dict[str, str] = {}
    systems: dict[str, str] = {}
    for contract in contracts:
        for row in contract.get("suppliers") or ():
            suppliers.setdefault(row.get("vat") or row["name"], row["name"])
        systems |= {row["id"]: row["title"] for row in contract["systems"]}
    in_force = {year for contract in contracts for year in years(contract)}
    return {
        "year": [(year, year) for year in sorted(in_force, reverse=True)],
        "supplier": sorted(suppliers.items(), key=_by_label),
        "system": sorted(systems.items(), key=_by_label),
    }


def _is_supplier(row: Mapping[str, str], wanted: str) -> bool:
    return wanted == row.get("vat") or fold(wanted) in fold(row["name"])


def _by_label(choice: Choice) -> str:
    return fold(choice[1])
