"""A lot of a public contract, and what is recognised in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["application", "smart-device", "infrastructure", "none"]
Band = Literal["certain", "probable", "unsure"]
Basis = Literal["", "text", "supplier", "product"]


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as a register publishes it: what is bought, by whom, from whom. Only the object is needed."""

    id: str
    object: str
    supplier: str = ""
    supplier_id: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a lot tells of a system.

    `product` is the family (Sicraweb), `product_as_written` what the object says; both are empty where no product is
    named. `confidence` (0 to 1) is that the lot concerns a system of this kind. `reasons` are codes of the table
    `recognition_reasons` with the words that they rest on.
    """

    lot_id: str
    is_system: bool
    kind: Kind
    product: str = ""
    product_as_written: str = ""
    vendor: str = ""
    vendor_basis: Basis = ""
    function: str = ""
    function_basis: Basis = ""
    confidence: float = 0.0
    band: Band = "unsure"
    reasons: tuple[tuple[str, str], ...] = ()
