"""Who sees what: role × way out × kind of content, as the table says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.integration.registry import Registry
from tests.integration.visibility.ways import SHOWS, WAYS
from tests.integration.visibility.world import ROLES, World, build

# «supplier» is whoever is signed in and belongs to no body; «body» is a colleague of the editor
TABLE = """
                                         visitor  supplier  other body  body  office  sysadmin
public platform                          yes      yes       yes         yes   yes     yes
software product                         yes      yes       yes         yes   yes     yes
data service                             yes      yes       yes         yes   yes     yes
project                                  yes      yes       yes         yes   yes     yes
sensitive platform                       no       no        yes         yes   yes     yes
platform for bodies                      no       no        yes         yes   yes     yes
draft platform                           no       no        no          yes   yes     yes
deleted platform                         no       no        no          yes   yes     yes
contract                                 no       no        no          yes   yes     yes
cost                                     no       no        no          yes   yes     yes
published contract                       yes      yes       yes         yes   yes     yes
price of a published contract            no       no        no          yes   yes     yes
candidate match                          no       no        no          yes   yes     yes
finding on public facts                  yes      yes       yes         yes   yes     yes
finding on declarations                  no       no        no          yes   yes     yes
public finding on a sensitive platform   no       no        yes         yes   yes     yes
report of the body's source              no       no        no          yes   yes     yes
report of the Region's source            no       no        no          no    yes     yes
name of the editor                       no       no        no          yes   yes     yes
number of the editor                     no       no        no          yes   yes     yes
e-mail of the editor                     no       no        no          no    no      yes
"""


def table() -> dict[str, dict[str, bool]]:
    """Content -> role -> whether it may be seen."""
    heads, *lines = TABLE.strip("\n").splitlines()
    starts = [heads.index(role) for role in ROLES]
    return {
        line[: starts[0]].strip(): {
            role: line[start:].split()[0] == "yes" for role, start in zip(ROLES, starts, strict=True)
        }
        for line in lines
    }


Read = Callable[[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def world(registry: Registry) -> World:
    return build(registry)


@pytest.fixture(scope="module")
def read(world: World) -> Read:
    """Contents that a role reads by a way, each with the address that gave it."""

    @cache
    def everything(way: str, role: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for answer in WAYS[way](world, role):
            address = getattr(answer, "address", way)
            # an answer that repeats a word of the question tells nothing
            found |= {
                content: address for content, mark in world.marks.items() if mark in answer and mark not in address
            }
        return found

    return everything


def cells() -> Iterator[tuple[str, str]]:
    for way in WAYS:
        for role in ROLES:
            if role != "sysadmin" or SHOWS[way]:
                yield way, role


@pytest.mark.parametrize(("way", "role"), list(cells()), ids=lambda one: one)
def test_a_way_out_gives_what_the_table_allows_and_nothing_else(world, read, way, role):
    seen = read(way, role)
    allowed = {content for content, roles in table().items() if roles[role]}
    assert {content: address for content, address in seen.items() if content not in allowed} == {}
    assert allowed.intersection(SHOWS[way]) - set(seen) == set()


def test_every_content_of_the_table_is_in_the_registry(world):
    assert set(world.marks) == set(table())
