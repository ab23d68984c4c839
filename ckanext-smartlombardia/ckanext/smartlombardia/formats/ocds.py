"""Open Contracting Data Standard 1.1 -> releases, one at a time.

https://standard.open-contracting.org/1.1/: release packages, record packages (of which the compiled releases count),
lists of either, one value a line, also compressed with gzip as registries of contracts publish whole years. Only one
release is in memory beside the bytes of the file; of a compressed package the whole.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .archives import GZIP
from .errors import NotReadable
from .limits import MAX_UNPACKED_BYTES, MEBIBYTE

Release = Mapping[str, Any]

MAX_LINE_BYTES = 16 * MEBIBYTE
MAX_PACKAGE_BYTES = 256 * MEBIBYTE  # of a compressed file that is not one value a line
PACKAGE = re.compile(r'"(?:releases|records)"\s*:\s*\[')
OWN_KEYS = re.compile(r'"(?:ocid|compiledRelease)"\s*:')
STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
BETWEEN = re.compile(r"[\s,]*")
REMEDY = "Servono un pacchetto di release OCDS in JSON, o una release per riga."


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of a file of one value a line that is no JSON."""

    number: int


def releases(content: bytes) -> Iterator[Release | BrokenLine]:
    """The releases of a file, in its order. Raises NotReadable where it stops being such a file."""
    values = _unpacked_values(content) if content.startswith(GZIP) else _values(_text(content))
    for value in values:
        if isinstance(value, BrokenLine):
            yield value
        else:
            yield from _releases(value)


def _releases(value: Any) -> Iterator[Release]:
    """The releases of a value: of a package or a list those of its members, else its own."""
    if not isinstance(value, dict | list):
        raise NotReadable("Il file non contiene contratti OCDS.", REMEDY)
    members: Any = value
    if isinstance(value, dict) and "ocid" not in value:
        members = value.get("records", value.get("releases"))
    yield from filter(None, map(_release, members if isinstance(members, list) else [value]))


def _release(value: Any) -> Release | None:
    """A release as it is; of a record the compiled one, else the last that stands in it."""
    if not isinstance(value, dict):
        return None
    inside = value.get("releases")
    compiled = value.get("compiledRelease")
    for release in (compiled, *(reversed(inside) if isinstance(inside, list) else ()), value):
        if isinstance(release, dict) and "ocid" in release:
            return release
    return None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable("Il file non è JSON in UTF-8.", REMEDY) from error


def _values(text: str) -> Iterator[Any]:
    """The values of the list that a package or the document is, or those that follow each other without one.

    A value that is broken on a line of its own costs that line.
    """
    position, is_list = _beginning(text)
    decoder = json.JSONDecoder()
    number = 0
    while True:
        position = BETWEEN.match(text, position).end()  # type: ignore[union-attr]  # it always matches
        if position >= len(text) or (is_list and text[position] == "]"):
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            following = text.find("\n{", position)
            if is_list or not number or following < 0:
                raise NotReadable("Il file non è JSON, o è stato interrotto.", REMEDY) from error
            yield BrokenLine(text.count("\n", 0, position) + 1)
            position = following
            continue
        number += 1
        yield value


def _beginning(text: str) -> tuple[int, bool]:
    """Where the values begin, and whether they stand in a list: that of the document, or of the package that it is."""
    start = BETWEEN.match(text)
    position = start.end() if start else 0
    if text.startswith("[", position):
        return position + 1, True
    package = PACKAGE.search(text)
    if package:
        before = STRINGS.sub("", text[: package.start()])
        depth = before.count("{") + before.count("[") - before.count("}") - before.count("]")
        if depth == 1 and not OWN_KEYS.search(text, position, package.start()):
            return package.end(), True
    return position, False


def _unpacked_values(content: bytes) -> Iterator[Any]:
    """The values of a compressed file: line by line where the first line is one, else all at once."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as lines:
            if _is_value(lines.readline(MAX_LINE_BYTES)):
                lines.seek(0)
                yield from _line_values(lines)
                return
            lines.seek(0)
            unpacked = lines.read(MAX_PACKAGE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotReadable("Il file compresso è rovinato o interrotto.", "Scaricate di nuovo il file.") from error
    if len(unpacked) > MAX_PACKAGE_BYTES:
        raise _too_large()
    yield from _values(_text(unpacked))


def _line_values(lines: gzip.GzipFile) -> Iterator[Any]:
    unpacked = 0
    for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE_BYTES), b""), 1):
        unpacked += len(line)
        if len(line) == MAX_LINE_BYTES or unpacked > MAX_UNPACKED_BYTES:
            raise _too_large()
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield BrokenLine(number)


def _is_value(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _too_large() -> NotReadable:
    return NotReadable("Il file compresso è troppo grande, una volta aperto.", "Dividete il file per anni.")
