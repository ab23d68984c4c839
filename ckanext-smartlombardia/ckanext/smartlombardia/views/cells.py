"""Cells of the files that spreadsheets open."""

from __future__ import annotations

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t")


def cell(value: Any) -> Any:
    """A value as a cell; a text that would be taken for a formula gets a mark before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
