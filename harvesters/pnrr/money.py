"""Amounts of a project by who gives them, in euro to the cent; the rows of one CUP add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.types import Repair

TOTAL = "Finanziamento Totale"
CENT = Decimal("0.01")
ROUNDED = "L’importo ha più di due decimali: è arrotondato al centesimo."
NO_NUMBER = "L’importo non è un numero: è tolto."
Values = Mapping[str, str]


def sum_money(rows: Sequence[Values]) -> tuple[dict[str, Any], list[Repair]]:
    """`amount` (total) and `funding` (rows of `source` and `amount`) of a project, with what was mended.

    Sources are those of the table `money_sources`, whose column `column` names the published one; what is zero is left
    out. A total is never made up from the parts: five published ones differ by up to a euro.
    """
    repairs: list[Repair] = []
    funding = []
    for concept in vocabularies.concepts("money_sources"):
        amount = _sum_column(rows, concept.extra["column"], repairs)
        if amount:
            funding.append({"source": concept.code, "amount": amount})
    total = _sum_column(rows, TOTAL, repairs)
    fields = {"amount": total, "funding": funding}
    return {name: value for name, value in fields.items() if value}, repairs


def _sum_column(rows: Sequence[Values], column: str, repairs: list[Repair]) -> float | int | None:
    total = Decimal(0)
    for row in rows:
        text = row.get(column, "")
        if not text:
            continue
        amount = to_decimal(text)
        if amount is None:
            repairs.append(Repair("funding", f"{column}: {text}", "", NO_NUMBER))
            continue
        rounded = amount.quantize(CENT, ROUND_HALF_UP)
        if rounded != amount:
            repairs.append(Repair("funding", f"{column}: {text}", str(rounded), ROUNDED))
        total += rounded
    return to_number(total) if total else None


def to_decimal(text: str) -> Decimal | None:
    """An amount with a point or an Italian comma before its decimals; None for what is no number or negative."""
    plain = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < Decimal(10) ** 15 else None


def to_number(amount: Decimal) -> float | int:
    """An amount as JSON has it: whole euros as a whole number."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
