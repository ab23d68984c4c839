"""Descriptions of APIs, one an address -> a data service each.

Swagger 2.0, OpenAPI 3.0 and 3.1, in YAML or JSON. Where the API answers is said by `servers` (`host` and `basePath` in
Swagger 2); a relative address, or one with parts left open, is not made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.formats import openapi
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, text, words
from ckanext.smartlombardia.types import Document, Record, Refused

FAULTY = "Correggete il documento e ricontrollatelo con il controllo delle API."
TEMPLATE_VARIABLE = re.compile(r"\{([^}]*)\}")


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each description in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is a description of an API."""
    start = document.content[:20_000].lstrip()
    if start.startswith(b"<") or not (b"openapi" in start or b"swagger" in start):
        return False
    try:
        return bool(openapi.read(document.content).version)
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Record | Refused]:
    """The data service of one description."""
    try:
        api = openapi.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    tree = mapping(api.tree)
    if not api.version:
        fault = f" C’è un errore alla riga {api.faults[0].line}." if api.faults else ""
        yield Refused(
            document.url,
            f"Il documento non è una descrizione OpenAPI.{fault}",
            "Indicate l’indirizzo del documento che comincia con openapi: o swagger:.",
        )
        return
    info = mapping(tree.get("info"))
    title = text(info.get("title"))
    if not title:
        yield Refused(document.url, "La descrizione non ha un titolo (info.title).", FAULTY)
        return
    family_version = "2.0" if api.version == "2.0" else text(tree.get("openapi"))
    yield services.service(
        document,
        document.url,
        {
            "title": title,
            "notes": text(info.get("description")) or text(info.get("summary")),
            "version": text(info.get("version")),
            "endpoint_url": _swagger_address(tree) if api.version == "2.0" else _address(tree),
            "protocol": "rest",
            "terms_url": text(info.get("termsOfService")),
            "licence": text(mapping(info.get("license")).get("name")),
            "standards": services.standards("openapi", family_version),
            "tag_string": services.tags(_tags(tree)),
        },
    )


def _address(tree: Mapping[str, Any]) -> str:
    """The first server that is not for trying out, its variables filled in with what the document says."""
    servers = mappings(tree.get("servers"))
    real = [server for server in servers if server.get("x-sandbox") is not True]
    for server in real or servers:
        address = _filled(text(server.get("url")), mapping(server.get("variables")))
        if address.startswith(("https://", "http://")) and not TEMPLATE_VARIABLE.search(address):
            return address
    return ""


def _filled(address: str, variables: Mapping[str, Any]) -> str:
    return TEMPLATE_VARIABLE.sub(
        lambda match: text(mapping(variables.get(match[1])).get("default")) or match[0], address
    )


def _swagger_address(tree: Mapping[str, Any]) -> str:
    host = text(tree.get("host"))
    schemes = [scheme for scheme in words(tree.get("schemes")) if scheme in ("https", "http")]
    if not host or not schemes:
        return ""
    scheme = "https" if "https" in schemes else schemes[0]
    return f"{scheme}://{host}{text(tree.get('basePath')) or '/'}"


def _tags(tree: Mapping[str, Any]) -> list[str]:
    return [text(tag.get("name")) for tag in mappings(tree.get("tags"))]
