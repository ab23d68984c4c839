"""Names of records in addresses: a slug of the title and eight digits of the id, never changed afterwards."""

from __future__ import annotations

import re
import unicodedata

MAX_SLUG_LENGTH = 80


def slug(text: str) -> str:
    """Convert a text to lower-case ASCII words joined by hyphens, cut at a word within `MAX_SLUG_LENGTH` characters."""
    plain = unicodedata.normalize("NFKD", text.replace("’", " ")).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    joined = ""
    for word in words:
        longer = f"{joined}-{word}" if joined else word[:MAX_SLUG_LENGTH]
        if len(longer) > MAX_SLUG_LENGTH:
            break
        joined = longer
    return joined


def name_of(title: str, record_id: str, kind: str) -> str:
    """Name of a new record. A title without a single letter or digit gives the kind in its place."""
    return f"{slug(title) or kind}-{record_id.replace('-', '')[:8]}"
