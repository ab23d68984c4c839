"""Is a document what the OpenAPI specification says it is: the official schemas, with the readings that linters share.

The schemas come with the library openapi-spec-validator and are read, not run through it: 2.0 and 3.0 in the words of
2020-12, so that "a reference or a thing" is told by the `$ref` and says what is wrong with the thing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path as File
from typing import Any

import jsonschema_rs

from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi

from .formats import FORMATS
from .schema_messages import misfit

NEWEST = "https://json-schema.org/draft/2020-12/schema"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
REFERENCES = ("#/definitions/Reference", "#/definitions/jsonReference")
IS_REFERENCE = {"type": "object", "required": ["$ref"]}
SCHEMES_3 = ("APIKey", "OAuth2", "OpenIdConnect")
FORMATS_3 = {name: FORMATS[name] for name in ("uri", "uri-reference", "email", "regex")}
MAX_MISFITS = 100
"""So many places of a document are named, no more."""


def misfits(api: OpenApi) -> Iterator[tuple[Path, str]]:
    """Places where a document breaks the schema of its OpenAPI version, each with an explanation in Italian."""
    version = {"2.0": "2.0", "3.0": "3.0", "3": "3.0", "3.1": "3.1"}.get(api.version)
    if version is None:  # 3.2 has no schema in the library yet
        return
    reported: set[Path] = set()
    try:
        for error in validator(version).iter_errors(api.tree):
            for path, what in misfit(error):
                if path not in reported and len(reported) < MAX_MISFITS:
                    reported.add(path)
                    yield path, what
    except (ValueError, RecursionError):
        return


@cache
def validator(version: str) -> Any:
    """The official schema of a version, ready."""
    schema = json.loads(_file(version).read_text(encoding="utf-8"))
    schema = {"2.0": second, "3.0": third, "3.1": latest}[version](schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, formats=FORMATS_3, offline=True)


def _file(version: str) -> File:
    return _packaged("openapi_spec_validator") / "resources" / "schemas" / f"v{version}" / "schema.json"


def _packaged(name: str) -> File:
    """The folder of a library, without importing it. Raises ModuleNotFoundError."""
    package = find_spec(name)
    if package is None or not package.origin:
        raise ModuleNotFoundError(f"{name} is not installed")
    return File(package.origin).parent


def second(schema: dict[str, Any]) -> dict[str, Any]:
    """Swagger 2. OAuth scopes are asked for, `anyOf` and `oneOf` are let be: another rule speaks of them."""
    oldest = _packaged("jsonschema_specifications") / "schemas" / "draft4" / "metaschema.json"
    text = json.dumps({**schema, "definitions": {**schema["definitions"], "draft4": {}}})
    schema = _modern(json.loads(text.replace(DRAFT_4, "#/definitions/draft4")))
    parts = schema["definitions"]
    metaschema = oldest.read_text(encoding="utf-8").replace('"#/definitions/', '"#/definitions/draft4/definitions/')
    parts["draft4"] = _modern(json.loads(metaschema.replace('"$ref": "#"', '"$ref": "#/definitions/draft4"')))
    for name, part in parts.items():
        if name.startswith("oauth2") and name.endswith("Security"):
            part["required"] = [*part["required"], "scopes"]
    schema_list = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/schema"}}
    parts["schema"]["properties"].update(anyOf=schema_list, oneOf=schema_list)
    parts["multipleOf"] = {"type": "number", "exclusiveMinimum": 0}
    return schema


def third(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.0. Of HTTP security only the type is looked at; encodings take no references and no extensions."""
    schema = _modern(schema)
    parts = schema["definitions"]
    parts["SecurityScheme"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": ["apiKey", "http", "oauth2", "openIdConnect"]}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": name[:1].lower() + name[1:]}}},
                "then": {"$ref": f"#/definitions/{scheme}SecurityScheme"},
            }
            for scheme, name in zip(SCHEMES_3, ("apiKey", "oauth2", "openIdConnect"), strict=True)
        ],
    }
    parts["Encoding"].pop("patternProperties", None)
    parts["Encoding"]["properties"]["headers"]["additionalProperties"] = {"$ref": "#/definitions/Header"}
    xor_content = parts["SchemaXORContent"]
    parts["SchemaXORContent"] = {
        "not": xor_content["not"],
        "if": {"required": ["schema"]},
        "else": xor_content["oneOf"][1],
    }
    parts["Schema"]["properties"]["multipleOf"] = {"type": "number", "exclusiveMinimum": 0}
    return schema


def latest(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.1, with schemas that are schemas of 2020-12. Addresses of OAuth may be relative."""
    dialect = {"type": ["object", "boolean"], "$ref": NEWEST, "$dynamicAnchor": "meta"}
    parts = schema["$defs"]
    parts["schema"] = dialect
    parts["reference"].pop("unevaluatedProperties", None)
    parts["server"]["properties"]["url"].pop("format", None)
    parts["paths"]["patternProperties"] = {"^/": {"$ref": "#/$defs/path-item"}}
    _relative(parts["oauth-flows"])
    path_style = parts["parameter"]["dependentSchemas"]["schema"]["$defs"]["styles-for-path"]
    path_style["then"]["properties"].pop("name", None)
    return schema


def _relative(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("format") == "uri":
            node["format"] = "uri-reference"
        for child in node.values():
            _relative(child)


def _modern(node: Any) -> Any:
    """A schema of draft 4 in the words of 2020-12, choosing by `$ref` instead of trying both."""
    if isinstance(node, list):
        return [_modern(child) for child in node]
    if not isinstance(node, dict):
        return node
    node = {key: _modern(value) for key, value in node.items() if key not in ("id", "$schema")}
    options = node.get("oneOf")
    if isinstance(options, list) and any(
        isinstance(option, dict) and option.get("$ref") in REFERENCES for option in options
    ):
        return _choosing(options)
    if node.get("exclusiveMinimum") is True:
        node["exclusiveMinimum"] = node.pop("minimum")
    return node


def _choosing(options: list[dict[str, Any]]) -> dict[str, Any]:
    """A reference where there is a `$ref`, else one of the others."""
    reference = next(option for option in options if option.get("$ref") in REFERENCES)
    others = [option for option in options if option is not reference]
    rest = others[0] if len(others) == 1 else {"if": {"type": "boolean"}, "else": others[0]}
    return {"if": IS_REFERENCE, "then": reference, "else": rest}
