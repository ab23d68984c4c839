"""Files of this machine as documents: only below the folder that the settings name."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from .errors import FetchError
from .settings import FetchSettings


def is_path(url: str) -> bool:
    """Whether an address is the path of a file."""
    return url.startswith("/")


def read(settings: FetchSettings, path: str) -> tuple[bytes, str]:
    """Content and media type. Raises FetchError for what is outside the folder, not there or too large."""
    resolved = Path(path).resolve()
    if not settings.files or not resolved.is_relative_to(Path(settings.files).resolve()) or not resolved.is_file():
        raise FetchError("file", path)
    if resolved.stat().st_size > settings.max_bytes:
        raise FetchError("large", path, mebibytes=settings.max_bytes / 2**20)
    return resolved.read_bytes(), mimetypes.guess_type(resolved.name)[0] or "application/octet-stream"
