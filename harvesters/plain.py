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
    """The mappings of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """The texts of a list that are not empty."""
    return [one.strip() for one in value if isinstance(one, str) and one.strip()] if isinstance(value, list) else []


def text(value: Any) -> str:
    """A text or a number as text; empty for anything else."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping without what says nothing."""
    return {name: value for name, value in row.items() if not is_empty(value)}


def is_tax_number(code: str) -> bool:
    """Whether a code is a VAT number, which names no body in IndicePA."""
    return bool(re.fullmatch(r"(IT)?\d{11}", code, re.IGNORECASE))
