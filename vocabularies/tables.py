"""Tables and schemes: CSV files -> rows and concepts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

Language = Literal["it", "en"]
Row = Mapping[str, str]

Made = TypeVar("Made", bound=Callable[..., Any])
Key = tuple[str, ...]

FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table comes from. `date` is that of its content, as exact as the source says (year, month or day)."""

    name: str
    title: Mapping[str, str]
    source: str
    source_url: str
    date: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of a scheme. `label` has "it" and "en"; `extra` holds the other columns, lists joined by `|`."""

    code: str
    label: Mapping[str, str]
    uri: str | None
    extra: Row


_caches: list[Any] = []
_office: dict[str, Mapping[Key, Row | None]] = {}


def derived(function: Made) -> Made:
    """Keeps what a function makes of tables in memory, until the office changes one."""
    cached = cache(function)
    _caches.append(cached)
    return cached  # type: ignore[return-value]


def put(office: Mapping[str, Mapping[Key, Row | None]]) -> None:
    """The office's rows by table and key: they take the place of the shipped ones; None takes one out.

    What was derived from tables is made again. An empty mapping leaves the tables as they are shipped.
    """
    _office.clear()
    _office.update({name: dict(changed) for name, changed in office.items() if changed})
    for cached in _caches:
        cached.cache_clear()


@derived
def rows(name: str) -> tuple[Row, ...]:
    """Rows of a table, in its own order, with those of the office. Raises KeyError when there is no such table."""
    changed = dict(_office.get(name, {}))
    if not changed:
        return shipped(name)
    current = [changed.pop(key(name, row), row) for row in shipped(name)]
    return tuple(row for row in (*current, *changed.values()) if row is not None)


@cache
def key_columns(name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table of the office apart, none for a table that it does not keep."""
    return tuple(row["column"] for row in shipped("office_columns") if row["table"] == name and row["key"])


def key(name: str, row: Mapping[str, str]) -> Key:
    """What tells a row of a table of the office from the others."""
    return tuple(row[column] for column in key_columns(name))


@cache
def shipped(name: str) -> tuple[Row, ...]:
    """Rows of a table as it comes with the registry. Raises KeyError when there is no such table."""
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise KeyError(f"no table {name!r}: there are {', '.join(names())}")
    with path.open(newline="", encoding="utf-8") as lines:
        return tuple(MappingProxyType(row) for row in csv.DictReader(lines, strict=True))


@derived
def concepts(scheme: str) -> tuple[Concept, ...]:
    """Concepts of a scheme, in the order in which people should see them. Raises KeyError as `rows` does."""
    return tuple(_concept(row) for row in rows(scheme))


def concept(scheme: str, code: str) -> Concept | None:
    """The concept of a code, None when the scheme has no such code."""
    return _by_code(scheme).get(code)


def label(scheme: str, code: str, lang: Language = "it") -> str:
    """What people read for a code; the code itself when the scheme does not have it."""
    entry = concept(scheme, code)
    return entry.label[lang] if entry else code


def table(name: str) -> Table:
    """Source, date and licence of a table. Raises KeyError when there is no such table."""
    return _index()[name]


def names() -> tuple[str, ...]:
    """Names of all tables."""
    return tuple(_index())


def _concept(row: Row) -> Concept:
    labels = {"it": row["label_it"], "en": row["label_en"]}
    extra = {key: value for key, value in row.items() if key not in ("code", "label_it", "label_en", "uri")}
    return Concept(row["code"], MappingProxyType(labels), row.get("uri") or None, MappingProxyType(extra))


@derived
def _by_code(scheme: str) -> dict[str, Concept]:
    return {entry.code: entry for entry in concepts(scheme)}


@cache
def _index() -> dict[str, Table]:
    with (FOLDER / "index.csv").open(newline="", encoding="utf-8") as lines:
        return {row["name"]: _table(row) for row in csv.DictReader(lines, strict=True)}


def _table(row: Row) -> Table:
    titles = {"it": row["title_it"], "en": row["title_en"]}
    fields = ("source", "source_url", "date", "licence", "note")
    return Table(row["name"], MappingProxyType(titles), **{key: row[key] for key in fields})
