"""Vendors of systems by tax code and by name (table `vendors`), each under one key whatever spelling it comes in."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.smartlombardia import vocabularies

from ..text.normalise import vendor as vendor_core
from .text import squash


def find_vendor(name: str, tax_code: str = "") -> str:
    """The vendor as the table `vendors` calls it, by its tax code or else by any of its names; empty for no row."""
    by_code, by_name = _known_vendors()
    return by_code.get(tax_code.strip().removeprefix("IT")) or by_name.get(squash(name), "")


def vendor_key(name: str, tax_code: str = "") -> str:
    """One key for all spellings of a vendor: «Halley Informatica S.r.l.» -> `halley`. Empty where no name is left."""
    return vendor_core(find_vendor(name, tax_code) or name).replace(" ", "-")


def vendor_label(key: str) -> str:
    """A vendor's name for people: the table's, else the words of the key with capitals."""
    return _names_by_key().get(key) or key.replace("-", " ").title()


def vendor_row(key: str) -> Mapping[str, str] | None:
    """The row of the table `vendors` of a key: vendor, tax_codes, names, takeover, source, date."""
    name = _names_by_key().get(key)
    return next((row for row in vocabularies.rows("vendors") if row["vendor"] == name), None)


@vocabularies.derived
def _known_vendors() -> tuple[dict[str, str], dict[str, str]]:
    """Vendors by tax code and by squashed name."""
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in vocabularies.rows("vendors"):
        codes.update((code, row["vendor"]) for code in filter(None, row["tax_codes"].split("|")))
        names.update((squash(name), row["vendor"]) for name in (row["vendor"], *row["names"].split("|")) if name)
    return codes, names


@vocabularies.derived
def _names_by_key() -> dict[str, str]:
    names = (
        *(row["maker"] for row in vocabularies.rows("products")),
        *(r["vendor"] for r in vocabularies.rows("vendors")),
    )
    return {vendor_core(name).replace(" ", "-"): name for name in names if name}
