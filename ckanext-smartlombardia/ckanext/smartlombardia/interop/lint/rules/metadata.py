"""What the description says of itself: contact, summary, version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..catalogue import rule
from ..sight import Breach, field, show, something

SEMVER = re.compile(r"[0-9]+.[0-9]+.[0-9]+")
"""As the official linter reads it: any character passes for a dot, and any text may follow."""


def _lacks(api: OpenApi, *keys: str) -> Iterator[Breach]:
    seen = field(api, Place((), api.tree), *keys)
    if not something(seen.value):
        yield Breach(seen.path)


@rule("has-x-summary", seen="written")
def summary(api: OpenApi) -> Iterator[Breach]:
    """A line for the catalogue. Convention of the national catalogue, not of the ModI text."""
    return _lacks(api, "info", "x-summary")


@rule("has-termsOfService", seen="written")
def terms(api: OpenApi) -> Iterator[Breach]:
    """Terms of service have an address."""
    return _lacks(api, "info", "termsOfService")


@rule("has-contact", seen="written")
def contact(api: OpenApi) -> Iterator[Breach]:
    """Whom to write to. ModI, REG_ORGANIZZ_007."""
    return _lacks(api, "info", "contact")


@rule("has-x-api-id", seen="written")
def identifier(api: OpenApi) -> Iterator[Breach]:
    """An identifier that outlives the title."""
    return _lacks(api, "info", "x-api-id")


@rule("info-description", seen="written")
def description(api: OpenApi) -> Iterator[Breach]:
    """What the API is for."""
    return _lacks(api, "info", "description")


@rule("use-semver", seen="written")
def version(api: OpenApi) -> Iterator[Breach]:
    """The version has three numbers. ModI, RAC_GEN_002."""
    place = api.at("info", "version")
    version = api.read(place) if place else None
    if version and isinstance(version.value, str) and not SEMVER.match(version.value):
        yield Breach(version.path, show(version.value))


@rule("no-swagger-2", seen="written")
def swagger(api: OpenApi) -> Iterator[Breach]:
    """OpenAPI 3 or later. ModI, RAC_GEN_001."""
    place = api.at("swagger")
    if place and something(place.value):
        yield Breach(place.path, show(place.value))


@rule("oas3-api-servers", seen="written")
def has_servers(api: OpenApi) -> Iterator[Breach]:
    """Where the API answers."""
    seen = field(api, Place((), api.tree), "servers")
    listed = seen.value if isinstance(seen.value, list) else []
    if not listed or any(not isinstance(api.follow(one).value, dict) for one in api.children(seen)):
        yield Breach(seen.path)
