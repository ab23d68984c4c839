"""Values of JSON and YAML that should be a mapping, a list or a text, and may be anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.facts import is_empty


def parsed(content: bytes | str) -> Any:
    """The value of a JSON document; None where it is none, or nested without end."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping, empty where the value is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list; a mapping alone is a list of one."""
    entries = [value] if isinstance(value, dict) else value
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def words(value: Any) -> list[str]:
    """The texts and numbers of a list that are not empty; a text alone is divided at its commas and semicolons."""
    entries = re.split("[,;]", value) if isinstance(value, str) else value
    return [word for entry in entries if (word := text(entry))] if isinstance(entries, list) else []


def title_in_languages(value: Any) -> tuple[str, dict[str, str]]:
    """The text of a field that may be a text, a list, or texts by language; with those by language, if there are any.

    The Italian text goes before the others.
    """
    if isinstance(value, dict):
        texts = {str(language): translation for language, entry in value.items() if (translation := text(entry))}
        return texts.get("it") or next(iter(texts.values()), ""), texts
    if isinstance(value, list):
        return next(filter(None, map(text, value)), ""), {}
    return text(value), {}


def json_fault(content: bytes) -> str | None:
    """Why bytes are no JSON, in Italian; None where they are."""
    try:
        json.loads(content)
    except UnicodeDecodeError:
        return "Il documento non è scritto in UTF-8."
    except json.JSONDecodeError as error:
        return f"Il documento non è JSON valido: riga {error.lineno}, colonna {error.colno}."
    except RecursionError:
        return "Il documento JSON è annidato senza fine."
    return None


def text(value: Any) -> str:
    """A text or a number as text; empty for anything else, also for what JSON writes as NaN."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value != value:
        return ""
    return str(value).strip()


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping without what says nothing."""
    return {name: value for name, value in row.items() if not is_empty(value)}


def is_tax_number(code: str) -> bool:
    """Whether a code is a VAT number, which names no body in IndicePA. A spreadsheet takes its first zeros away."""
    return bool(re.fullmatch(r"(IT)?\d{8,11}", code, re.IGNORECASE))
