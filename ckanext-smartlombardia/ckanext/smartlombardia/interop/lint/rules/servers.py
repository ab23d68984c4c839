"""Where the API answers: addresses, their description and their variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice, product
from typing import Any

from ckanext.smartlombardia.formats.limits import MAX_SUBSTITUTIONS
from ckanext.smartlombardia.formats.openapi import OpenApi, Place

from ..api_rules import rule
from ..violations import MISSING, Violation, field, get, is_set, show

VARIABLE = re.compile(r"\{([^{}]+)\}")
VARIABLE_KEYS = {"enum", "default", "description", "examples"}
ADDRESS = re.compile(r"(?:https?|wss?|ftp):/*[^\s/?#:]+(?::[0-9]{0,5})?(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
OTHER_ADDRESS = re.compile(r"(?!https?:|wss?:|ftp:)[a-z][a-z0-9+.-]*:.*", re.IGNORECASE | re.DOTALL)
SUBSTITUTIONS = 1000
"""So many combinations of values are tried, no more."""


def _servers(api: OpenApi) -> Iterator[Place]:
    """Servers of the API, and those of its paths and of what they refer to."""
    yield from map(api.follow, api.children(api.at("servers")))
    for place in api.keyed("servers"):
        if api.below_paths(place.path):
            yield from map(api.follow, api.children(place))


@rule("servers-description", reach="paths")
def described(api: OpenApi) -> Iterator[Violation]:
    """Each server says what it is for. ModI, REG_ORGANIZZ_004: test environments."""
    for server in _servers(api):
        description = field(api, server, "description")
        if not is_set(description.value):
            yield Violation(description.path)


@rule("servers-use-https", reach="paths")
def encrypted(api: OpenApi) -> Iterator[Violation]:
    """Servers answer over HTTPS, except those marked as sandboxes. ModI, channel security ID_AUTH_CHANNEL_01."""
    for server in _servers(api):
        sandbox = get(server, "x-sandbox")
        url = api.step(server, "url") if isinstance(server.value, dict) else None
        address = api.follow(url).value if url and sandbox is not True and sandbox != 1 else None
        if url and isinstance(address, str) and not address.startswith("https://"):
            yield Violation(api.locate(url).path, show(address))


@rule("oas3-server-trailing-slash", reach="paths")
def no_slash(api: OpenApi) -> Iterator[Violation]:
    """Paths begin with a slash, so addresses do not end with one."""
    for server in map(api.follow, api.children(api.at("servers"))):
        step = api.step(server, "url")
        url = api.read(step) if step else None
        if url and isinstance(url.value, str) and re.search("./$", url.value):
            yield Violation(url.path, show(url.value))


@rule("oas3-server-variables", reach="paths")
def variables(api: OpenApi) -> Iterator[Violation]:
    """Each variable of an address is defined, has a default among its values, and gives a valid address."""
    for server in _declared(api):
        yield from (Violation(server.path, what) for what in _wrong(api, server))


def _declared(api: OpenApi) -> Iterator[Place]:
    """Server objects where the specification puts them: API, path, operation, link."""
    holders = [Place((), api.tree), *map(api.follow, api.children(api.at("paths"))), *api.operations()]
    for holder in holders:
        yield from map(api.follow, api.children(api.step(holder, "servers")))
    responses = [
        *(response for operation in api.operations() for response in api.children(api.step(operation, "responses"))),
        *(api.children(api.at("components", "responses")) if api.version[:1] == "3" else ()),
    ]
    links = [link for response in responses for link in api.children(api.step(response, "links"))]
    for link in [*links, *api.children(api.at("components", "links"))]:
        if api.version[:1] == "3" and (server := api.step(link, "server")):
            yield api.follow(server)


def _wrong(api: OpenApi, server: Place) -> Iterator[str]:
    url, defined = get(server, "url"), get(server, "variables")
    if not isinstance(url, str) or not (defined is MISSING or isinstance(defined, dict)):
        yield "url"
        return
    variables = {
        str(variable.key): api.follow(variable).value for variable in api.children(api.step(server, "variables"))
    }
    if not all(_well_formed(variable) for variable in variables.values()):
        yield "variables"
        return
    used = dict.fromkeys(VARIABLE.findall(url))
    yield from (name for name in variables if name not in used)
    yield from (name for name in used if name not in variables)
    values: list[tuple[str, list[str]]] = []
    for name, variable in variables.items():
        if name in used:
            values.append((name, variable.get("enum", [variable["default"]] if "default" in variable else [])))
            if "default" not in variable or ("enum" in variable and variable["default"] not in variable["enum"]):
                yield name
    tries = min(SUBSTITUTIONS, max(1, MAX_SUBSTITUTIONS // max(1, len(values))))
    if values and not all(map(_is_address, islice(_addresses(url, values), tries))):
        yield url


def _well_formed(variable: Any) -> bool:
    if not isinstance(variable, dict) or any(key not in VARIABLE_KEYS and not key.startswith("x-") for key in variable):
        return False
    enum = variable.get("enum", [])
    texts = [variable[key] for key in ("default", "description", "examples") if key in variable]
    return isinstance(enum, list) and all(isinstance(text, str) for text in [*enum, *texts])


def _addresses(url: str, values: list[tuple[str, list[str]]]) -> Iterator[str]:
    for chosen in product(*(options for _, options in values)):
        substitutes = {name: value for (name, _), value in zip(values, chosen, strict=True)}
        yield VARIABLE.sub(partial(_substitute, substitutes), url)


def _substitute(substitutes: Mapping[str, str], match: re.Match[str]) -> str:
    return substitutes.get(match[1], match[0])


def _is_address(text: str) -> bool:
    return bool(ADDRESS.fullmatch(text.strip()) or OTHER_ADDRESS.fullmatch(text.strip()))
