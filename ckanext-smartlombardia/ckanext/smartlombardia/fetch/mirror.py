"""Stored copies of public addresses: a folder, or a server on loopback."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import FetchError
from .guard import is_loopback


def place(parts: SplitResult) -> str:
    """Where an address stands in a mirror: `host/path?query`."""
    return f"{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True)
class ServerMirror:
    """A server on loopback that answers `{base}/{host}/{path}?{query}`."""

    base: str

    def __post_init__(self) -> None:
        if not is_loopback(urlsplit(self.base).hostname):
            raise ValueError(f"a mirror is a folder or a loopback address, not {self.base}")

    def address(self, parts: SplitResult) -> str:
        """The address to ask instead."""
        return f"{self.base.rstrip('/')}/{place(parts)}"

    def holds(self, url: str) -> bool:
        """Whether an address is inside this mirror."""
        return url.startswith(self.base.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class FolderMirror:
    """Files at `{folder}/{host}/{path}?{query}`."""

    folder: Path

    def read(self, url: str, parts: SplitResult) -> tuple[bytes, str]:
        """Content and media type. Raises FetchError when there is no such copy."""
        root = self.folder.resolve()
        copy = next((path for path in (root / place(parts), root / unquote(place(parts))) if path.is_file()), None)
        if copy is None or not copy.resolve().is_relative_to(root):
            raise FetchError("missing", url, status=404)
        return copy.read_bytes(), mimetypes.guess_type(parts.path)[0] or "application/octet-stream"


def mirror(setting: str | None) -> ServerMirror | FolderMirror | None:
    """The mirror that a setting names. Raises ValueError for an address that is not on this machine."""
    if not setting:
        return None
    return ServerMirror(setting) if "://" in setting else FolderMirror(Path(setting))
