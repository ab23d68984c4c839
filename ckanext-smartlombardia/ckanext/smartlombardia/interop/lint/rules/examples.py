"""Examples and defaults are values of their schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..example_validation import Schema, Unknown, Unusable, plain
from ..violations import Violation, get, is_set

SAYS_WHAT = ("enum", "type", "format", "$ref", "properties", "items")


def _schemas(api: OpenApi, names: tuple[str, ...], inside: Callable[[Path], bool]) -> Iterator[Place]:
    """Schemas that carry a value under one of these names."""
    visited: set[Path] = set()
    for name in names:
        for place in api.keyed(name):
            path = place.path[:-1]
            if path and path not in visited and path[-1] != "properties" and inside(path):
                visited.add(path)
                schema = Place(path, api.value(path))
                if any(is_set(get(schema, key)) for key in SAYS_WHAT):
                    yield schema


def _misfits(api: OpenApi, at: Place, names: tuple[str, ...]) -> Iterator[Violation]:
    try:
        schema = Schema(api, at)
    except Unknown:
        return
    except Unusable as problem:
        yield from (Violation((*at.path, name), str(problem)) for name in names if name in at.value)
        return
    for name in names:
        if name in at.value:
            yield from _judged(api, schema, Place((*at.path, name), at.value[name]))


def _judged(api: OpenApi, schema: Schema, example: Place) -> Iterator[Violation]:
    try:
        value = plain(api, example)
    except Unknown:
        return
    for where, what in schema.misfits(value):
        yield Violation((*api.locate(example).path, *where), what)


@rule("oas3-valid-schema-example")
def examples(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI 3, Schema Object: an example is one."""
    names = ("example", "default")
    region = api.region(
        lambda path: (
            (path[:2] == ("components", "schemas") and len(path) > 2)
            or any(key in path[:-1] for key in ("content", "headers", "parameters"))
        )
    )
    for schema in _schemas(api, names, region):
        yield from _misfits(api, schema, names)


@rule("oas2-valid-schema-example")
def old_examples(api: OpenApi) -> Iterator[Violation]:
    """Swagger 2, Schema Object: an example is one."""
    names = ("example", "x-example", "default")
    region = api.region(lambda path: any(key in path[:-1] for key in ("definitions", "parameters", "responses")))
    for schema in _schemas(api, names, region):
        yield from _misfits(api, schema, names)


@rule("oas2-valid-media-example")
def old_media(api: OpenApi) -> Iterator[Violation]:
    """Swagger 2, Response Object: an example is a value of the schema beside it."""
    region = api.region(lambda path: "responses" in path[:-1])
    for place in api.keyed("examples"):
        path = place.path[:-1]
        holder = Place(path, api.value(path))
        schema = api.step(holder, "schema") if path and region(path) and isinstance(holder.value, dict) else None
        if schema is None or not is_set(schema.value) or not isinstance(place.value, dict | list):
            continue
        try:
            ready = Schema(api, schema, "writeOnly")
        except Unknown:
            continue
        except Unusable as problem:
            yield from (Violation(child.path, str(problem)) for child in api.children(place))
            continue
        for example in api.children(place):
            yield from _judged(api, ready, example)
