"""What a description of a service says -> a data service as the registry keeps it.

A value that no field could hold is left out with an entry in the log: one wrong address is no reason to lose a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.fetch import is_public
from ckanext.smartlombardia.harvesters.plain import filled, text
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import BodyRef, Document, Record, Repair

ADDRESSES = ("endpoint_url", "example_url", "terms_url")
NO_ADDRESS = "Non è un indirizzo web: lasciato fuori."
NOT_PUBLIC = "È l’indirizzo di una rete interna: lasciato fuori."
AN_EXAMPLE = "È un indirizzo di esempio: lasciato fuori."
# parameters of a request (OGC 06-121r9, 06-042, 09-025r2, 07-057r7, 07-006r1) and keys that let somebody in
PASSING_PARAMETERS = frozenset({
    "service", "request", "version", "wmtver", "acceptversions", "acceptformats", "sections", "updatesequence",
    "language", "format", "info_format", "outputformat", "layers", "layer", "styles", "style", "crs", "srs", "srsname",
    "bbox", "width", "height", "transparent", "bgcolor", "exceptions", "time", "elevation", "query_layers", "typename",
    "typenames", "namespace", "namespaces", "count", "maxfeatures", "startindex", "resulttype", "coverageid",
    "coverage", "tilematrixset", "outputschema", "elementsetname", "maxrecords", "startposition", "id",
    "token", "access_token", "authkey", "apikey", "api_key", "key", "user", "username", "password", "sessionid",
    "jsessionid",
})  # fmt: skip
HOST = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)
INTERNAL = (".local", ".localhost", ".internal")
EXAMPLES = (".example", ".test", ".invalid", ".example.com", ".example.net", ".example.org")  # RFC 2606


def service(document: Document, guid: str, source_fields: Mapping[str, Any], body: BodyRef | None = None) -> Record:
    """Build the record of a data service: fields that are not empty, addresses that can be right, and the repairs."""
    fields = {"endpoint_description": document.url, "source_url": document.url, **source_fields}
    repairs = []
    for name in ADDRESSES:
        address = str(fields.get(name) or "").strip()
        if address and (why := _wrong(address)):
            repairs.append(Repair(name, address, None, why))
            address = ""
        fields[name] = address
    fields["channel"] = fields.get("channel") or channel(fields["endpoint_url"])
    return Record(
        kind="dataservice",
        guid=guid,
        fields=filled(fields),
        body=body,
        grade="E2",
        url=document.url,
        repairs=repairs,
    )


def channel(address: str) -> str | None:
    """Through what a service is called, where its host says so (table `channel_hosts`)."""
    host = urlsplit(address).hostname or ""
    rows = vocabularies.rows("channel_hosts")
    return next((row["channel"] for row in rows if host == row["host"] or host.endswith("." + row["host"])), None)


def standards(family: str, version: str) -> list[dict[str, str]]:
    """The interface standard of a family in a version, as `standards` of a record; empty where our scheme has none."""
    family_standards = [concept for concept in vocabularies.concepts("standards") if concept.extra["family"] == family]
    matches = [
        concept
        for concept in family_standards
        if concept.extra["version"] and _starts(version, concept.extra["version"])
    ]
    return [{"standard": concept.code, "version": version, "role": "provider"} for concept in matches[:1]]


def without_query(address: str) -> str:
    """An address up to its path: what one asks of a service stands behind it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def endpoint(address: str) -> str:
    """The address of a map or data service: with the parameters that select it (`map=`, `repository=` …), without those
    of a request (OGC) and without what lets somebody in.
    """
    parts = urlsplit(address)
    pairs = (pair for pair in parts.query.split("&") if pair)
    selecting = [pair for pair in pairs if unquote(pair.partition("=")[0]).lower() not in PASSING_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(selecting), ""))


def with_query(address: str, query: str) -> str:
    """An address with more parameters behind those that it has."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


def tags(keywords: Iterable[Any]) -> str:
    """Keywords as one text: a comma inside one would make two."""
    plain = (" ".join(text(keyword).replace(",", " ").split()) for keyword in keywords)
    return ",".join(dict.fromkeys(filter(None, plain)))


def _starts(version: str, prefix: str) -> bool:
    return version == prefix or version.startswith(prefix + ".")


def _wrong(address: str) -> str | None:
    if codes.url(address) is None:
        return NO_ADDRESS
    host = urlsplit(address).hostname or ""
    try:
        return None if is_public(ip_address(host)) else NOT_PUBLIC
    except ValueError:
        if not HOST.fullmatch(host):
            return NO_ADDRESS
        if f".{host}".endswith(EXAMPLES):
            return AN_EXAMPLE
        return None if "." in host and not host.endswith(INTERNAL) else NOT_PUBLIC
