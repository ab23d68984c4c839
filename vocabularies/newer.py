"""Bundled vocabularies against newer official files: what joined, what left, what is called otherwise.

The files are read by the compilers that made the tables, so that nothing differs but what the publisher changed.
Nothing is fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .compile import TABLES
from .tables import rows

Row = Mapping[str, str]


class Unreadable(Exception):
    """A file that is not what the compilers know. The message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes that the file has and the table has not, the other way round, and whose rows are not the same."""

    table: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.changed)


def files() -> tuple[Row, ...]:
    """Tables that come from a published file: `table`, `file` (its name for the compilers), `url`, `only`."""
    return rows("vocabulary_files")


def compare(row: Row, content: bytes, folder: Path) -> Difference:
    """A table (a row of `files`) against the content of its official file. Raises Unreadable.

    `folder` is an empty one to work in.
    """
    if b"<!ENTITY" in content:
        raise Unreadable("it declares XML entities")
    place = folder / "data/vocabularies"
    place.mkdir(parents=True, exist_ok=True)
    (place / row["file"]).write_bytes(content)
    try:
        published = {
            entry["code"]: entry for entry in TABLES[row["table"]](folder) if entry["code"].startswith(row["only"])
        }
    except Exception as wrong:  # whatever a parser makes of a page that is no vocabulary
        raise Unreadable(f"{type(wrong).__name__}: {str(wrong)[:200]}") from wrong
    if not published:
        raise Unreadable("it holds no entry")
    ours = {entry["code"]: dict(entry) for entry in rows(row["table"])}
    return Difference(
        row["table"],
        tuple(sorted(published.keys() - ours.keys())),
        tuple(sorted(ours.keys() - published.keys())),
        tuple(sorted(code for code in published.keys() & ours.keys() if published[code] != ours[code])),
    )
