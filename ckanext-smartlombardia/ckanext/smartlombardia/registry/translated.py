"""Texts in several languages: what is stored in `<field>_translated` and what CKAN's own field holds.

Stored as ckanext-fluent stores it: {"it": "...", "en": "..."}, no empty texts. The core field holds the Italian; where
there is none, the first text there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LANGUAGES = ("it", "en")
CORE = ("title", "notes")

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def clean(texts: Mapping[str, Any]) -> dict[str, str]:
    """Texts without empty ones, Italian and English first. Raises ValueError at a tag or a text that is none."""
    wrong = [tag for tag, text in texts.items() if not _TAG.fullmatch(tag) or not isinstance(text, str | None)]
    if wrong:
        raise ValueError(f"not a language and its text: {', '.join(map(str, wrong))}")
    filled = {tag: text.strip() for tag, text in texts.items() if text and text.strip()}
    first = [tag for tag in LANGUAGES if tag in filled]
    return {tag: filled[tag] for tag in [*first, *sorted(set(filled) - set(first))]}


def settle(core: str | None, texts: Mapping[str, str], stored: str | None = None) -> tuple[str, dict[str, str]]:
    """The core text and the texts by language that go with it, from what a writer gave of either.

    `stored` is the core text before this write: a writer who changed only the core field means the Italian. A core
    text that is one of the others says nothing of Italian: a record may have none.
    """
    settled = dict(texts)
    changed = bool(core) and core != stored
    missing = "it" not in settled and core not in settled.values()
    if core and (missing or (changed and settled.get("it") and settled["it"] == stored)):
        settled = {"it": core, **{tag: text for tag, text in settled.items() if tag != "it"}}
    return settled.get("it") or next(iter(settled.values()), ""), settled


def pick(texts: Mapping[str, str] | None, lang: str, otherwise: str = "") -> str:
    """The text in a language, else in Italian, else any, else `otherwise`."""
    texts = texts or {}
    return texts.get(lang) or texts.get("it") or next(iter(texts.values()), "") or otherwise
