"""Links to addresses that others wrote."""

from __future__ import annotations

import re

from markupsafe import Markup

__all__ = ["sl_href"]

_ALLOWED = re.compile(r"(?:(?:https?|ftp)://|mailto:|/(?![/\\]))[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


def sl_href(address: object) -> Markup:
    """The attribute `href`, after a blank, for an address of http, https, ftp or mailto, or a path of this site.

    Empty for any other address: what stands there is then a text, and no link.
    """
    text = str(address or "").strip()
    return Markup(' href="{}"').format(text) if _ALLOWED.fullmatch(text) else Markup("")
