"""For each rule, a fragment of a description that must fire it and one that must not.

Written by hand. `DOCUMENT` is a description without a fault; a case says what is put in or taken away:
a path of keys and the value that stands there, `GONE` for nothing.
"""

from __future__ import annotations

import copy
from typing import Any

import yaml

GONE = object()
PROBLEM = {"application/problem+json": {"schema": {"type": "object", "properties": {"title": {"type": "string"}}}}}

DOCUMENT = yaml.safe_load(
    """
openapi: 3.0.3
info:
  title: Sedi comunali
  version: 1.0.0
  description: Le sedi del Comune, con indirizzo e orari.
  x-summary: Sedi del Comune
  x-api-id: 0b0a
  termsOfService: https://comune.example/condizioni
  contact: {name: Ufficio sistemi, email: sistemi@comune.example}
servers: [{url: https://api.comune.example/v1, description: Produzione}]
tags: [{name: sedi, description: Le sedi}]
paths:
  /status:
    get:
      operationId: stato
      description: Dice se il servizio funziona.
      tags: [sedi]
      responses:
        '200': &problem {description: ok, content: {application/problem+json: {schema: {type: object}}}}
        '503': *problem
  /sedi/{id}:
    get:
      operationId: sede
      description: Una sede.
      tags: [sedi]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': &sede
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Sede'}}}
          headers: &limits
            Cache-Control: {schema: {type: string}, description: no-store}
            X-RateLimit-Limit: {schema: {type: string}}
            X-RateLimit-Remaining: {schema: {type: string}}
            X-RateLimit-Reset: {schema: {type: string}}
        '429': {description: troppe, headers: {Retry-After: {schema: {type: string}}}}
        '503': {description: fermo, headers: {Retry-After: {schema: {type: string}}}}
        default: *problem
    patch:
      operationId: correzione
      description: Corregge una sede.
      tags: [sedi]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/merge-patch+json: {schema: {$ref: '#/components/schemas/Sede'}}
          application/json-patch+json: {schema: {type: array, items: {type: object}}}
      responses: {'200': *sede}
    delete:
      operationId: chiusura
      description: Toglie una sede.
      tags: [sedi]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: tolta}}
components:
  securitySchemes:
    token:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: https://login.example/token, scopes: {leggere: Leggere}}}
  schemas:
    Sede:
      type: object
      properties:
        nome: {type: string, example: Municipio}
        piano: {type: integer, format: int32, example: 2}
        superficie: {type: number, format: double}
        genere: {type: string, enum: [aperta, chiusa]}
security: [{token: [leggere]}]
"""
)
OLD = yaml.safe_load(
    """
swagger: '2.0'
info: {title: Sedi, version: 1.0.0, description: Sedi}
paths:
  /sedi:
    get:
      operationId: sedi
      description: Le sedi.
      responses:
        '200':
          description: ok
          schema: {type: object, required: [nome], properties: {nome: {type: string}}}
          examples: {application/json: {nome: Municipio}}
definitions:
  Sede:
    type: object
    discriminator: genere
    required: [genere]
    properties: {genere: {type: string, example: aperta}, chiusa: {type: string, x-nullable: true, example: null}}
"""
)
GET = ("paths", "/sedi/{id}", "get")
PATCH = ("paths", "/sedi/{id}", "patch")
SEDE = ("components", "schemas", "Sede")
FLOWS = ("components", "securitySchemes", "token", "flows")

# rule, path, value, and where it fires (the path itself when None)
FIRES: list[tuple[str, tuple[str | int, ...], Any, str | None]] = [
    (
        "invalid-ref",
        (*SEDE, "properties", "x"),
        {"$ref": "https://altrove.example/x.yaml"},
        "/components/schemas/Sede/properties/x/$ref",
    ),
    (
        "invalid-ref",
        (*SEDE, "properties", "x"),
        {"$ref": "#/components/schemas/Manca"},
        "/components/schemas/Sede/properties/x/$ref",
    ),
    ("oas3-schema", ("info", "colore"), "rosso", None),
    ("oas3-schema", ("info", "title"), GONE, "/info"),
    ("no-$ref-siblings", (*GET, "responses", "200", "content", "application/json", "schema", "title"), "x", None),
    ("array-items", (*SEDE, "properties", "x"), {"type": "array"}, None),
    ("oas3-valid-schema-example", (*SEDE, "properties", "nome", "example"), 7, None),
    ("oas3-valid-schema-example", (*SEDE, "properties", "piano", "example"), 3_000_000_000, None),
    (
        "oas3-valid-schema-example",
        (*SEDE, "properties", "x"),
        {"nullable": True, "format": "x", "example": 1},
        "/components/schemas/Sede/properties/x/example",
    ),
    (
        "oas3-valid-schema-example",
        (*SEDE, "properties", "x"),
        {"type": "string", "pattern": "(", "example": "a"},
        "/components/schemas/Sede/properties/x/example",
    ),
    ("path-params", (*GET, "parameters"), [], "/paths/~1sedi~1{id}/get"),
    ("path-params", (*GET, "parameters", 0, "required"), False, "/paths/~1sedi~1{id}/get/parameters/0"),
    ("path-params", ("paths", "/sedi/{codice}"), {}, None),
    ("operation-operationId-unique", (*PATCH, "operationId"), "sede", None),
    ("openapi-tags-uniqueness", ("tags", 1), {"name": "sedi", "description": "ancora"}, "/tags/1/name"),
    ("oas3-server-variables", ("servers", 0, "url"), "https://{citta}.example", "/servers/0"),
    ("use-semver", ("info", "version"), "v1", None),
    ("has-contact", ("info", "contact"), GONE, "/info"),
    ("has-x-summary", ("info", "x-summary"), GONE, "/info"),
    ("servers-description", ("servers", 0, "description"), GONE, "/servers/0"),
    ("servers-use-https", ("servers", 0, "url"), "http://api.comune.example/v1", None),
    ("paths-status", ("paths", "/status"), GONE, "/paths"),
    ("paths-status-return-json", ("paths", "/status", "get", "responses", "200", "content", "text/plain"), {}, None),
    (
        "paths-status-return-problem",
        ("paths", "/status", "get", "responses", "503", "content", "application/json"),
        {},
        None,
    ),
    (
        "number-format",
        (*SEDE, "properties", "superficie", "format"),
        GONE,
        "/components/schemas/Sede/properties/superficie",
    ),
    ("integer-format", (*SEDE, "properties", "piano", "format"), GONE, "/components/schemas/Sede/properties/piano"),
    ("use-problem-json-for-errors", (*GET, "responses", "default", "content", "text/html"), {}, None),
    (
        "no-forbidden-headers",
        (*GET, "parameters", 1),
        {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/parameters/1/name",
    ),
    (
        "no-forbidden-headers",
        (*GET, "responses", "200", "headers", "content-type"),
        {"schema": {"type": "string"}},
        None,
    ),
    ("http-request-GET-no-body", (*GET, "requestBody"), {"content": {"a/b": {}}}, None),
    (
        "http-response-no-content-204-205",
        ("paths", "/sedi/{id}", "delete", "responses", "204", "content"),
        {"a/b": {}},
        None,
    ),
    ("patch-media-type", (*PATCH, "requestBody", "content", "application/json"), {}, None),
    ("patch-without-request-body", (*PATCH, "requestBody"), GONE, "/paths/~1sedi~1{id}/patch"),
    ("patch-without-request-body", (*PATCH, "requestBody", "required"), GONE, "/paths/~1sedi~1{id}/patch/requestBody"),
    (
        "sec-apikeys-url",
        ("components", "securitySchemes", "k"),
        {"type": "apiKey", "in": "query", "name": "k"},
        "/components/securitySchemes/k/in",
    ),
    (
        "sec-credentials-parameters",
        (*GET, "parameters", 1),
        {"name": "userPassword", "in": "query", "schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/parameters/1/name",
    ),
    ("sec-securitySchemes-oauth-http", (*FLOWS, "clientCredentials", "tokenUrl"), "http://login.example", None),
    (
        "sec-securitySchemes-oauth-allowed-flows",
        (*FLOWS, "implicit"),
        {"authorizationUrl": "https://a", "scopes": {}},
        None,
    ),
    ("has-termsOfService", ("info", "termsOfService"), GONE, "/info"),
    ("has-x-api-id", ("info", "x-api-id"), GONE, "/info"),
    (
        "no-x-headers-request",
        (*GET, "parameters", 1),
        {"name": "X-Uno", "in": "header", "schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/parameters/1/name",
    ),
    ("no-x-headers-response", (*GET, "responses", "200", "headers", "X-Uno"), {"schema": {"type": "string"}}, None),
    (
        "request-headers-train-case",
        (*GET, "parameters", 1),
        {"name": "uno", "in": "header", "schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/parameters/1/name",
    ),
    ("response-headers-train-case", (*GET, "responses", "200", "headers", "uno"), {"schema": {"type": "string"}}, None),
    (
        "cache-control-parameter-undocumented",
        (*GET, "parameters", 1),
        {"name": "Cache-Control", "in": "header", "description": "boh", "schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/parameters/1/description",
    ),
    (
        "cache-responses-indeterminate-behavior",
        (*GET, "responses", "200", "headers", "Expires"),
        {"schema": {"type": "string"}},
        "/paths/~1sedi~1{id}/get/responses/200/headers",
    ),
    (
        "missing-ratelimit",
        (*GET, "responses", "200", "headers", "X-RateLimit-Reset"),
        GONE,
        "/paths/~1sedi~1{id}/get/responses/200/headers",
    ),
    (
        "missing-retry-after",
        (*GET, "responses", "503", "headers", "Retry-After"),
        GONE,
        "/paths/~1sedi~1{id}/get/responses/503/headers",
    ),
    (
        "ratelimit-429-presence",
        (*GET, "responses", "429", "headers", "Retry-After"),
        GONE,
        "/paths/~1sedi~1{id}/get/responses/429/headers",
    ),
    ("http-request-DELETE-no-body", ("paths", "/sedi/{id}", "delete", "requestBody"), {"content": {"a/b": {}}}, None),
    ("http-response-content-2xx", (*GET, "responses", "200", "content"), GONE, "/paths/~1sedi~1{id}/get/responses/200"),
    (
        "response-with-json-object",
        (*GET, "responses", "200", "content", "application/json", "schema"),
        {"type": "array", "items": {}},
        "/paths/~1sedi~1{id}/get/responses/200/content/application~1json/schema/type",
    ),
    (
        "patch-json-patch-mediatype",
        (*PATCH, "requestBody", "content", "application/json-patch+json", "schema", "type"),
        "object",
        None,
    ),
    ("no-method-name-in-operationId", (*GET, "operationId"), "getSede", None),
    ("allowed-integer-format", (*SEDE, "properties", "piano", "format"), "int8", None),
    ("allowed-number-format", (*SEDE, "properties", "superficie", "format"), "lungo", None),
    ("info-description", ("info", "description"), "", None),
    ("oas3-api-servers", ("servers",), GONE, ""),
    ("oas3-server-trailing-slash", ("servers", 0, "url"), "https://api.comune.example/", None),
    ("path-keys-no-trailing-slash", ("paths", "/sedi/"), {}, None),
    ("operation-operationId", (*GET, "operationId"), GONE, "/paths/~1sedi~1{id}/get"),
    ("operation-description", (*GET, "description"), GONE, "/paths/~1sedi~1{id}/get"),
    (
        "operation-success-response",
        ("paths", "/sedi/{id}", "delete", "responses"),
        {"404": {"description": "no"}},
        None,
    ),
    ("operation-tag-defined", (*GET, "tags", 0), "uffici", None),
    ("oas3-operation-security-defined", ("security", 0), {"chiave": []}, "/security/0/chiave"),
    ("oas3-operation-security-defined", ("security", 0, "token", 0), "scrivere", None),
    ("typed-enum", (*SEDE, "properties", "genere", "enum", 1), False, None),
    (
        "duplicated-entry-in-enum",
        (*SEDE, "properties", "genere", "enum", 1),
        "aperta",
        "/components/schemas/Sede/properties/genere/enum",
    ),
    ("SL-paths-kebab-case", ("paths", "/SediComunali"), {}, None),
    ("SL-paths-verbs", ("paths", "/get-sedi"), {}, None),
]
FIRES_OLD: list[tuple[str, tuple[str | int, ...], Any, str | None]] = [
    ("oas2-schema", ("info", "colore"), "rosso", None),
    ("oas2-valid-schema-example", ("definitions", "Sede", "properties", "genere", "example"), 7, None),
    (
        "oas2-valid-media-example",
        ("paths", "/sedi", "get", "responses", "200", "examples", "application/json"),
        {},
        None,
    ),
    ("oas2-discriminator", ("definitions", "Sede", "required"), GONE, "/definitions/Sede"),
]

# what only looks like a breach
PASSES: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("use-semver", ("info", "version"), "1.0.0-beta"),
    ("servers-use-https", ("servers", 1), {"url": "http://prova", "description": "Prova", "x-sandbox": True}),
    ("oas3-server-variables", ("servers", 0), {"url": "https://{c}.example", "variables": {"c": {"default": "a"}}}),
    ("paths-status", ("paths",), {}),
    (
        "use-problem-json-for-errors",
        (*GET, "responses", "404"),
        {"description": "x", "x-noqa": True, "content": {"a/b": {}}},
    ),
    ("oas3-valid-schema-example", (*SEDE, "properties", "x"), {"type": "string", "nullable": True, "example": None}),
    (
        "oas3-valid-schema-example",
        (*SEDE, "properties", "x"),
        {"type": "string", "pattern": r"^[\w-.]+\_$", "example": "a_"},
    ),
    ("oas3-valid-schema-example", (*SEDE, "example"), {"altro": {"$ref": "#/info/title"}}),
    ("array-items", (*SEDE, "properties", "type"), {"type": "string"}),
    (
        "sec-credentials-parameters",
        (*GET, "parameters", 1),
        {"name": "password", "in": "header", "schema": {"type": "string"}},
    ),
]


def changed(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The document with another value at a path, or with nothing there."""
    made = copy.deepcopy(yaml.safe_load(yaml.dump(document, Dumper=_NoAliases)))
    here = made
    for step in path[:-1]:
        here = here[step]
    if value is GONE:
        del here[path[-1]]
    elif isinstance(here, list) and path[-1] == len(here):
        here.append(value)
    else:
        here[path[-1]] = value
    return made


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True
