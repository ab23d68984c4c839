"""WSDL 1.1 -> the services that it describes.

https://www.w3.org/TR/2001/NOTE-wsdl-20010315
"""

from __future__ import annotations

from dataclasses import dataclass

from . import safe_xml
from .errors import NotReadable

WSDL = "http://schemas.xmlsoap.org/wsdl/"
WSDL_2 = "http://www.w3.org/ns/wsdl"
SOAP = {"http://schemas.xmlsoap.org/wsdl/soap/": "1.1", "http://schemas.xmlsoap.org/wsdl/soap12/": "1.2"}
HTTP = "http://schemas.xmlsoap.org/wsdl/http/"  # a binding without SOAP


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its first address over SOAP, the version of SOAP there, and the names of what it does.

    Where no port speaks SOAP, `soap` is empty and the address is that of the HTTP binding.
    """

    name: str
    notes: str
    address: str
    soap: str
    operations: tuple[str, ...]


def read(content: bytes) -> list[Service]:
    """The services of a document, in its order. Raises NotReadable: no XML, no WSDL 1.1, no service in it."""
    root = safe_xml.load(content)
    if safe_xml.namespace(root) == WSDL_2:
        raise NotReadable("Il documento è WSDL 2.0, che qui non si legge.", "Indicate il documento WSDL 1.1.")
    if safe_xml.name(root) != "definitions" or safe_xml.namespace(root) != WSDL:
        raise NotReadable(
            "Il documento non è un WSDL.", "Indicate l’indirizzo del documento, che di solito finisce con ?wsdl."
        )
    operations = tuple(
        dict.fromkeys(
            operation.get("name", "") for operation in root.iterfind(f"{{{WSDL}}}portType/{{{WSDL}}}operation")
        )
    )
    notes = safe_xml.text(root, f"{{{WSDL}}}documentation")
    services = [_service(service, notes, operations) for service in root.iterfind(f"{{{WSDL}}}service")]
    if not services:
        raise NotReadable(
            "Il WSDL non contiene servizi: descrive solo messaggi e operazioni.",
            "Indicate il documento che contiene l’elemento <service>.",
        )
    return services


def _service(element: safe_xml.Element, notes: str, operations: tuple[str, ...]) -> Service:
    ports = [
        (address.get("location", "").strip(), SOAP.get(safe_xml.namespace(address), ""))
        for address in element.iterfind(f"{{{WSDL}}}port/{{*}}address")
        if safe_xml.namespace(address) in (*SOAP, HTTP)
    ]
    located = sorted((port for port in ports if port[0]), key=lambda port: not port[1])  # SOAP goes first
    address, soap = next(iter(located or ports), ("", ""))
    documentation = safe_xml.text(element, f"{{{WSDL}}}documentation")
    return Service(element.get("name", "").strip(), documentation or notes, address, soap, operations)
