"""A list that somebody has at hand -> rows by column: CSV, XLSX, ODS, or the JSON that an API of CKAN answers."""

from __future__ import annotations

import json
from typing import Any

from . import sheets
from .errors import NotReadable

WRONG = ("Il file non è un elenco.", "Serve una tabella CSV, XLSX o ODS con i nomi delle colonne nella prima riga.")


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a list, cells as texts. Raises NotReadable."""
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{"):
        return _json(content)
    header, *rows = [row for row in sheets.read(content) if any(row)] or [[]]
    if not header:
        raise NotReadable(*WRONG)
    return [dict(zip(header, row, strict=False)) for row in rows]


def _json(content: bytes) -> list[dict[str, str]]:
    try:
        document: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotReadable(*WRONG) from error
    if isinstance(document, dict):
        document = document.get("result", document.get("results"))
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise NotReadable(*WRONG)
    return [{name: value for name, value in row.items() if isinstance(value, str)} for row in document]
