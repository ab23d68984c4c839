"""Headers of requests and responses: which may be described, how they are named, what they must say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, equals, field, find_members, get, is_set, show

FORBIDDEN = re.compile(r"(accept|content-type|authorization)", re.IGNORECASE)
PLAIN_NAME = re.compile(r"^([^x]|.[^-])|RateLimit-|Correlation-ID|ReplyTo", re.IGNORECASE)
TRAIN_CASE = re.compile(r"[A-Z][a-zA-Z0-9]*(-[A-Z][a-zA-Z0-9]*)*")
CACHE = re.compile(r"max-age|private|no-store|no-cache|no-transform")
LIMITS = ("Limit", "Remaining", "Reset")


def _in_requests(api: OpenApi) -> Iterator[Place]:
    """Names of parameters that are headers."""
    for parameter in find_members(api, "parameters"):
        if equals(get(parameter, "in"), "header") and (name := api.step(parameter, "name")):
            yield Place(api.locate(name).path, api.follow(name).value)


def _in_responses(api: OpenApi) -> Iterator[Place]:
    """Headers of responses, as path and name."""
    return (Place(header.place.path, header.name) for header in api.headers)


def _headers_of(api: OpenApi, status: Callable[[str], object]) -> Iterator[Place]:
    """The headers of responses with such a status, as they stand."""
    for response in api.members("responses"):
        if status(response.name) and (headers := api.step(response.place, "headers")):
            yield Place(api.locate(headers).path, api.follow(headers).value)


def _names(places: Iterator[Place], wrong: Callable[[str], object]) -> Iterator[Violation]:
    return (
        Violation(place.path, show(place.value))
        for place in places
        if isinstance(place.value, str) and wrong(place.value)
    )


@rule("no-forbidden-headers")
def forbidden(api: OpenApi) -> Iterator[Violation]:
    """Authorization, Content-Type and Accept have their own fields in OpenAPI 3, section Parameter Object."""
    yield from _names(_in_requests(api), FORBIDDEN.fullmatch)
    yield from _names(_in_responses(api), FORBIDDEN.fullmatch)


@rule("no-x-headers-request")
def request_prefix(api: OpenApi) -> Iterator[Violation]:
    """RFC 6648: no new names with X-."""
    return _names(_in_requests(api), lambda name: not PLAIN_NAME.search(name))


@rule("no-x-headers-response")
def response_prefix(api: OpenApi) -> Iterator[Violation]:
    """RFC 6648: no new names with X-."""
    return _names(_in_responses(api), lambda name: not PLAIN_NAME.search(name))


@rule("request-headers-train-case")
def request_case(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_003."""
    return _names(_in_requests(api), lambda name: not TRAIN_CASE.fullmatch(name))


@rule("response-headers-train-case")
def response_case(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_003."""
    return _names(_in_responses(api), lambda name: not TRAIN_CASE.fullmatch(name))


def _undocumented(api: OpenApi, header: Place) -> Iterator[Violation]:
    text = field(api, header, "description")
    if not is_set(text.value) or (isinstance(text.value, str) and not CACHE.search(text.value)):
        yield Violation(text.path)


@rule("cache-control-parameter-undocumented")
def cache_request(api: OpenApi) -> Iterator[Violation]:
    """RFC 9111: a request that steers caches says how."""
    for parameter in find_members(api, "parameters"):
        name = get(parameter, "name")
        if equals(get(parameter, "in"), "header") and isinstance(name, str) and "cache-control" in name.lower():
            yield from _undocumented(api, parameter)


@rule("cache-responses-indeterminate-behavior")
def cache_response(api: OpenApi) -> Iterator[Violation]:
    """RFC 9111: a response says how long it holds, in one way."""
    for headers in _headers_of(api, lambda code: code.startswith("2")):
        if not isinstance(headers.value, dict) or ("Cache-Control" in headers.value) == ("Expires" in headers.value):
            yield Violation(headers.path)


@rule("missing-retry-after")
def retry(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_ROBUSTEZZA_001: a service that is down says when to come back."""
    for headers in _headers_of(api, lambda code: code == "503"):
        header = field(api, headers, "Retry-After")
        if not is_set(header.value):
            yield Violation(header.path)


@rule("missing-ratelimit")
def limits(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_ROBUSTEZZA_001: answers say how many requests are left."""
    for headers in _headers_of(api, lambda code: code[:1] in ("2", "4") and code != "429"):
        if not isinstance(headers.value, dict) or not all(_one_prefix(headers.value, word) for word in LIMITS):
            yield Violation(headers.path)


def _one_prefix(headers: dict[str, object], word: str) -> bool:
    return (f"X-RateLimit-{word}" in headers) != (f"RateLimit-{word}" in headers)


@rule("ratelimit-429-presence")
def too_many(api: OpenApi) -> Iterator[Violation]:
    """RFC 6585: whoever asked too often is told when to come back."""
    for headers in _headers_of(api, lambda code: code == "429"):
        if isinstance(headers.value, dict) and not _tells_when(headers.value):
            yield Violation(headers.path)


def _tells_when(headers: dict[str, object]) -> bool:
    sets = (("Retry-After",), *([f"{prefix}RateLimit-{word}" for word in LIMITS] for prefix in ("", "X-")))
    return any(all(name in headers for name in names) for names in sets)
