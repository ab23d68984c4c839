"""What requests carry and what responses give back: bodies, media types, problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import MISSING, Violation, field, is_set, show

PROBLEMS = ("application/problem+json", "application/problem+xml")
ERROR = re.compile(r"4|5|default")
NO_CONTENT = re.compile(r"204|205")
CONTENT = re.compile(r"200|201|202|203|206")
CREDENTIALS = re.compile(r"password|secret|apikey", re.IGNORECASE)


def _responses(api: OpenApi) -> Iterator[tuple[str, Place]]:
    """Responses of operations, with their status as it is written where they are used."""
    return ((response.name, response.place) for response in api.members("responses", "any paths"))


def _bodies_of(api: OpenApi, method: str) -> Iterator[Violation]:
    for operation in api.keyed(method):
        if api.below_paths(operation.path) and (body := api.step(operation, "requestBody")):
            yield Violation(api.locate(body).path)


@rule("http-request-GET-no-body", reach="paths")
def body_of_get(api: OpenApi) -> Iterator[Violation]:
    """RFC 9110: a GET has no body. ModI, RAC_REST_NAME_001."""
    return _bodies_of(api, "get")


@rule("http-request-DELETE-no-body", reach="paths")
def body_of_delete(api: OpenApi) -> Iterator[Violation]:
    """RFC 9110: a DELETE should have no body."""
    return _bodies_of(api, "delete")


@rule("http-response-no-content-204-205", reach="paths")
def no_content(api: OpenApi) -> Iterator[Violation]:
    """RFC 9110: 204 and 205 carry nothing. ModI, RAC_REST_NAME_001."""
    for status, response in _responses(api):
        if NO_CONTENT.search(status) and is_set((media := field(api, response, "content")).value):
            yield Violation(media.path, status)


@rule("http-response-content-2xx", reach="paths")
def content(api: OpenApi) -> Iterator[Violation]:
    """A response that went well gives something, with a schema."""
    for status, response in _responses(api):
        if not CONTENT.search(status):
            continue
        media_types = field(api, response, "content")
        media = list(api.children(media_types)) if isinstance(media_types.value, dict) else []
        if not media:
            yield Violation(media_types.path, status)
        lacks = (
            media_type
            for media_type in media
            if isinstance(api.follow(media_type).value, dict) and api.step(media_type, "schema") is None
        )
        yield from (Violation(media_type.path, status) for media_type in islice(lacks, 1))


@rule("use-problem-json-for-errors", reach="paths")
def problems(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_008 and RFC 9457: errors are problem details."""
    for response in api.members("responses", "paths"):
        if ERROR.match(response.name) and not _excused(api, response.place):
            yield from _other_media(api, response.place, PROBLEMS)


def _excused(api: OpenApi, response: Place) -> bool:
    value = api.follow(response).value
    return isinstance(value, dict) and is_set(value.get("x-noqa", MISSING))


def _other_media(api: OpenApi, response: Place | None, allowed: tuple[str, ...]) -> Iterator[Violation]:
    """Media types of a response that are none of these."""
    for media in api.children(response and api.step(response, "content")):
        if media.key not in allowed:
            yield Violation(api.locate(media).path, show(media.key))


@rule("paths-status-return-json", reach="paths")
def status_up(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_011: /status answers in JSON when all is well."""
    response = api.at("paths", "/status", "get", "responses", "200")
    return _other_media(api, response, ("application/json", "application/problem+json"))


@rule("paths-status-return-problem", reach="paths")
def status_down(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_011: /status answers with a problem when the service is down."""
    for response in api.children(api.at("paths", "/status", "get", "responses")):
        if str(response.key)[:1] in ("4", "5"):
            yield from _other_media(api, response, PROBLEMS[:1])


@rule("response-with-json-object")
def objects(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_FORMAT_002: objects can grow, lists cannot."""
    for response in api.members("responses"):
        for media in api.children(api.step(response.place, "content")):
            name = str(media.key)
            if name.endswith("json") and not name.endswith("json-patch+json"):
                schema = api.step(media, "schema")
                step = schema and api.step(schema, "type")
                type_ = api.read(step) if step else None
                if type_ and isinstance(type_.value, str) and "object" not in type_.value:
                    yield Violation(type_.path, show(type_.value))


@rule("patch-media-type")
def patch_media(api: OpenApi) -> Iterator[Violation]:
    """RFC 5789, errata 3169: application/json says nothing of how to change."""
    for operation in api.keyed("patch"):
        body = api.step(operation, "requestBody")
        media = body and api.step(body, "content")
        media_type = media and field(api, media, "application/json")
        if media_type and is_set(media_type.value):
            yield Violation(media_type.path)


@rule("patch-without-request-body", reach="paths")
def patch_body(api: OpenApi) -> Iterator[Violation]:
    """RFC 5789: a PATCH carries the changes to make."""
    for item in api.children(api.at("paths")):
        if operation := api.step(item, "patch"):
            for place in (field(api, operation, "requestBody"), field(api, operation, "requestBody", "required")):
                if place.value is MISSING or (place.path[-1:] != ("requestBody",) and not is_set(place.value)):
                    yield Violation(place.path)


@rule("patch-json-patch-mediatype")
def patch_list(api: OpenApi) -> Iterator[Violation]:
    """RFC 6902: a JSON Patch is a list of changes."""
    for operation in api.keyed("patch"):
        place: Place | None = operation
        for key in ("requestBody", "content", "application/json-patch+json", "schema", "type"):
            place = place and api.step(place, key)
        if place and isinstance(place.value, str) and "array" not in place.value:
            yield Violation(place.path, show(place.value))


@rule("sec-credentials-parameters")
def credentials(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_GEN_004: no secrets in addresses."""
    for parameter in api.members("parameters"):
        where, name = field(api, parameter.place, "in"), field(api, parameter.place, "name")
        in_address = isinstance(where.value, str) and re.search("query|path", where.value)
        if in_address and isinstance(name.value, str) and CREDENTIALS.search(name.value):
            yield Violation(name.path, show(name.value))
