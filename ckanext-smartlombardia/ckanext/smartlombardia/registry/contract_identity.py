"""Which contract is meant: by its CIG, else by what it says. The same contract of two registers has one identity."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.registry.spelling import fold

WITHOUT_CIG = "senza-cig-"


def contract_id(contract: Mapping[str, Any]) -> str:
    """The identity of a contract among those of its body, from the value of a `contract` fact.

    Without a CIG it is made of object, suppliers and dates; of suppliers that may be persons nothing is in it.
    """
    if cig := contract.get("cig"):
        return str(cig)
    suppliers = sorted(supplier.get("vat") or fold(supplier["name"]) for supplier in contract.get("suppliers") or ())
    days = [contract.get(name) or "" for name in ("start", "end")]
    if not any(days):
        days = [contract.get("awarded") or ""]
    text = "\n".join([fold(contract.get("title") or ""), *suppliers, *days])
    return WITHOUT_CIG + hashlib.sha256(text.encode()).hexdigest()[:16]
