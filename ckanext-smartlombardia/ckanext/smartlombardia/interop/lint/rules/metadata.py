"""What the description says of itself: contact, summary, version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, field, is_set, show

SEMVER = re.compile(r"[0-9]+.[0-9]+.[0-9]+")
"""As the official linter reads it: any character passes for a dot, and any text may follow."""


def _lacks(api: OpenApi, *keys: str) -> Iterator[Violation]:
    place = field(api, Place((), api.tree), *keys)
    if not is_set(place.value):
        yield Violation(place.path)


@rule("has-x-summary", reach="written")
def summary(api: OpenApi) -> Iterator[Violation]:
    """A line for the catalogue. Convention of the national catalogue, not of the ModI text."""
    return _lacks(api, "info", "x-summary")


@rule("has-termsOfService", reach="written")
def terms(api: OpenApi) -> Iterator[Violation]:
    """Terms of service have an address."""
    return _lacks(api, "info", "termsOfService")


@rule("has-contact", reach="written")
def contact(api: OpenApi) -> Iterator[Violation]:
    """Whom to write to. ModI, REG_ORGANIZZ_007."""
    return _lacks(api, "info", "contact")


@rule("has-x-api-id", reach="written")
def identifier(api: OpenApi) -> Iterator[Violation]:
    """An identifier that outlives the title."""
    return _lacks(api, "info", "x-api-id")


@rule("info-description", reach="written")
def description(api: OpenApi) -> Iterator[Violation]:
    """What the API is for."""
    return _lacks(api, "info", "description")


@rule("use-semver", reach="written")
def version(api: OpenApi) -> Iterator[Violation]:
    """The version has three numbers. ModI, RAC_GEN_002."""
    place = api.at("info", "version")
    version = api.read(place) if place else None
    if version and isinstance(version.value, str) and not SEMVER.match(version.value):
        yield Violation(version.path, show(version.value))


@rule("no-swagger-2", reach="written")
def swagger(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI 3 or later. ModI, RAC_GEN_001."""
    place = api.at("swagger")
    if place and is_set(place.value):
        yield Violation(place.path, show(place.value))


@rule("oas3-api-servers", reach="written")
def has_servers(api: OpenApi) -> Iterator[Violation]:
    """Where the API answers."""
    servers = field(api, Place((), api.tree), "servers")
    listed = servers.value if isinstance(servers.value, list) else []
    if not listed or any(not isinstance(api.follow(server).value, dict) for server in api.children(servers)):
        yield Violation(servers.path)
