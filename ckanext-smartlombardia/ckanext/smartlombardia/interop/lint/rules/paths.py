"""Paths: the status of the service, their names and their parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import METHODS, OpenApi, Place

from ..api_rules import rule
from ..violations import Violation, get, show

TEMPLATE = re.compile(r"\{;?\??[a-zA-Z0-9_-]+\*?\}")
KEBAB = re.compile(r"(/[a-z0-9.-]+|/\{[a-zA-Z0-9_]+\})+")
VERB = re.compile(r"/(get|post|put|delete|patch|create|remove|list)([/A-Z_-]|$)")


@rule("paths-status", reach="paths")
def has_status(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_011: a path tells whether the service works. An API without paths is let be."""
    if place := api.at("paths"):
        paths = api.follow(place)
        status = api.at("paths", "/status")
        up = status is not None and isinstance(api.follow(status).value, dict)
        if not isinstance(paths.value, dict) or (paths.value and not up):
            yield Violation(api.locate(place).path)


def _names(api: OpenApi) -> Iterator[Place]:
    return (Place(item.path, str(item.key)) for item in api.children(api.at("paths")))


@rule("SL-paths-kebab-case", reach="paths")
def kebab(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_002. The official rule of this name never fires, so this one is under a name of ours."""
    for place in _names(api):
        if not KEBAB.fullmatch(place.value) and place.value != "/" and not place.value.startswith("x-"):
            yield Violation(place.path, show(place.value))


@rule("SL-paths-verbs", reach="paths")
def verbs(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_001: the method says what is done, the path to what. As above."""
    for place in _names(api):
        if VERB.search(place.value):
            yield Violation(place.path, show(place.value))


@rule("path-keys-no-trailing-slash", reach="paths")
def no_slash(api: OpenApi) -> Iterator[Violation]:
    """A path and the same with a slash are two addresses."""
    return (
        Violation(place.path, show(place.value))
        for place in _names(api)
        if len(place.value) > 1 and place.value.endswith("/")
    )


@rule("path-params", reach="paths")
def parameters(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI, Parameter Object: every parameter in braces is defined as such, required, once, and used."""
    templates: set[str] = set()
    for item in api.children(api.at("paths")):
        name, resolved = str(item.key), api.follow(item)
        if not isinstance(resolved.value, dict):
            continue
        if (same := TEMPLATE.sub("%", name)) in templates:
            yield Violation(resolved.path, name)
        templates.add(same)
        used = [re.sub("[{}?*;]", "", part) for part in TEMPLATE.findall(name)]
        yield from (Violation(resolved.path, part) for at, part in enumerate(used) if part in used[:at])
        yield from _of_item(api, resolved, used)


def _of_item(api: OpenApi, item: Place, used: list[str]) -> Iterator[Violation]:
    shared: dict[str, Path] = {}
    yield from _read(api, item, shared)
    for operation in api.children(item):
        if operation.key in METHODS and isinstance((resolved := api.follow(operation)).value, dict):
            own: dict[str, Path] = {}
            yield from _read(api, resolved, own)
            defined = {**shared, **own}
            yield from (Violation(path, name) for name, path in defined.items() if name not in used)
            yield from (Violation(resolved.path, name) for name in used if name not in defined)


def _read(api: OpenApi, holder: Place, defined: dict[str, Path]) -> Iterator[Violation]:
    """Adds the path parameters of a path or an operation to `defined`; what is wrong with them themselves."""
    listed = api.step(holder, "parameters")
    if listed is None or not isinstance(api.follow(listed).value, list):
        return
    for parameter in map(api.follow, api.children(listed)):
        if get(parameter, "in") == "path" and isinstance(parameter.value, dict) and "name" in parameter.value:
            name = str(parameter.value["name"])
            if get(parameter, "required") is not True or name in defined:
                yield Violation(parameter.path, show(name))
            defined.setdefault(name, parameter.path)
