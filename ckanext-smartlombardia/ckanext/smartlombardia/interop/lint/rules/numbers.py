"""Numbers say how large they may be."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, equals, field, show, something

INTEGERS = ("int32", "int64")
NUMBERS = ("decimal32", "decimal64", "decimal128", "float", "double")


def _of_type(api: OpenApi, type_: str) -> Iterator[Place]:
    """Everything with that type, also in examples: so does the official linter."""
    for one in api.index.typed:
        written = one.value["type"]
        same = written == type_ if isinstance(written, str) else equals(field(api, one, "type").value, type_)
        if same and api.lives(one.path):
            yield one


def _without(api: OpenApi, type_: str) -> Iterator[Violation]:
    for one in _of_type(api, type_):
        seen = field(api, one, "format")
        if not something(seen.value):
            yield Violation(seen.path)


def _other(api: OpenApi, type_: str, allowed: tuple[str, ...]) -> Iterator[Violation]:
    for one in _of_type(api, type_):
        step = api.step(one, "format")
        seen = api.read(step) if step else None
        if seen and not isinstance(seen.value, dict | list) and seen.value not in allowed:
            yield Violation(seen.path, show(seen.value))


@rule("number-format")
def number(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_FORMAT_004."""
    return _without(api, "number")


@rule("integer-format")
def integer(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_FORMAT_004."""
    return _without(api, "integer")


@rule("allowed-number-format")
def number_format(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_FORMAT_004."""
    return _other(api, "number", NUMBERS)


@rule("allowed-integer-format")
def integer_format(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_FORMAT_004."""
    return _other(api, "integer", INTEGERS)
