"""A document that describes an API -> what the rules need to know of it, as a JSON value.

The value is the fact `description`: `kind` tells what it is (`openapi`, `swagger`, `wsdl`, `ogc`, `ogc-api`,
`sensorthings`, `ngsi-ld`, `ngsi-v2`, `ckan`, `gbfs`, `other`, or `unreadable` with its `why`). A document is never
trusted: it is bounded in size and depth, nothing that it refers to is fetched, what cannot be read is a value too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ckanext.smartlombardia.formats import landing, ogc, openapi, wsdl
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.openapi import METHODS, OpenApi, Place

from . import lint
from .identifiers import find_schemes_by_name, find_schemes_in_texts, plain
from .thresholds import listed

MAX_ENTRIES = 300
CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z0-9]*)+$")
SNAKE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+$")
LIMITS = re.compile(r"^(x-)?ratelimit(-|$)|^retry-after$", re.IGNORECASE)
TEST = re.compile(r"test|collaudo|sandbox|staging|prova|demo|mock|dev(el|elopment)?\b|\bcoll\b|\buat\b", re.IGNORECASE)
PAGING = re.compile(
    r"^(page(\[.*)?|pagina|limit|offset|cursor|per_?page|page_?size|size|start|rows|startindex|count|first|after|max"
    r"|max_?results|start_?index)$",
    re.IGNORECASE,
)
CODE = re.compile(r"(^|_)(id|ids|code|codice|cod|identifier|identificativo)(_|$)")
ORDERING = re.compile(r"^(sort|order|orderby|sort_?by|fields|format|f|lang|language)$", re.IGNORECASE)
ONTOLOGIES = r"schema\.gov\.it|w3id\.org/italia|schema\.org|smartdatamodels\.org|uri\.etsi\.org"
ONTOLOGY = re.compile(rf"https?://(?:[\w.-]*\.)?(?:{ONTOLOGIES})[^\s\"']*")
ANNOTATIONS = ("x-jsonld-type", "x-jsonld-context", "x-jsonld-semantic-type", "x-model", "$schema", "@context")


def describe(content: bytes) -> dict[str, Any]:
    """Summarise the description of an API: its kind, and the figures that rules read. Never raises for its content."""
    digest = {"sha256": hashlib.sha256(content).hexdigest()}
    try:
        return {**_read(content), **digest}
    except NotReadable as problem:
        return {"kind": "unreadable", "why": problem.why, "remedy": problem.remedy, **digest}


def _read(content: bytes) -> dict[str, Any]:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _xml(content)
    api = openapi.read(content)
    if api.version:
        return _openapi(api)
    if start in (b"{", b"["):
        try:
            return _landing(landing.read(content))
        except NotReadable:
            return {"kind": "other"}
    if api.faults and not isinstance(api.tree, dict):
        raise NotReadable("Il documento non è né OpenAPI né XML.", "Indicate l’indirizzo della descrizione dell’API.")
    return {"kind": "other"}


def _xml(content: bytes) -> dict[str, Any]:
    """A WSDL, or the capabilities of a map service; why the second cannot be read where it is neither."""
    try:
        services = wsdl.read(content)
    except NotReadable:
        capabilities = ogc.read(content)
        return {
            "kind": "ogc",
            "service": capabilities.kind.upper(),
            "version": capabilities.version,
            "title": capabilities.title[:200],
            "layers": list(capabilities.layers)[:MAX_ENTRIES],
        }
    return {
        "kind": "wsdl",
        "version": "1.1",
        "title": services[0].name,
        "operations": sorted({name for service in services for name in service.operations})[:MAX_ENTRIES],
        "addresses": sorted({service.address for service in services if service.address})[:MAX_ENTRIES],
    }


def _landing(page: landing.Landing) -> dict[str, Any]:
    return {"kind": page.kind, "version": page.version, "conformance": list(page.conformance)}


def _openapi(api: OpenApi) -> dict[str, Any]:
    profile = lint.profile_of(api)
    findings = lint.breaches(api, profile)
    rules = {finding.rule for finding in findings}
    paths = [str(path.key) for path in api.children(api.at("paths"))]
    words = _words(api)
    parameters = [str(place.value.get("name", "")) for place in _parameters(api)]
    lists = sum(1 for _ in _lists(api))
    return {
        "kind": "swagger" if api.version == "2.0" else "openapi",
        "version": api.version,
        "title": str(_info(api).get("title") or "")[:200],
        "profile": profile,
        "errors": sorted(
            {finding.rule for finding in findings if finding.severity == "error" and not _elsewhere(finding)}
        ),
        "warnings": sorted({finding.rule for finding in findings if finding.severity == "warn"}),
        "references": sum(1 for reference in api.index.references if not reference.value["$ref"].startswith("#")),
        "status": _status(paths),
        "names": {
            "paths": len(paths),
            "kebab": "SL-paths-kebab-case" in rules,
            "verbs": "SL-paths-verbs" in rules,
            "casing": any(map(CAMEL.match, words.names)) and any(map(SNAKE.match, words.names)),
        },
        "security": sorted(set(_security(api))),
        "operations": sorted(_operations(api))[:MAX_ENTRIES],
        "required": sorted(set(_required(api)))[:MAX_ENTRIES],
        "properties": len(words.names),
        "codes": sum(bool(CODE.search(plain(name))) for name in words.names),
        "identifiers": sorted(
            find_schemes_by_name([*words.names, *parameters]) | find_schemes_in_texts(words.texts) | words.identifiers
        ),
        "models": sorted(words.models)[:20],
        "limits": any(LIMITS.search(header.name) for header in api.headers),
        "contact": bool(_info(api).get("contact")),
        "test": any(TEST.search(text) for text in _servers(api)),
        "lists": lists,
        "filters": any(name and not PAGING.match(name) and not ORDERING.match(name) for name in _queries(api)),
        "paging": any(PAGING.match(name) for name in _queries(api)),
    }


def _info(api: OpenApi) -> dict[str, Any]:
    place = api.at("info")
    return place.value if place and isinstance(place.value, dict) else {}


def _status(paths: list[str]) -> str:
    if "/status" in paths:
        return "root"
    return "nested" if any(path.rstrip("/").endswith("/status") for path in paths) else ""


def _operations(api: OpenApi) -> Iterator[str]:
    for item in api.children(api.at("paths")):
        for operation in api.children(item):
            if operation.key in METHODS:
                yield f"{str(operation.key).upper()} {re.sub(r'{[^}]*}', '{}', str(item.key))}"


def _lists(api: OpenApi) -> Iterator[Place]:
    """GET operations that answer with a list, bare or as the field of an object."""
    for item in api.children(api.at("paths")):
        answer = api.step(item, "get") if str(item.key).rstrip("/").rpartition("/")[2] != "status" else None
        for schema in _answers(api, answer) if answer else ():
            fields = [api.follow(field).value for field in api.children(api.step(schema, "properties"))]
            if any(
                isinstance(field, dict) and field.get("type") == "array"
                for field in (api.follow(schema).value, *fields)
            ):
                yield item
                break


def _answers(api: OpenApi, operation: Place) -> Iterator[Place]:
    """Schemas of what an operation answers when all is well."""
    for response in api.children(api.step(operation, "responses")):
        if str(response.key).startswith("2"):
            for media in api.children(api.step(response, "content")):
                if schema := api.step(media, "schema"):
                    yield schema


def _parameters(api: OpenApi) -> Iterator[Place]:
    return (member.place for member in api.members("parameters") if isinstance(member.place.value, dict))


def _queries(api: OpenApi) -> list[str]:
    return [str(place.value.get("name", "")) for place in _parameters(api) if place.value.get("in") == "query"]


def _required(api: OpenApi) -> Iterator[str]:
    schemas = api.at("components", "schemas") or api.at("definitions")
    for schema in api.children(schemas):
        value = api.follow(schema).value
        if isinstance(value, dict) and isinstance(names := value.get("required"), list):
            yield from (str(name) for name in names)


def _security(api: OpenApi) -> Iterator[str]:
    """Ways to sign in. A header of the security patterns is written as a key, and is none."""
    for member in api.members("securitySchemes"):
        value = member.place.value
        if isinstance(value, dict):
            kind = str(value.get("type", ""))
            if kind == "apiKey" and str(value.get("name", "")).lower() in listed("modi-headers"):
                kind = "modi header"
            yield f"http {str(value.get('scheme', '')).lower()}" if kind == "http" else kind


def _servers(api: OpenApi) -> Iterator[str]:
    for server in api.children(api.at("servers")):
        value = api.follow(server).value
        if isinstance(value, dict):
            yield f"{value.get('url', '')} {value.get('description', '')} {'sandbox' if value.get('x-sandbox') else ''}"


@dataclass(slots=True)
class _Words:
    """Names of properties, the texts that explain them, identifiers by their format, models that annotations name."""

    names: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)


def _words(api: OpenApi) -> _Words:
    """What the words of a document tell, wherever they stand."""
    words = _Words()
    rest: list[Any] = [api.tree]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            words.texts.update(text for text in (value.get("description"), value.get("title")) if isinstance(text, str))
            if value.get("format") == "uuid":
                words.identifiers.add("id-uuid")
            for key, child in value.items():
                if key in ANNOTATIONS:
                    words.models.update(ONTOLOGY.findall(str(child)))
                if key == "properties" and isinstance(child, dict):
                    words.names.update(map(str, child))
                if isinstance(child, dict | list):
                    rest.append(child)
        elif isinstance(value, list):
            rest.extend(child for child in value if isinstance(child, dict | list))
    return words


def _elsewhere(finding: lint.ApiFinding) -> bool:
    """A reference to another document, which is not fetched: whether it breaks is not known, it is only counted."""
    return finding.rule == "invalid-ref" and not finding.saw.startswith("#")
