"""GBFS, the format of shared bicycles, scooters and cars: systems list, auto-discovery and system information.

https://github.com/MobilityData/gbfs, versions 1.0 to 3.0. Up to version 2 the feeds stand under a language and times
are POSIX seconds; in version 3 there is one list, times are RFC 3339 and names are lists of texts with a language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .errors import NotReadable
from .tables import read_csv

COLUMNS = ("Country Code", "Name", "Location", "System ID", "Auto-Discovery URL")
MAX_FEEDS = 50
LANGUAGES = ("it", "en")
REMEDY = "Indicate l’indirizzo di gbfs.json, o quello dell’elenco dei sistemi (systems.csv)."


@dataclass(frozen=True, slots=True)
class System:
    """A row of the systems list. `versions` are as published; `needs_key` where a call asks for a credential."""

    id: str
    name: str
    place: str
    url: str
    discovery_url: str
    versions: tuple[str, ...]
    needs_key: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """A gbfs.json: addresses of the feeds by name, moment of the last update (UTC)."""

    version: str
    updated: datetime | None
    feeds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Information:
    """A system_information.json: name, operator, licence (SPDX identifier or address); empty where it has none."""

    name: str
    operator: str
    licence: str
    terms_url: str


def is_list(content: bytes) -> bool:
    """Whether a document is a systems list."""
    try:
        return bool(read_csv(content, COLUMNS))
    except NotReadable:
        return False


def parse_systems(content: bytes) -> Iterator[System]:
    """Parse a systems list, row by row; a row without identifier or address is left out. Raises NotReadable."""
    for row in read_csv(content, COLUMNS).rows():
        values = row.values
        if row.wrong_width or not values["System ID"] or not values["Auto-Discovery URL"]:
            continue
        versions = values.get("Supported Versions", "").split(";")
        yield System(
            id=values["System ID"],
            name=" ".join(values["Name"].split()),
            place=values["Location"],
            url=values.get("URL", ""),
            discovery_url=values["Auto-Discovery URL"],
            versions=tuple(filter(None, map(str.strip, versions))),
            needs_key=bool(values.get("Authentication Type") or values.get("Authentication Info URL")),
        )


def parse_discovery(tree: Any) -> Discovery:
    """Parse the JSON of a gbfs.json. Raises NotReadable for any other document."""
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict) or "last_updated" not in tree:
        raise NotReadable("La risposta non è un documento gbfs.json.", REMEDY)
    lists = [data, *(data[code] for code in (*LANGUAGES, *data) if isinstance(data.get(code), dict))]
    feeds = next((part["feeds"] for part in lists if isinstance(part.get("feeds"), list)), None)
    if feeds is None:
        raise NotReadable("Il documento non elenca nessun feed GBFS.", REMEDY)
    feed_entries = [feed for feed in feeds[:MAX_FEEDS] if isinstance(feed, dict)]
    addresses = {str(feed["name"]): str(feed["url"]) for feed in feed_entries if feed.get("name") and feed.get("url")}
    return Discovery(str(tree.get("version") or "1.0"), to_moment(tree["last_updated"]), addresses)


def parse_information(tree: Any) -> Information:
    """Parse the JSON of a system_information.json; empty texts where it has nothing of the kind."""
    data = tree.get("data") if isinstance(tree, dict) else None
    data = data if isinstance(data, dict) else {}
    return Information(
        name=_text(data.get("name")),
        operator=_text(data.get("operator")),
        licence=_text(data.get("license_id")) or _text(data.get("license_url")),
        terms_url=_text(data.get("terms_url")),
    )


def to_moment(value: Any) -> datetime | None:
    """A moment as POSIX seconds or RFC 3339; None where it is neither."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, timezone.utc)
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _text(value: Any) -> str:
    """A text, or the Italian, English or first text of a list of localised ones."""
    if isinstance(value, str):
        return value.strip()
    texts = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    by_language = {str(row.get("language")): row.get("text") for row in texts}
    chosen = next((by_language[code] for code in LANGUAGES if code in by_language), None)
    text = chosen or next(iter(by_language.values()), "")
    return text.strip() if isinstance(text, str) else ""
