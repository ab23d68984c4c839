"""The vendor of a record, as a link to its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.matching.systems.vendor_names import vendor_label
from ckanext.smartlombardia.registry.vendors import vendor_of_record

__all__ = ["sl_vendor"]


def sl_vendor(record: Mapping[str, Any]) -> dict[str, str] | None:
    """Key and name of the vendor of a record; None where none is known."""
    key = vendor_of_record(record)
    return {"key": key, "name": vendor_label(key)} if key else None
