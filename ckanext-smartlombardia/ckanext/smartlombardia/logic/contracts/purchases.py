"""Systems that the contracts of one body tell of: contracts in, one purchase a system out.

Contracts are of one system where they name one product; where none is named, where they are for one function and of one
maker. A contract that tells neither product nor function is of no system that anybody could be asked about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.matching.systems import Lot, Recognition, known_functions, product_family, recognise_systems
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.contract_identity import contract_id

KINDS = ("application", "smart-device")
BANDS = ("certain", "probable")
Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A contract, the value of its fact, with what is recognised in it."""

    contract: Value
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Purchase:
    """A system that a body bought. `key` tells it from the others of the body; all fields but it may be empty."""

    key: str
    product: str
    vendor: str
    vendor_vat: str
    function: str
    evidence: tuple[Evidence, ...]

    @property
    def title(self) -> str:
        """The product by its name; a system without one by its function and its maker."""
        if self.product:
            return self.product
        label = vocabularies.label("functions", self.function, "it")
        return f"{label} ({self.vendor})" if self.vendor else label

    @property
    def may_be_sensitive(self) -> bool:
        """Whether it does, or by its product may do, what is kept from the public."""
        functions = [self.function] if self.function else known_functions(self.product)
        return any(map(visibility.is_sensitive, functions))


def group_purchases(contracts: Sequence[Value]) -> list[Purchase]:
    """The systems of one body, in the order of its contracts."""
    lots = [_lot(contract) for contract in contracts]
    pairs = map(Evidence, contracts, recognise_systems(lots))
    groups: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in pairs:
        if key := _key(evidence.recognition):
            groups[key].append(evidence)
    return [_purchase(key, evidence) for key, evidence in _join_unnamed(groups).items()]


def _lot(contract: Value) -> Lot:
    supplier: Value = next(iter(contract.get("suppliers") or ()), {})
    return Lot(contract_id(contract), contract.get("title", ""), supplier.get("name", ""), supplier.get("vat", ""))


def _key(recognition: Recognition) -> str:
    """What tells a system from others of its body; empty where there is none to ask about."""
    if recognition.kind not in KINDS or recognition.band not in BANDS:
        return ""
    if recognition.product:
        return f"product/{product_family(recognition.product)}"
    if recognition.function:
        return f"function/{recognition.function}/{product_family(recognition.vendor)}"
    return ""


def _join_unnamed(groups: Mapping[str, list[Evidence]]) -> dict[str, list[Evidence]]:
    """Contracts that name no product go to the only product of their function that has their supplier or maker."""
    joined = {key: list(evidence) for key, evidence in groups.items() if key.startswith("product/")}
    products = {key: (_function(evidence), _companies(evidence)) for key, evidence in joined.items()}
    for key, evidence in groups.items():
        if key in joined:
            continue
        function, companies = _function(evidence), _companies(evidence)
        fitting = [
            product_key for product_key, traits in products.items() if traits[0] == function and traits[1] & companies
        ]
        joined.setdefault(fitting[0] if len(fitting) == 1 else key, []).extend(evidence)
    return joined


def _purchase(key: str, evidence: Sequence[Evidence]) -> Purchase:
    recognitions = [piece.recognition for piece in evidence]
    vats = (
        supplier.get("vat", "")
        for piece in evidence
        if piece.recognition.vendor_basis == "supplier"
        for supplier in piece.contract.get("suppliers", ())[:1]
    )
    return Purchase(
        key=key,
        product=_commonest(recognition.product for recognition in recognitions),
        vendor=_commonest(recognition.vendor for recognition in recognitions),
        vendor_vat=_commonest(vats),
        function=_function(evidence),
        evidence=tuple(sorted(evidence, key=lambda piece: contract_id(piece.contract))),
    )


def _function(evidence: Iterable[Evidence]) -> str:
    """The function that the contracts say; that of the product only where it serves no other."""
    recognitions = [piece.recognition for piece in evidence]
    return _commonest(
        recognition.function
        for recognition in recognitions
        if recognition.function_basis == "text" or len(known_functions(recognition.product)) == 1
    )


def _companies(evidence: Iterable[Evidence]) -> set[str]:
    """Makers and suppliers, by squashed name."""
    suppliers = {supplier["name"] for piece in evidence for supplier in piece.contract.get("suppliers") or ()}
    return {product_family(name) for name in suppliers | {piece.recognition.vendor for piece in evidence}} - {""}


def _commonest(values: Iterable[str]) -> str:
    """The value that occurs most often, the first of several; empty where there is none."""
    counts = Counter(filter(None, values)).most_common(1)
    return counts[0][0] if counts else ""
