"""Lots in, recognitions out, batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from .kinds import CLASSES, closed_gate, has_sign, kind_probabilities, plain_object
from .lot import Band, Basis, Lot, Recognition
from .lot_functions import rank_functions
from .model import SystemsModel, load_model
from .product_names import Candidate, best_candidate, known_products
from .text import squash
from .vendor_names import find_vendor

BATCH_LOTS = 2_000
MIN_NAME_PROBABILITY = 0.27  # below it a name is left out; by towns left out one in ten names is none (docs/systems.md)
SURE_OF_NONE = 0.9  # above it no name is looked for
CERTAIN_CONFIDENCE = 0.9
PROBABLE_CONFIDENCE = 0.6
Named = tuple[Candidate, float] | None


def recognise_systems(lots: Iterable[Lot], model: SystemsModel | None = None) -> Iterator[Recognition]:
    """Recognise the system of each lot, in the order of the lots. Reads `BATCH_LOTS` lots at a time."""
    model = model or load_model()
    remaining = iter(lots)
    while batch := list(islice(remaining, BATCH_LOTS)):
        yield from _recognise_batch(batch, model)


def concern_systems(lots: Sequence[Lot], model: SystemsModel | None = None) -> list[bool]:
    """Whether each lot is at least probably about a system, by signs alone: no name is looked for, so it is quick."""
    model = model or load_model()
    signed = [number for number, lot in enumerate(lots) if has_sign(plain_object(lot))]
    probable = [False] * len(lots)
    if signed:
        kinds = kind_probabilities([lots[number] for number in signed], [False] * len(signed), model)
        none = CLASSES.index("none")
        for number, kind in zip(signed, kinds, strict=True):
            probable[number] = kind.argmax() != none and kind.max() >= PROBABLE_CONFIDENCE
    return probable


def _recognise_batch(batch: Sequence[Lot], model: SystemsModel) -> Iterator[Recognition]:
    """Lots with a sign are weighed by their signs; only where these leave a doubt is a name looked for."""
    signed = [number for number, lot in enumerate(batch) if has_sign(plain_object(lot))]
    kinds, names = _weigh([batch[number] for number in signed], model)
    by_lot = dict(zip(signed, zip(kinds, names, strict=True), strict=True))
    for number, lot in enumerate(batch):
        if number in by_lot:
            yield _recognition(lot, *by_lot[number])
        else:
            yield Recognition(lot.id, is_system=False, kind="none", confidence=0.0, reasons=(("no-sign", ""),))


def _weigh(lots: Sequence[Lot], model: SystemsModel) -> tuple[list[Any], list[Named]]:
    """Probabilities of the kinds of each lot, and the name that it means."""
    if not lots:
        return [], []
    kinds = list(kind_probabilities(lots, [False] * len(lots), model))
    none = CLASSES.index("none")
    names: list[Named] = [
        best_candidate(lot, model.name_coefficients, model.name_intercept) if kind[none] < SURE_OF_NONE else None
        for lot, kind in zip(lots, kinds, strict=True)
    ]
    application_numbers = [number for number, name in enumerate(names) if _names_known_application(name)]
    if application_numbers:
        again = kind_probabilities(
            [lots[number] for number in application_numbers], [True] * len(application_numbers), model
        )
        for number, kind in zip(application_numbers, again, strict=True):
            kinds[number] = kind
    return kinds, names


def _names_known_application(name: Named) -> bool:
    product = name[0].product_row if name and name[1] >= MIN_NAME_PROBABILITY else None
    return product is not None and product["kind"] == "application"


def _recognition(lot: Lot, probabilities: Any, name: Named) -> Recognition:
    by_kind = dict(zip(CLASSES, map(float, probabilities), strict=True))
    kind = max(CLASSES, key=by_kind.__getitem__)
    if kind == "none":
        gate = closed_gate(lot)
        reasons = (("gate", gate),) if gate else (("no-system", ""),)
        return Recognition(lot.id, is_system=False, kind="none", confidence=by_kind["none"], reasons=reasons)
    product, as_written, name_reasons = _product(name)
    vendor, vendor_basis = _vendor(lot, name if product else None)
    function, function_basis, words = _function(lot, product)
    function_reasons = ((f"function-{function_basis}", words),) if function else ()
    return Recognition(
        lot.id,
        is_system=True,
        kind=kind,
        product=product,
        product_as_written=as_written,
        vendor=vendor,
        vendor_basis=vendor_basis,
        function=function,
        function_basis=function_basis,
        confidence=round(by_kind[kind], 3),
        band=_band(by_kind[kind], bool(product or function)),
        reasons=(("kind", kind), *name_reasons, *function_reasons),
    )


def _band(confidence: float, is_described: bool) -> Band:
    """A system of which neither name nor purpose is told is never certain: «applicativi in uso» may be anything."""
    if confidence >= CERTAIN_CONFIDENCE and is_described:
        return "certain"
    return "probable" if confidence >= PROBABLE_CONFIDENCE else "unsure"


def _product(name: Named) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Family, name as written, and the reason; empty where no name is likely enough."""
    if name is None or name[1] < MIN_NAME_PROBABILITY:
        return "", "", (("no-product", ""),)
    candidate = name[0]
    if candidate.product_row:
        return candidate.product_row["product"], candidate.as_written, (("product-known", candidate.as_written),)
    return candidate.as_written, candidate.as_written, (("product-named", candidate.as_written),)


def _vendor(lot: Lot, name: Named) -> tuple[str, Basis]:
    """The maker: of a known product, or the supplier where the table `vendors` has it by its tax code or its name."""
    if name and name[0].product_row:
        return name[0].product_row["maker"], "product"
    if vendor := find_vendor(lot.supplier, lot.supplier_id):
        return vendor, "supplier"
    return "", ""


def _function(lot: Lot, product: str) -> tuple[str, Basis, str]:
    """The function that the object names; else the first of the product's, where the table `products` has it."""
    ranked = rank_functions(plain_object(lot))
    if ranked:
        return ranked[0][0], "text", ranked[0][2]
    row = known_products().get(squash(product)) if product else None
    functions = row["functions"].split("|") if row else [""]
    return (functions[0], "product", product) if functions[0] else ("", "", "")
