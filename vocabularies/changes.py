"""What registers say of bodies since the tables were compiled: a file that a portal keeps beside them.

`ckan smartlombardia territory update` writes it. A row changes what the tables say of a body, or adds one; no row takes
one away. Who reads bodies sees the new file at once, in every process that can read it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

Row = Mapping[str, str]

COLUMNS = (
    *("ipa", "name", "official_name", "kind", "istat", "cadastral", "province", "tax_code", "valid_from"),
    *("valid_until", "successor", "former_names", "date", "source_url"),
)
_place: list[Path] = []


def keep_in(path: Path | None) -> None:
    """Where the file of this portal is; None for none."""
    _place[:] = [path] if path else []


def version() -> int:
    """A number that is another one when the file has changed; 0 where there is none."""
    try:
        return os.stat(_place[0]).st_mtime_ns if _place else 0
    except FileNotFoundError:
        return 0


def read() -> Mapping[str, Row]:
    """The rows by IPA code."""
    return _read(_place[0], changed) if (changed := version()) else MappingProxyType({})


def write(rows: Iterable[Row]) -> None:
    """Put these rows in place of those that are there. Raises RuntimeError where no place was said."""
    if not _place:
        raise RuntimeError("nobody said where changes to bodies are kept")
    path = _place[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    with beside.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["ipa"]))
    beside.replace(path)


@lru_cache(1)
def _read(path: Path, _version: int) -> Mapping[str, Row]:
    with path.open(newline="", encoding="utf-8") as lines:
        return MappingProxyType({row["ipa"]: MappingProxyType(row) for row in csv.DictReader(lines, strict=True)})
