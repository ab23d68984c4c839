"""How a developer gets at an API: one sentence on access, and first calls to copy."""

from __future__ import annotations

import re
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.views.helpers.lists import sl_facet_label

__all__ = ["sl_access", "sl_calls"]

Record = dict[str, Any]
OGC = re.compile(r"\b(wms|wfs|wcs|wmts|csw)\b", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s\"'`$\\\\]+")


def sl_access(record: Record) -> str:
    """How to get access to an API, in one sentence or two."""
    access = record.get("access")
    through = {
        "pdnd": tk._("Ask for access on PDND with the account of your body, then sign each call with its voucher."),
        "e015": tk._("Ask for access on E015, the Lombard digital ecosystem."),
    }.get(record.get("channel") or "")
    if access == "open":
        return tk._("Free: call it at once, without an account.")
    if access is None and through is None:
        return tk._("Nobody has said yet who may call it: ask the body.")
    who = sl_facet_label("sl_access", access) + "." if access else ""
    how = through or (
        tk._("Write to {email}.").format(email=record["contact_email"])
        if record.get("contact_email")
        else tk._("Ask the body for access.")
    )
    return f"{who} {how}".strip()


def sl_calls(record: Record) -> list[tuple[str, str]]:
    """First calls to copy, by language; none where the address is not known or cannot be written safely."""
    address = record.get("example_url") or record.get("endpoint_url") or ""
    if not ADDRESS.fullmatch(address):
        return []
    if record.get("protocol") == "soap":
        return _soap(record.get("endpoint_description") or "", address)
    if record.get("protocol") == "ogc" and not record.get("example_url"):
        address = capabilities(address)
    voucher = record.get("channel") == "pdnd" or record.get("access") == "bodies_only"
    return [("curl", _curl(address, voucher)), ("Python", _python(address, voucher))]


def capabilities(address: str) -> str:
    """The address that answers with what an OGC service offers; as it is where its kind cannot be told."""
    service = OGC.search(address)
    if service is None or "request=" in address.lower():
        return address
    return f"{address}{'&' if '?' in address else '?'}service={service[0].upper()}&request=GetCapabilities"


def _curl(address: str, voucher: bool) -> str:
    token = '-H "Authorization: Bearer $VOUCHER" \\\n  ' if voucher else ""
    return f'curl {token}"{address}"'


def _python(address: str, voucher: bool) -> str:
    token = '    headers={"Authorization": f"Bearer {voucher}"},\n' if voucher else ""
    return (
        f'import requests\n\nr = requests.get(\n    "{address}",\n{token}    timeout=10)\n'
        "r.raise_for_status()\nprint(r.text[:500])"
    )


def _soap(description: str, address: str) -> list[tuple[str, str]]:
    wsdl = description if ADDRESS.fullmatch(description) else f"{address}?wsdl"
    python = f'from zeep import Client\n\nclient = Client("{wsdl}")\nclient.wsdl.dump()'
    return [("curl", _curl(wsdl, voucher=False)), ("Python, zeep", python)]
