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
            yield Violation(api.found(place).path)


def _names(api: OpenApi) -> Iterator[Place]:
    return (Place(one.path, str(one.key)) for one in api.children(api.at("paths")))


@rule("SL-paths-kebab-case", reach="paths")
def kebab(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_002. The official rule of this name never fires, so this one is under a name of ours."""
    for one in _names(api):
        if not KEBAB.fullmatch(one.value) and one.value != "/" and not one.value.startswith("x-"):
            yield Violation(one.path, show(one.value))


@rule("SL-paths-verbs", reach="paths")
def verbs(api: OpenApi) -> Iterator[Violation]:
    """ModI, RAC_REST_NAME_001: the method says what is done, the path to what. As above."""
    for one in _names(api):
        if VERB.search(one.value):
            yield Violation(one.path, show(one.value))


@rule("path-keys-no-trailing-slash", reach="paths")
def no_slash(api: OpenApi) -> Iterator[Violation]:
    """A path and the same with a slash are two addresses."""
    return (
        Violation(one.path, show(one.value)) for one in _names(api) if len(one.value) > 1 and one.value.endswith("/")
    )


@rule("path-params", reach="paths")
def parameters(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI, Parameter Object: every parameter in braces is defined as such, required, once, and used."""
    seen: set[str] = set()
    for item in api.children(api.at("paths")):
        name, here = str(item.key), api.follow(item)
        if not isinstance(here.value, dict):
            continue
        if (same := TEMPLATE.sub("%", name)) in seen:
            yield Violation(here.path, name)
        seen.add(same)
        used = [re.sub("[{}?*;]", "", part) for part in TEMPLATE.findall(name)]
        yield from (Violation(here.path, part) for at, part in enumerate(used) if part in used[:at])
        yield from _of_item(api, here, used)


def _of_item(api: OpenApi, item: Place, used: list[str]) -> Iterator[Violation]:
    shared: dict[str, Path] = {}
    yield from _read(api, item, shared)
    for operation in api.children(item):
        if operation.key in METHODS and isinstance((here := api.follow(operation)).value, dict):
            own: dict[str, Path] = {}
            yield from _read(api, here, own)
            defined = {**shared, **own}
            yield from (Violation(path, name) for name, path in defined.items() if name not in used)
            yield from (Violation(here.path, name) for name in used if name not in defined)


def _read(api: OpenApi, holder: Place, found: dict[str, Path]) -> Iterator[Violation]:
    """Adds the path parameters of a path or an operation to `found`; what is wrong with them themselves."""
    listed = api.step(holder, "parameters")
    if listed is None or not isinstance(api.follow(listed).value, list):
        return
    for one in map(api.follow, api.children(listed)):
        if get(one, "in") == "path" and isinstance(one.value, dict) and "name" in one.value:
            name = str(one.value["name"])
            if get(one, "required") is not True or name in found:
                yield Violation(one.path, show(name))
            found.setdefault(name, one.path)
