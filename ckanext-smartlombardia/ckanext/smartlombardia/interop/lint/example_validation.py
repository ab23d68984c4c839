"""Are examples values of their schemas: schemas of OpenAPI -> schemas that a validator knows -> what does not fit.

OpenAPI 3.0 and Swagger 2 schemas are those of draft 4 with `nullable`, 3.1 those of 2020-12. References are replaced by
what they stand for. A schema with a reference that cannot be followed says nothing of its examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from .formats import BOUNDS, FORMATS
from .regexes import for_other_engines, is_regex

LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas")
SINGLE = ("items", "additionalItems", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
LATE = (*SINGLE, "unevaluatedItems", "unevaluatedProperties")
PLAIN = (
    *("type", "enum", "const", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "maxLength", "minLength"),
    *("maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required"),
    *("maxContains", "minContains", "dependentRequired", "title", "description"),
)
SMALL, MANY = 400, 1000
"""Validators of schemas written in so few characters are kept, that many of them: most schemas are alike."""
_SMALL: dict[tuple[bool, str], Any] = {}
SIZE = 20_000
"""Schemas that open into more entries than this are not checked."""


class Unusable(Exception):
    """A schema that no validator takes: its examples cannot fit it."""


class Unknown(Exception):
    """A schema that cannot be read here: nothing is said of its examples."""


class _MultipleOf:
    """`multipleOf` in the arithmetic of the official linter, in which 19.99 is no multiple of 0.01."""

    def __init__(self, parent_schema: Any, value: Any, schema_path: Any) -> None:
        self.step = value

    def validate(self, instance: Any) -> None:
        number = isinstance(instance, int | float) and not isinstance(instance, bool)
        if number and not (float(instance) / float(self.step)).is_integer():
            raise ValueError(f"{instance} is not a multiple of {self.step}")


def compiled(schema: Any, late: bool) -> Any:
    """A validator of a schema of draft 4, or of 2020-12 when `late`. Raises Unusable and Unknown."""
    make = jsonschema_rs.Draft202012Validator if late else jsonschema_rs.Draft4Validator
    keywords: dict[str, Any] = {"x-multiple-of": _MultipleOf}
    try:
        return make(schema, validate_formats=True, formats=FORMATS, keywords=keywords, offline=True)
    except jsonschema_rs.ValidationError as error:
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Format) or "regex" in error.message:
            raise Unknown from error
        raise Unusable(error.message) from error
    except (ValueError, RecursionError) as error:
        raise Unknown from error


class Schema:
    """A schema at a place of a document, ready to judge values."""

    def __init__(self, api: OpenApi, place: Place, relaxed: str = "") -> None:
        """`relaxed` is `readOnly` or `writeOnly`: what is so marked need not be there.

        Raises Unusable and Unknown.
        """
        self._late = api.version == "3.1"
        self._nullable = "x-nullable" if api.version == "2.0" else "nullable"
        self._relaxed = relaxed
        self._left = SIZE
        self._open = False
        self._api = api
        schema = self._schema(place)
        if api.version == "2.0" and isinstance(schema, dict) and isinstance(schema.get("required"), bool):
            del schema["required"]
        if self._open:
            self._compiled(schema)
            raise Unknown
        self._validator = self._compiled(schema)

    def _compiled(self, schema: Any) -> Any:
        text = repr(schema)
        if len(text) > SMALL:
            return compiled(schema, self._late)
        if (self._late, text) not in _SMALL:
            _SMALL[self._late, text] = compiled(schema, self._late)
            if len(_SMALL) > MANY:
                del _SMALL[next(iter(_SMALL))]
        return _SMALL[self._late, text]

    def misfits(self, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
        """Where in a value something does not fit, and what; the first place only."""
        try:
            return [(tuple(error.instance_path), error.message) for error in self._validator.iter_errors(value)][:1]
        except (ValueError, RecursionError):
            return []

    def _schema(self, place: Place) -> dict[str, Any]:
        resolved = self._api.follow(place)
        schema = resolved.value
        self._left -= 1
        if self._left < 0:
            raise Unknown
        if not isinstance(schema, dict):
            return schema  # not a schema: the check of the schema itself says so
        if isinstance(schema.get("$ref"), str):
            self._open = True
            return {}
        converted = {key: plain(self._api, Place((*resolved.path, key), schema[key])) for key in PLAIN if key in schema}
        self._keywords(schema, converted)
        self._null(schema, converted)
        for key in LATE if self._late else SINGLE[:4]:
            if key in schema:
                converted[key] = self._child(resolved, key)
        for key in (*LISTS[: None if self._late else 3], *MAPS[: None if self._late else 2]):
            if key in schema:
                converted[key] = self._children(resolved, key)
        if (
            self._relaxed
            and isinstance(converted.get("properties"), dict)
            and isinstance(converted.get("required"), list)
        ):
            self._relax(resolved, converted)
        return converted

    def _keywords(self, schema: Mapping[str, Any], converted: dict[str, Any]) -> None:
        """Formats, patterns and steps, which need another word here."""
        format_, pattern, step = schema.get("format"), schema.get("pattern"), schema.get("multipleOf")
        if isinstance(format_, str):
            if format_ in FORMATS:
                converted["format"] = format_
            elif format_ in BOUNDS:
                converted["allOf"] = [BOUNDS[format_]]
        elif format_ is not None:
            converted["format"] = format_
        if isinstance(pattern, str):
            if not is_regex(pattern):
                raise Unusable(f"{pattern} is no regular expression")
            converted["pattern"] = for_other_engines(pattern)
        elif pattern is not None:
            converted["pattern"] = pattern
        if "multipleOf" in schema:
            usable = isinstance(step, int | float) and not isinstance(step, bool) and step > 0
            converted["x-multiple-of" if usable else "multipleOf"] = step

    def _null(self, schema: Mapping[str, Any], converted: dict[str, Any]) -> None:
        """`nullable` adds a type; without a type it means nothing, and validators refuse it."""
        nullable = schema.get("nullable", True if schema.get(self._nullable) is True else None)
        if nullable is None:
            return
        if not schema.get("type"):
            raise Unusable("nullable without a type")
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if nullable is True and "null" not in types:
            converted["type"] = [*types, "null"]
        elif nullable is False and "null" in types:
            raise Unusable("nullable: false and type null")

    def _child(self, parent: Place, key: str) -> Any:
        child = self._api.follow(Place((*parent.path, key), parent.value[key]))
        if isinstance(child.value, list):  # items of a fixed order, draft 4
            return [self._schema(entry) for entry in self._api.children(child)]
        return self._schema(child)

    def _children(self, parent: Place, key: str) -> Any:
        holder = self._api.follow(Place((*parent.path, key), parent.value[key]))
        if isinstance(holder.value, list):
            converted: Any = [self._schema(child) for child in self._api.children(holder)]
        elif isinstance(holder.value, dict):
            converted = {str(child.key): self._schema(place) for child, place in _followed_children(self._api, holder)}
        else:
            return holder.value
        return self._joined(parent, converted) if key == "allOf" else converted

    def _joined(self, parent: Place, converted: Any) -> Any:
        """`allOf` with the bounds of a format of numbers, where there is one."""
        bounds = BOUNDS.get(parent.value.get("format")) if isinstance(parent.value.get("format"), str) else None
        return [*converted, bounds] if bounds and isinstance(converted, list) else converted

    def _relax(self, parent: Place, converted: dict[str, Any]) -> None:
        """What is marked so may be missing."""
        marked = {
            entry.key
            for entry in self._api.children(self._api.step(parent, "properties"))
            if isinstance((value := self._api.follow(entry).value), dict) and value.get(self._relaxed) is True
        }
        if left := [name for name in converted.pop("required") if not isinstance(name, str) or name not in marked]:
            converted["required"] = left


def _followed_children(api: OpenApi, holder: Place) -> Iterator[tuple[Place, Place]]:
    return ((child, api.follow(child)) for child in api.children(holder))


def plain(api: OpenApi, place: Place, left: int = SIZE) -> Any:
    """A value with its references replaced. Raises Unknown when it opens into too much."""
    if not isinstance(place.value, dict | list):
        return place.value
    if left <= 0:
        raise Unknown
    resolved = api.follow(place)
    if isinstance(resolved.value, dict):
        return {str(child.key): plain(api, child, left - len(resolved.value)) for child in api.children(resolved)}
    if isinstance(resolved.value, list):
        return [plain(api, child, left - len(resolved.value)) for child in api.children(resolved)]
    return resolved.value
