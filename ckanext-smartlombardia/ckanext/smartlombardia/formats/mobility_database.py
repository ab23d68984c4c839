"""Entries of the Mobility Database: transit feeds (GTFS, GTFS Realtime) with publisher, place, addresses, licence.

https://github.com/MobilityData/mobility-database-catalogs: one JSON file a feed, or one CSV of all whose columns are
the paths of that JSON (`location.municipality`, `urls.latest`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import NotReadable
from .tables import read_csv

COLUMNS = ("mdb_source_id", "data_type", "provider", "urls.direct_download")
DATA_TYPES = {"gtfs": "gtfs", "gtfs-rt": "gtfs-rt", "gtfs_rt": "gtfs-rt"}
NO_KEY = ("", "0")  # authentication_type of a feed that anybody may read
REMEDY = "Indicate una scheda del Mobility Database in JSON, o il suo catalogo in CSV."


@dataclass(frozen=True, slots=True)
class Feed:
    """A transit feed. `standard` is `gtfs` or `gtfs-rt`; `entities` are those of a realtime feed (`vp`, `tu`, `sa`)."""

    id: str
    standard: str
    provider: str
    name: str
    country: str
    region: str
    municipality: str
    status: str
    download_url: str
    latest_url: str
    licence_url: str
    key_url: str
    needs_key: bool
    entities: tuple[str, ...]


def parse(content: bytes) -> Iterator[Feed]:
    """Parse an entry (JSON) or the catalogue (CSV). Entries of other data types are left out. Raises NotReadable."""
    for entry in _entries(content):
        data_type = DATA_TYPES.get(_text(entry, "data_type").lower())
        if data_type and _text(entry, "mdb_source_id"):
            yield _feed(entry, data_type)


def _entries(content: bytes) -> Iterator[Mapping[str, Any]]:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        yield from (row.values for row in read_csv(content, COLUMNS).rows() if not row.wrong_width)
        return
    try:
        entry = json.loads(content)
    except (ValueError, RecursionError):
        raise NotReadable("Il documento non è JSON.", REMEDY) from None
    if not {"mdb_source_id", "data_type", "urls"} <= set(entry):
        raise NotReadable("Il documento non è una scheda del Mobility Database.", REMEDY)
    yield entry


def _feed(entry: Mapping[str, Any], standard: str) -> Feed:
    return Feed(
        id=_text(entry, "mdb_source_id"),
        standard=standard,
        provider=_text(entry, "provider"),
        name=_text(entry, "name"),
        country=_text(entry, "location.country_code").upper(),
        region=_text(entry, "location.subdivision_name"),
        municipality=_text(entry, "location.municipality"),
        status=_text(entry, "status").lower(),
        download_url=_text(entry, "urls.direct_download"),
        latest_url=_text(entry, "urls.latest"),
        licence_url=_text(entry, "urls.license"),
        key_url=_text(entry, "urls.authentication_info"),
        needs_key=_text(entry, "urls.authentication_type") not in NO_KEY,
        entities=_list(entry.get("entity_type")),
    )


def _text(entry: Mapping[str, Any], path: str) -> str:
    """The text at a dotted path, of nested JSON or of a row whose columns are paths."""
    value: Any = entry.get(path)
    if value is None:
        value = entry
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _list(value: Any) -> tuple[str, ...]:
    texts = value.split("|") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(text.strip().lower() for text in texts if isinstance(text, str) and text.strip())
