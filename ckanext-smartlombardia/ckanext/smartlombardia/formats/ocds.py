"""Open Contracting Data Standard 1.1 -> releases, one at a time.

https://standard.open-contracting.org/1.1/: a release package, a record package (of which the compiled release counts),
a list of releases, or one release a line, also compressed with gzip as registries of contracts publish whole years.
Only one release is in memory beside the bytes of the file.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import NotReadable

Release = Mapping[str, Any]

GZIP = b"\x1f\x8b"
LONGEST_LINE = 16 * 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024 * 1024
PACKAGE = re.compile(r'"(?:releases|records)"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")
REMEDY = "Servono un pacchetto di release OCDS in JSON, o una release per riga."


def releases(content: bytes) -> Iterator[Release]:
    """The releases of a file, in its order. Raises NotReadable where it stops being such a file."""
    for value in _lines(content) if content.startswith(GZIP) else _values(_text(content)):
        release = _compiled(value)
        if release is not None:
            yield release


def _compiled(value: Any) -> Release | None:
    """A release as it is; of a record the compiled one, else the last that stands in it."""
    if not isinstance(value, dict):
        raise NotReadable("Il file non contiene contratti OCDS.", REMEDY)
    inside = value.get("compiledRelease")
    if not isinstance(inside, dict):
        within = value.get("releases")
        inside = (
            next((one for one in reversed(within) if _is_release(one)), None) if isinstance(within, list) else value
        )
    return inside if _is_release(inside) else None


def _is_release(value: Any) -> bool:
    return isinstance(value, dict) and "ocid" in value


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable("Il file non è JSON in UTF-8.", REMEDY) from error


def _values(text: str) -> Iterator[Any]:
    """The values of the list that a package or the document is, or those that follow each other without one."""
    start = BETWEEN.match(text)
    at = start.end() if start else 0
    if text.startswith("[", at):
        at += 1
    elif found := PACKAGE.search(text):
        at = found.end()
    decoder = json.JSONDecoder()
    while True:
        at = BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it always matches
        if at >= len(text) or text[at] == "]":
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise NotReadable("Il file non è JSON, o è stato interrotto.", REMEDY) from error
        yield value


def _lines(content: bytes) -> Iterator[Any]:
    unpacked = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as lines:
            while line := lines.readline(LONGEST_LINE):
                unpacked += len(line)
                if len(line) == LONGEST_LINE or unpacked > MOST_UNPACKED:
                    raise NotReadable(
                        "Il file compresso è troppo grande, una volta aperto.", "Dividete il file per anni."
                    )
                if line.strip():
                    yield json.loads(line)
    except (ValueError, RecursionError, OSError, EOFError, zlib.error) as error:
        raise NotReadable("Il file compresso è rovinato, o non ha un contratto per riga.", REMEDY) from error
