"""Numbers say how large they may be."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, equals, field, is_set, show

INTEGERS = ("int32", "int64")
NUMBERS = ("decimal32", "decimal64", "decimal128", "float", "double")


def _of_type(api: OpenApi, type_: str) -> Iterator[Place]:
    """Everything with that type, also in examples: so does the official linter."""
    for schema in api.index.typed:
        type_value = schema.value["type"]
        same = type_value == type_ if isinstance(type_value, str) else equals(field(api, schema, "type").value, type_)
        if same and api.lives(schema.path):
            yield schema


def _without(api: OpenApi, type_: str) -> Iterator[Violation]:
    for schema in _of_type(api, type_):
        format_place = field(api, schema, "format")
        if not is_set(format_place.value):
            yield Violation(format_place.path)


def _other(api: OpenApi, type_: str, allowed: tuple[str, ...]) -> Iterator[Violation]:
    for schema in _of_type(api, type_):
        step = api.step(schema, "format")
        format_place = api.read(step) if step else None
        if format_place and not isinstance(format_place.value, dict | list) and format_place.value not in allowed:
            yield Violation(format_place.path, show(format_place.value))


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
