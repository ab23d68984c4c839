"""Schemas as they are written: references, lists, enumerations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, equals, get, is_set, show

TYPES: dict[str, Any] = {"string": str, "boolean": bool, "array": list, "object": dict}


@rule("no-$ref-siblings", reach="written")
def alone(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI 3.0, Reference Object: what stands beside a reference is not read."""
    for holder in api.index.holders:
        yield from (Violation((*holder.path, key), show(key)) for key in holder.value if key != "$ref")


@rule("array-items", reach="written")
def items(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI, Schema Object: a list says what is in it."""
    for schema in api.index.typed:
        type_ = get(schema, "type")
        listed = type_ if isinstance(type_, list) and api.version in ("3.1", "3.2") else []
        if (equals(type_, "array") or "array" in listed) and not is_set(get(schema, "items")):
            yield Violation(schema.path)


@rule("oas2-discriminator")
def discriminator(api: OpenApi) -> Iterator[Violation]:
    """Swagger 2, Schema Object: what tells types apart is a required property."""
    for schema in map(api.follow, api.children(api.at("definitions"))):
        name = get(schema, "discriminator")
        if is_set(name) and isinstance(name, str):
            properties, required = get(schema, "properties"), get(schema, "required")
            is_property = isinstance(properties, dict) and name in properties
            if not is_property or not isinstance(required, list) or name not in required:
                yield Violation(schema.path, show(name))


def _enums(api: OpenApi) -> Iterator[Place]:
    for place in api.keyed("enum"):
        if isinstance(place.value, list) and len(place.path) > 1:
            yield Place(place.path[:-1], api.value(place.path[:-1]))


@rule("typed-enum")
def typed(api: OpenApi) -> Iterator[Violation]:
    """Values of an enumeration are of the type that is said."""
    for schema in _enums(api):
        types = get(schema, "type")
        listed = types if isinstance(types, list) else [types]
        if types and all(isinstance(type_, str) for type_ in listed):
            nullable = schema.value.get({"3.0": "nullable", "2.0": "x-nullable"}.get(api.version, "")) is True
            for at, value in enumerate(schema.value["enum"]):
                if not any(_is(value, type_) for type_ in [*listed, *(["null"] if nullable else [])]):
                    yield Violation((*schema.path, "enum", at), show(value))


def _is(value: Any, type_: str) -> bool:
    if type_ in ("integer", "number"):
        is_integral = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return not isinstance(value, bool) and (is_integral or (type_ == "number" and isinstance(value, float)))
    return value is None if type_ == "null" else isinstance(value, TYPES.get(type_, ()))


@rule("duplicated-entry-in-enum")
def repeated(api: OpenApi) -> Iterator[Violation]:
    """A value is listed once."""
    for schema in _enums(api):
        if schema.key != "properties":
            values = [(type(value), str(value)) for value in schema.value["enum"]]
            if len(set(values)) < len(values):
                yield Violation((*schema.path, "enum"))
