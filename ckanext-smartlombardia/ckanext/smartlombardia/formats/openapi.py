"""OpenAPI and Swagger descriptions -> values in which a rule can look around.

Swagger 2, OpenAPI 3.0, 3.1 and 3.2, in YAML or JSON. Nothing is fetched: a reference to another document stays as it is
written and is listed. A reference that leads back to itself stays too, so that every walk ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from . import marked_yaml
from .limits import MAX_REFERENCE_STEPS
from .marked_yaml import Fault, Path

Version = Literal["2.0", "3.0", "3.1", "3.2", "3", ""]
"""`3` is an OpenAPI 3 of no known minor version; empty is no OpenAPI at all."""

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
WATCHED = frozenset(
    (
        *("default", "delete", "enum", "example", "examples", "flows", "get", "operationId", "parameters", "patch"),
        *("responses", "securitySchemes", "servers", "x-example"),
    )
)
"""The keys of which rules ask where they stand."""


class Place(NamedTuple):
    """A value and its path in the document as written: behind a reference it is the path of what is referred to."""

    path: Path
    value: Any

    @property
    def key(self) -> str | int | None:
        return self.path[-1] if self.path else None


class Member(NamedTuple):
    """Something that a list or mapping holds, with its name there, such as the status of a response."""

    name: str
    place: Place


@dataclass(slots=True)
class Index:
    """What one walk over the document sees: places by key, mappings with a type or a `$ref`."""

    by_key: dict[str, list[Place]] = field(default_factory=lambda: {key: [] for key in WATCHED})
    typed: list[Place] = field(default_factory=list)
    holders: list[Place] = field(default_factory=list)

    @property
    def references(self) -> Iterator[Place]:
        """Mappings that refer to something by a text."""
        return (holder for holder in self.holders if type(holder.value["$ref"]) is str)


@dataclass
class OpenApi:
    """A description of an API. `tree` is what is written; `at` and `step` look through its references."""

    tree: Any
    faults: list[Fault]
    line: Callable[[Path], int]
    _members: dict[tuple[str, str], list[Member]] = field(default_factory=dict)

    @cached_property
    def version(self) -> Version:
        """Which specification it says it follows."""
        tree = self.tree if isinstance(self.tree, dict) else {}
        if _major(tree.get("swagger", "")) == 2:
            return "2.0"
        if _major(tree.get("openapi", "")) != 3:
            return ""
        match = re.fullmatch(r"3\.([012])(\.[0-9]*)?", _version_text(tree["openapi"]))
        return f"3.{match[1]}" if match else "3"  # type: ignore[return-value]

    @cached_property
    def index(self) -> Index:
        """Everything of the document, also what stands beside a reference."""
        index = Index()
        rest: list[tuple[Path, Any]] = [((), self.tree)]
        while rest:
            path, value = rest.pop()
            if type(value) is dict:
                if "type" in value and path:
                    index.typed.append(Place(path, value))
                if "$ref" in value:
                    index.holders.append(Place(path, value))
                for key, child in value.items():
                    below = (*path, key)
                    if key in WATCHED:
                        index.by_key[key].append(Place(below, child))
                    if type(child) is dict or type(child) is list:
                        rest.append((below, child))
            elif type(value) is list:
                rest.extend(((*path, at), child) for at, child in enumerate(value) if type(child) in (dict, list))
        return index

    @cached_property
    def targets(self) -> dict[Path, Path]:
        """The references that can be followed, by the path of the mapping that holds them."""
        local = {}
        exists: dict[str, bool] = {}
        for holder in self.index.references:
            reference = holder.value["$ref"]
            target = pointer(reference)
            if target and holder.path[: len(target)] != target:
                if reference not in exists:
                    exists[reference] = self._exists(target)
                if exists[reference]:
                    local[holder.path] = target
        reach = _reach(local)
        return {holder: target for holder, target in local.items() if not _in_circle(holder, reach[target])}

    def _exists(self, path: Path) -> bool:
        try:
            self.value(path)
        except (LookupError, TypeError, ValueError):
            return False
        return True

    @cached_property
    def referred(self) -> frozenset[Path]:
        """The mappings and lists that references lead to."""
        return frozenset(place.path for place in self._ends.values() if isinstance(place.value, dict | list))

    def is_referred(self, path: Path) -> bool:
        """Whether a place is in anything that is referred to."""
        return any(path[:length] in self.referred for length in self._referred_lengths)

    @cached_property
    def _referred_lengths(self) -> tuple[int, ...]:
        return tuple({len(path) for path in self.referred} - {0})

    def leads(self, target: Path) -> bool:
        """Whether a pointer leads to anything that is written: resolvers do not look through references on its way."""
        return self._exists(target)

    def value(self, path: Path) -> Any:
        """What is written at a path. Raises LookupError, TypeError or ValueError when nothing is."""
        node = self.tree
        for step in path:
            node = node[int(step)] if type(node) is list else node[step]
        return node

    def at(self, *path: str | int) -> Place | None:
        """The place that a path leads to, through references."""
        place: Place | None = Place((), self.tree)
        for step in path:
            place = place and self.step(place, step)
        return place

    def follow(self, place: Place) -> Place:
        """What a reference stands for, the place itself when it is none."""
        if type(place.value) is not dict or "$ref" not in place.value:
            return place
        return self._ends.get(place.path, place)

    @cached_property
    def _ends(self) -> dict[Path, Place]:
        """Where each reference leads in the end, by the path of the mapping that holds it."""
        ends: dict[Path, Place] = {}
        for holder in self.targets:
            chain: dict[Path, None] = {}  # in order; each link of a long one is walked once
            path = holder
            while path in self.targets and path not in ends and path not in chain:
                chain[path] = None
                path = self.targets[path]
            end = ends[path] if path in ends else self._to_place(path)
            ends.update(dict.fromkeys(chain, end))
        return ends

    def _to_place(self, target: Path) -> Place:
        """A path of a pointer, with the positions of lists as numbers."""
        node, steps = self.tree, []
        for step in target:
            steps.append(int(step) if type(node) is list else step)
            node = node[steps[-1]]
        return Place(tuple(steps), node)

    def step(self, place: Place, key: str | int) -> Place | None:
        """One step down, through a reference. None where there is nothing."""
        resolved = self.follow(place)
        if type(resolved.value) is dict and key in resolved.value:
            return Place((*resolved.path, key), resolved.value[key])
        if type(resolved.value) is list and type(key) is int and key < len(resolved.value):
            return Place((*resolved.path, key), resolved.value[key])
        return None

    def children(self, place: Place | None) -> Iterator[Place]:
        """All steps down: entries of a mapping or of a list, through a reference."""
        if place is None:
            return
        resolved = self.follow(place)
        if type(resolved.value) is dict:
            yield from (Place((*resolved.path, key), child) for key, child in resolved.value.items())
        elif type(resolved.value) is list:
            yield from (Place((*resolved.path, at), child) for at, child in enumerate(resolved.value))

    def read(self, place: Place) -> Place:
        """What stands at a place, with the path to which people are sent."""
        return Place(self.locate(place).path, self.follow(place).value)

    def locate(self, place: Place) -> Place:
        """Locate the place that people are sent to: for a mere reference, its target."""
        return self.follow(place) if type(place.value) is dict and len(place.value) == 1 else place

    def keyed(self, key: str) -> Iterator[Place]:
        """Every entry of that name, except those beside a reference that is followed."""
        return (place for place in self.index.by_key[key] if self.lives(place.path))

    def members(self, key: str, below: Literal["", "paths", "any paths"] = "") -> list[Member]:
        """What stands in each list or mapping of that name, each thing once: every parameter, every response.

        `below` asks only for what can be come to from the `paths` of the document, or from any entry of that name.
        """
        if (key, below) not in self._members:
            inside = {"": None, "paths": self.below_paths, "any paths": self._below_any_paths}[below]
            members: dict[tuple[str | int, Path], Member] = {}
            for place in self.keyed(key):
                if inside is None or inside(place.path):
                    for child in self.children(place):
                        followed = self.follow(child)
                        members.setdefault((child.path[-1], followed.path), Member(str(child.path[-1]), followed))
            self._members[key, below] = list(members.values())
        return self._members[key, below]

    @cached_property
    def headers(self) -> list[Member]:
        """Every header of every response, each once."""
        headers: dict[tuple[str, Path], Member] = {}
        for response in self.members("responses"):
            holder = self.step(response.place, "headers")
            for header in self.children(holder) if holder else ():
                location = self.locate(header)
                headers.setdefault((str(header.key), location.path), Member(str(header.key), location))
        return list(headers.values())

    def lives(self, path: Path) -> bool:
        """Whether a place is read at all: what stands beside a reference is not."""
        return not self._holders or not any(path[:length] in self.targets for length in self._holder_lengths(path))

    @cached_property
    def _holders(self) -> frozenset[int]:
        """Lengths of the paths of references that have anything beside them."""
        return frozenset(len(path) for path in self.targets if len(self.value(path)) > 1)

    def _holder_lengths(self, path: Path) -> Iterable[int]:
        return (length for length in self._holders if length < len(path))

    def region(self, starts: Callable[[Path], bool]) -> Callable[[Path], bool]:
        """Whether a path can be come to from the places where `starts` holds, through references."""
        reached: set[Path] = set()
        waiting = dict(self.targets)
        inside = lambda path: starts(path) or any(path[:length] in reached for length in range(1, len(path) + 1))  # noqa: E731
        while holders := [holder for holder in waiting if inside(holder)]:
            reached.update(waiting.pop(holder) for holder in holders)
        return inside

    @cached_property
    def below_paths(self) -> Callable[[Path], bool]:
        """Whether a place is below `paths`, also through references."""
        return self.region(lambda path: len(path) > 1 and path[0] == "paths")

    @cached_property
    def _below_any_paths(self) -> Callable[[Path], bool]:
        return self.region(lambda path: "paths" in path[:-1])

    def operations(self) -> Iterator[Place]:
        """Each operation of each path, through references."""
        for item in self.children(self.at("paths")):
            for operation in self.children(item):
                if operation.key in METHODS:
                    yield self.follow(operation)


def read(content: bytes | str) -> OpenApi:
    """A description. Raises NotReadable: too large, or it opens into too much. Faults of the text are listed on it."""
    marked = marked_yaml.load(content)
    return OpenApi(marked.value, marked.faults, marked.line)


@lru_cache(4096)
def pointer(reference: str) -> Path | None:
    """The path of a reference into the same document, None for one that leads elsewhere."""
    if reference == "#":
        return ()
    if not reference.startswith("#/"):
        return None
    return tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in reference[2:].split("/"))


def as_pointer(path: Path) -> str:
    """A path as a JSON pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _reach(local: Mapping[Path, Path]) -> dict[Path, set[Path] | None]:
    """For each target, the targets of the references inside it, and so on; None where that is more than can be told.

    As resolvers count them: one that stands on a path with a slash in a name, such as that of an operation, is not
    inside anything.
    """
    direct: dict[Path, set[Path]] = {target: set() for target in local.values()}
    lengths = {len(target) for target in direct}
    for holder, target in local.items():
        for part in _around(holder, target, lengths):
            if part in direct and not any("/" in step or "~" in step for step in part if isinstance(step, str)):
                direct[part].add(target)
    reach: dict[Path, set[Path] | None] = {}
    budget = MAX_REFERENCE_STEPS
    for target in direct:
        reached: set[Path] = set()
        rest = list(direct[target])
        while rest and budget > 0:
            budget -= 1
            if (inner := rest.pop()) not in reached:
                reached.add(inner)
                rest.extend(direct[inner])
        reach[target] = reached if budget > 0 else None
    return reach


def _around(holder: Path, target: Path, lengths: set[int]) -> Iterator[Path]:
    """What a reference is part of, as far as it is not also around what it refers to, of these lengths."""
    steps = tuple(map(str, holder))
    common = next((at for at, (a, b) in enumerate(zip(steps, target, strict=False)) if a != b), len(target))
    return (steps[:length] for length in lengths if common < length < len(steps))


def _in_circle(holder: Path, reached: set[Path] | None) -> bool:
    """Whether what is referred to leads back to where the reference stands, or cannot be followed to its end."""
    if reached is None:
        return True
    if not reached:
        return False
    steps = tuple(map(str, holder))
    return any(steps[:length] in reached for length in range(1, len(steps) + 1))


def _major(version: Any) -> int | None:
    match = re.match(r"\s*([0-9]+)", _version_text(version))
    return int(match[1]) if match else None


def _version_text(version: Any) -> str:
    """A version as text: of a number, YAML has already lost the last zero."""
    return str(int(version)) if isinstance(version, float) and version.is_integer() else str(version)
