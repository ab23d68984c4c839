"""YAML or JSON -> plain values in which every place has its line, and what is wrong with the text.

For documents of which people are told where something stands. Values are those of YAML 1.2 as OpenAPI tools read them:
keys are text whatever they look like, of a key written twice the later value holds, and both are noted. The bounds are
those of `safe_yaml`: an alias counts as what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml

from .errors import NotReadable
from .limits import MAX_DEPTH, MAX_NODES, MAX_YAML_BYTES, MEBIBYTE
from .safe_yaml import BASE
from .text import decoded

Path = tuple[str | int, ...]
"""Keys and positions from the root."""

TOO_MUCH = NotReadable(
    "Il file si apre in un numero smisurato di voci o di livelli.",
    "Togliete i riferimenti ripetuti (& e *) e le voci annidate.",
)
WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(f"{sign}inf") for sign in ("", "-", "+") for word in (".inf", ".Inf", ".INF")},
}
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SURROGATES = re.compile(r"(\\u[dD][89abAB][0-9a-fA-F]{2})(\\u[dD][c-fC-F][0-9a-fA-F]{2})")
MERGE = "<<"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the text: where (path and line, from 1) and which of the four kinds of trouble."""

    kind: Literal["syntax", "duplicate_key", "key_not_text", "key_not_scalar"]
    path: Path
    line: int


@dataclass(slots=True)
class Marked:
    """A document's value, its faults, and the lines of its entries by the identity of mapping or list."""

    value: Any = None
    faults: list[Fault] = field(default_factory=list)
    lines: dict[int, Mapping[str | int, int]] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line (from 1) of a place, or of the nearest one around it that exists."""
        node, line = self.value, 1
        for step in path:
            marks = self.lines.get(id(node))
            if marks is None or step not in marks:
                break
            line, node = marks[step], node[step]
        return line


def load(content: bytes | str) -> Marked:
    """A document with its lines. Raises NotReadable: too large, or opens into too much.

    What is no YAML gives the value up to there and a `syntax` fault.
    """
    if len(content) > MAX_YAML_BYTES:
        raise NotReadable(
            f"Il file supera {MAX_YAML_BYTES // MEBIBYTE} MB.", "Dividete il documento in parti più piccole."
        )
    text = decoded(content)[0] if isinstance(content, bytes) else content.removeprefix("\ufeff")
    text = SURROGATES.sub(_pair, text)
    reading = _Reading()
    try:
        _feed(reading, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reading.fault("syntax", mark.line if mark else 0)
    except (yaml.YAMLError, ValueError):
        reading.fault("syntax", 0)
    return reading.marked


def _feed(reading: _Reading, text: str) -> None:
    """All events of the first document; a second one is a fault."""
    parser = BASE(text)
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                reading.scalar(event)
            elif kind is yaml.MappingStartEvent:
                reading.enter({}, event)
            elif kind is yaml.SequenceStartEvent:
                reading.enter([], event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                reading.leave()
            elif kind is yaml.AliasEvent:
                reading.alias(event)
            elif kind is yaml.DocumentEndEvent and not isinstance(parser.get_event(), yaml.StreamEndEvent):
                reading.fault("syntax", event.end_mark.line)
                return
    finally:
        parser.dispose()


class _Reading:
    """Builds values from events. `here` is the open mapping or list, `key` the key that waits for its value."""

    def __init__(self) -> None:
        self.marked = Marked()
        self.here: Any = None
        self.key: Any = None
        self.marks: dict[str | int, int] = {}
        self.open: list[tuple[Any, Any, dict[str | int, int], str | None, int]] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0

    def fault(self, kind: Literal["syntax", "duplicate_key", "key_not_text", "key_not_scalar"], line: int) -> None:
        path = [key for _, key, *_ in self.open[1:]]
        if self.key is not None:
            path.append(self.key)
        self.marked.faults.append(Fault(kind, tuple(path), line + 1))

    def scalar(self, event: Any) -> None:
        self.count += 1
        plain = event.style is None or event.style == ""
        value = event.value if not plain or event.tag == "tag:yaml.org,2002:str" else plain_value(event.value)
        if type(self.here) is dict and self.key is None:
            self._take_key(event.value, value, event.start_mark.line)
            return
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, event.start_mark.line)

    def enter(self, container: Any, event: Any) -> None:
        self.count += 1
        line = event.start_mark.line
        if type(self.here) is dict and self.key is None:
            self.fault("key_not_scalar", line)
            self.key = _NO_KEY
        elif self.here is not None and type(self.here) is list:
            self.key = len(self.here)
        if self.count > MAX_NODES or len(self.open) > MAX_DEPTH:
            raise TOO_MUCH
        if self.here is not None and self.key is not MERGE:
            self._put(container, line, keep_key=True)
        self.open.append((self.here, self.key, self.marks, event.anchor, self.count))
        self.here, self.key, self.marks = container, None, {}
        self.marked.lines[id(container)] = self.marks

    def leave(self) -> None:
        done = self.here
        self.here, key, self.marks, anchor, before = self.open.pop()
        if anchor:
            self.anchors[anchor] = (done, self.count - before + 1)
        if self.here is None:
            self.marked.value = done
        elif key is MERGE:
            self.key = MERGE
            self._put(done, 0)
        self.key = None

    def alias(self, event: Any) -> None:
        line = event.start_mark.line
        if event.anchor not in self.anchors:
            raise yaml.MarkedYAMLError(problem="no such anchor", problem_mark=event.start_mark)
        value, weight = self.anchors[event.anchor]
        self.count += weight
        if self.count > MAX_NODES:
            raise TOO_MUCH
        if type(self.here) is dict and self.key is None:
            self.fault("key_not_scalar", line)
            self.key = _NO_KEY
            return
        self._put(value, line)

    def _take_key(self, text: str, value: Any, line: int) -> None:
        if text == MERGE:
            self.key = MERGE
            return
        key = value if type(value) is str else _as_text(value)
        if key in self.here and key in self.marks:
            self.key = key
            self.fault("duplicate_key", line)
        self.key = key
        self.marks[key] = line + 1
        if type(value) is not str:
            self.fault("key_not_text", line)

    def _put(self, value: Any, line: int, keep_key: bool = False) -> None:
        container = self.here
        if container is None:
            self.marked.value = value
        elif type(container) is list:
            self.marks[len(container)] = line + 1
            container.append(value)
        elif self.key is MERGE:
            self._merge(value)
        elif self.key is not _NO_KEY:
            container[self.key] = value
        if not keep_key:
            self.key = None

    def _merge(self, value: Any) -> None:
        """Entries of another mapping, or of several of which the first wins. Lines are those of the other mapping."""
        for other in reversed(value if type(value) is list else [value]):
            if type(other) is dict:
                self.here.update(other)


class _Key(str):
    __slots__ = ()


_NO_KEY = _Key("")
"""Stands in for a key that is itself a mapping or a list: its value is left out."""


@lru_cache(4096)
def plain_value(text: str) -> Any:
    """Value of an unquoted text by the core schema of YAML 1.2."""
    if text in WORDS:
        return WORDS[text]
    if not text or text[0] not in "+-.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return _integer(text)
    if FLOAT.fullmatch(text):
        return float(text)
    return text


def _integer(text: str) -> int | str:
    if len(text) > 400:  # beyond any number that JSON carries
        return text
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text[2:] if base != 10 else text, base)


def _as_text(value: Any) -> str:
    """A key that is no text, as JavaScript writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _pair(match: re.Match[str]) -> str:
    """JSON writes a character beyond the first plane as two escapes, which YAML does not know."""
    high, low = (int(part[2:], 16) for part in match.groups())
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
