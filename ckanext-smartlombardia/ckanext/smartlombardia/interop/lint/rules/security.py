"""Keys and tokens: where they travel and how they are obtained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, equals, field, find_members, get, is_set, show

ADDRESS = re.compile("Url$", re.IGNORECASE)
UNSAFE = ("implicit", "password")
DEEP = 8


@rule("sec-apikeys-url")
def key_in_address(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_GEN_004: a key in the address ends up in every log."""
    for scheme in find_members(api, "securitySchemes"):
        if equals(get(scheme, "type"), "apiKey") and get(scheme, "in") == "query":
            yield Violation((*scheme.path, "in"))


@rule("sec-securitySchemes-oauth-http")
def clear_tokens(api: OpenApi) -> Iterator[Violation]:
    """RFC 6749: tokens are asked for over HTTPS."""
    for scheme in find_members(api, "securitySchemes"):
        if equals(get(scheme, "type"), "oauth2"):
            for part in api.children(scheme):
                for place in _below(api, part, DEEP):
                    address = place.value if ADDRESS.search(str(place.key)) else None
                    if isinstance(address, str) and not address.startswith("https://"):
                        yield Violation(place.path, show(address))


def _below(api: OpenApi, place: Place, levels: int) -> Iterator[Place]:
    if levels:
        for child in api.children(place):
            yield child
            yield from _below(api, child, levels - 1)


@rule("sec-securitySchemes-oauth-allowed-flows")
def unsafe_flows(api: OpenApi) -> Iterator[Violation]:
    """RFC 9700: no implicit grant and no password grant."""
    for flows in api.keyed("flows"):
        if equals(get(Place((), api.value(flows.path[:-1])), "type"), "oauth2"):
            for name in UNSAFE:
                if is_set((flow := field(api, flows, name)).value):
                    yield Violation(flow.path, name)
