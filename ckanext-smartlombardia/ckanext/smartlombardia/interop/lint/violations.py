"""What every rule needs to say what it saw: breaches, and values judged as the official linter's language judges them.

The linter is written in JavaScript: an empty list is something, an empty text is nothing, and a list of one text equals
that text. Verdicts are only the same when these are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.smartlombardia.formats.marked_yaml import Path
from ckanext.smartlombardia.formats.openapi import OpenApi, Place


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a rule does not hold and what stands there, for people."""

    path: Path
    saw: str = ""


class Missing:
    """The value of a field that is not there."""

    def __repr__(self) -> str:
        return ""


MISSING = Missing()


def is_set(value: Any) -> bool:
    """Neither missing nor null, false, zero or an empty text."""
    return value is not MISSING and (isinstance(value, dict | list) or bool(value)) and value == value


def equals(value: Any, text: str) -> bool:
    """The text itself, or a list of it alone."""
    return value == text or (isinstance(value, list) and len(value) == 1 and equals(value[0], text))


def field(api: OpenApi, place: Place, *keys: str) -> Place:
    """A field of a mapping, seen through references; of what is no mapping, the value itself.

    A field that is not there has the value MISSING and the path of the nearest mapping that is.
    """
    current = api.follow(place)
    if not isinstance(current.value, dict | list):
        return current
    for key in keys:
        child = api.step(current, key)
        if child is None:
            return Place(current.path, MISSING)
        current = api.follow(child)
    return Place(current.path if len(keys) > 1 else api.locate(child or current).path, current.value)


def find_members(api: OpenApi, key: str) -> Iterator[Place]:
    """Find the members of each list or mapping under a key, through references."""
    return (member.place for member in api.members(key))


def get(place: Place, key: str) -> Any:
    """An entry of a mapping, MISSING where there is none."""
    return place.value.get(key, MISSING) if isinstance(place.value, dict) else MISSING


def show(value: Any) -> str:
    """A value in a few characters."""
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
