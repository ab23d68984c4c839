"""Texts of documents -> whole numbers, by the digits 0 to 9 only.

`str.isdigit` also holds for signs that `int` refuses (`²`), and `int` refuses a number of very many digits.
"""

from __future__ import annotations

from typing import Any

MAX_DIGITS = 18  # what a 64-bit integer holds whatever the digits are


def whole_number(value: Any) -> int | None:
    """A whole number from 0 on, written as a text or given as a number; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < 10**MAX_DIGITS else None
    if isinstance(value, float):
        return int(value) if 0 <= value < 10**MAX_DIGITS and value.is_integer() else None
    if not isinstance(value, str):
        return None
    digits = value.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None
