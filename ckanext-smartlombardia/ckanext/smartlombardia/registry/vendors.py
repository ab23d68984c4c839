"""The vendor and the product of a record, each under one name whatever spelling the record has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.matching.systems.product_names import known_products
from ckanext.smartlombardia.matching.systems.text import squash
from ckanext.smartlombardia.matching.systems.vendor_names import vendor_key

PRODUCT_FIELDS = {"platform": "product_name", "software": "title"}
"""The field of each type that names its product."""


def product_of_record(record: Mapping[str, Any]) -> str:
    """The product as the table `products` calls it, else as the record does; empty where it names none."""
    name, row = _find_product(record)
    return row["product"] if row else name


def vendor_of_record(record: Mapping[str, Any]) -> str:
    """Key of the vendor that a record states, else of the maker of its product by the table; empty for neither."""
    name, tax_code = str(record.get("vendor_name") or ""), str(record.get("vendor_vat") or "")
    if name or tax_code:
        return vendor_key(name, tax_code)
    _, row = _find_product(record)
    return vendor_key(row["maker"]) if row else ""


def _find_product(record: Mapping[str, Any]) -> tuple[str, Mapping[str, str] | None]:
    """The product that a record names, and its row of the table `products`."""
    name = str(record.get(PRODUCT_FIELDS.get(str(record.get("type")), "")) or "").strip()
    return name, known_products().get(squash(name)) if name else None
