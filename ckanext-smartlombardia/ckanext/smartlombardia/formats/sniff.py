"""The first bytes of a file -> its format (code of the EU table), and the standard that it follows if it shows one."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass

ENOUGH = 64 * 1024
MAGIC = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"PK\x03\x04", "ZIP"),
         (b"PK\x05\x06", "ZIP"), (b"SQLite format 3\x00", "GPKG"), (b"\x1f\x8b", "GZIP"), (b"PAR1", "PARQUET"),
         (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"\xd0\xcf\x11\xe0", "XLS"))  # fmt: skip
STANDARDS = (
    ("http://www.netex.org.uk/netex", "netex-it"),
    ("http://www.siri.org.uk/siri", "siri"),
    ("http://datex2.eu/schema/", "datex2"),
    ("urn:oasis:names:tc:emergency:cap:1.2", "cap-1.2"),
    ("urn:oasis:names:tc:emergency:cap:1.1", "cap-1.1"),
)
GTFS = {"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}
ROOT = re.compile(rb"<(?![?!])([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)([^>]*)>")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`format` is empty when the bytes show none; `standard` is a code of the scheme of standards, or empty."""

    format: str
    standard: str = ""


def sniff(content: bytes) -> Sniffed:
    """Detect format and standard from the first bytes. Never raises: bytes that show nothing are of no format."""
    start = content[:ENOUGH]
    for magic, format in MAGIC:
        if start.startswith(magic):
            return Sniffed(format, _inside(content)) if format == "ZIP" else Sniffed(format)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"{", b"["):
        return _json(content)
    if text[:1] == b"<":
        return _xml(text)
    return Sniffed("CSV") if _is_table(text) else Sniffed("")


def _inside(content: bytes) -> str:
    """The standard of an archive, by the names in its directory alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()[:1000]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    return "gtfs" if names >= GTFS else ""


def _json(content: bytes) -> Sniffed:
    head = content[:ENOUGH]
    if len(content) <= ENOUGH:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            return Sniffed("")
        if isinstance(document, dict) and document.get("type") == "FeatureCollection":
            return Sniffed("GEOJSON")
        gbfs = isinstance(document, dict) and {"last_updated", "ttl", "data"} <= set(document)
        return Sniffed("JSON", "gbfs" if gbfs else "")
    return Sniffed("GEOJSON" if re.search(rb'"type"\s*:\s*"FeatureCollection"', head) else "JSON")


def _xml(text: bytes) -> Sniffed:
    if re.match(rb"<!doctype html|<html", text, re.IGNORECASE):
        return Sniffed("HTML")
    root_tag = ROOT.search(text)
    if root_tag is None:
        return Sniffed("XML" if text.startswith(b"<?xml") else "")
    root = root_tag[0].decode("utf-8", "replace")
    name = root_tag[2].decode("ascii", "replace").lower()
    standard = next((code for namespace, code in STANDARDS if namespace in root), "")
    if name == "html":
        return Sniffed("HTML")
    return Sniffed({"kml": "KML", "rss": "RSS", "gpx": "GPX"}.get(name, "XML"), standard)


def _is_table(text: bytes) -> bool:
    """Two lines or more that have as many separators as each other."""
    if b"\x00" in text:
        return False
    lines = text.decode("utf-8", "replace").splitlines()[:-1][:20]
    return len(lines) > 1 and any(
        lines[0].count(mark) and all(line.count(mark) >= lines[0].count(mark) for line in lines)
        for mark in (";", ",", "\t")
    )
