"""Documents for readers, without a network."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.types import Document


def document(content: bytes | str, url: str = "https://example.org/file", media_type: str = "text/plain") -> Document:
    """A document as if it had been fetched now."""
    content = content.encode() if isinstance(content, str) else content
    return Document(url, media_type, content, hashlib.sha256(content).hexdigest(), datetime.now(timezone.utc))


def library(**pages: bytes | str):
    """A `get` that knows these pages by address (`https://example.org/` before each) and misses all others."""

    def get(url: str) -> Document:
        try:
            return document(pages[url.removeprefix("https://example.org/")], url)
        except KeyError:
            raise FetchError("missing", url, status=404) from None

    return get
