"""What a description of a service says -> a data service as the registry keeps it.

A value that no field could hold is left out with an entry in the log: one wrong address is no reason to lose a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.fetch import is_public
from ckanext.smartlombardia.harvesters.plain import filled
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import BodyRef, Document, Record, Repair

ADDRESSES = ("endpoint_url", "terms_url")
NO_ADDRESS = "Non è un indirizzo web: lasciato fuori."
NOT_PUBLIC = "È l’indirizzo di una rete interna: lasciato fuori."
AN_EXAMPLE = "È un indirizzo di esempio: lasciato fuori."
HOST = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)
INTERNAL = (".local", ".localhost", ".internal")
EXAMPLES = (".example", ".test", ".invalid", ".example.com", ".example.net", ".example.org")  # RFC 2606


def service(document: Document, guid: str, said: Mapping[str, Any], body: BodyRef | None = None) -> Record:
    """A data service that a document describes: its fields without those that are empty or cannot be right."""
    fields = {"endpoint_description": document.url, "source_url": document.url, **said}
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
    known = [one for one in vocabularies.concepts("standards") if one.extra["family"] == family]
    found = [one for one in known if one.extra["version"] and _starts(version, one.extra["version"])]
    return [{"standard": one.code, "version": version, "role": "provider"} for one in found[:1]]


def without_query(address: str) -> str:
    """An address up to its path: what one asks of a service stands behind it."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def tags(words: Sequence[str]) -> str:
    """Keywords as one text: a comma inside one would make two."""
    return ",".join(dict.fromkeys(" ".join(word.replace(",", " ").split()) for word in words if word.strip()))


def _starts(version: str, known: str) -> bool:
    return version == known or version.startswith(known + ".")


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
