"""Published contracts of a vendor, those that end first. What they cost is restricted and not here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.contracts.contract_facts import CONTRACT
from ckanext.smartlombardia.matching.systems.vendor_names import vendor_key, vendor_row
from ckanext.smartlombardia.model import FactRow
from ckanext.smartlombardia.model.base import now

MAX_CONTRACTS = 200


def list_contracts(key: str) -> list[dict[str, Any]]:
    """Contracts that have not ended yet: body (IPA code), cig, title, start, end; at most 200, those that end first.

    A contract is the vendor's where a supplier of it has the vendor's tax code or one of its names.
    """
    today = now().date().isoformat()
    text = sa.func.lower(sa.cast(FactRow.value["suppliers"], sa.Text))
    query = sa.select(FactRow.subject, FactRow.value, FactRow.object).where(
        FactRow.kind == "body",
        FactRow.name == CONTRACT,
        FactRow.until.is_(None),
        FactRow.value["end"].astext >= today,
        sa.or_(*(text.contains(word, autoescape=True) for word in _search_words(key))),
    )
    contracts = {
        (subject, cig): {"body": subject, **{name: value.get(name) for name in ("cig", "title", "start", "end")}}
        for subject, value, cig in core.Session.execute(query)
        if any(
            vendor_key(supplier["name"], supplier.get("vat", "")) == key for supplier in value.get("suppliers") or ()
        )
    }
    return sorted(contracts.values(), key=lambda row: (row["end"], row["body"]))[:MAX_CONTRACTS]


def _search_words(key: str) -> list[str]:
    """Texts of which one stands among the suppliers of a contract of the vendor: tax codes, or the longest word."""
    row = vendor_row(key)
    codes = [code for code in row["tax_codes"].split("|") if code] if row else []
    return [*codes, max(key.split("-"), key=len)]
