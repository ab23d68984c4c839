"""Codes that people type: Italian VAT numbers, CUP, IPA codes, dates, addresses of pages and offices.

Each function gives the value as it is stored, or None when the value cannot be one.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_CIG = re.compile(r"[A-Z0-9][A-F0-9]{9}")
_CUP = re.compile(r"[A-Z]\d{2}[A-Z]\d{11}|[A-Z0-9]{15}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}")
_IPA = re.compile(r"[a-z0-9_-]{2,40}")
_ITALIAN_DATE = re.compile(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})")
RUNNING_SCHEMES = ("javascript:", "vbscript:", "data:", "blob:", "file:", "filesystem:", "about:")
MIN_PASSWORD_CHARACTERS = 12
# what is left of a password without digits and signs, where guessers begin
COMMON_WORDS = frozenset({
    "password", "passwordpassword", "qwerty", "qwertyuiop", "asdfghjkl", "admin", "administrator", "amministratore",
    "comune", "ufficio", "benvenuto", "welcome", "letmein", "iloveyou", "changeme", "cambiami", "lombardia",
    "smartlombardia", "italia", "juventus", "inter", "milan",
})  # fmt: skip
_OTHER_VAT = re.compile(r"[A-Z]{2}[A-Z0-9]{5,13}")


def vat(text: str) -> str | None:
    """Eleven digits with a right check digit, without the prefix IT; or a number of another country with its prefix."""
    value = re.sub(r"[\s.]", "", text).upper().removeprefix("IT")
    if _OTHER_VAT.fullmatch(value):
        return value
    return value if value.isdecimal() and len(value) == 11 and _luhn(value) else None


def cig(text: str) -> str | None:
    """The code of a contract (CIG): ten letters and digits, in capitals. Ten times the same sign is none."""
    value = re.sub(r"\s", "", text).upper()
    return value if _CIG.fullmatch(value) and len(set(value)) > 1 and re.search("[0-9]", value) else None


def tax_number(text: str) -> str | None:
    """Eleven digits with a right check digit, also where a spreadsheet took the zeros before them away."""
    digits = re.sub(r"[\s.]", "", text).upper().removeprefix("IT")
    return vat(digits.zfill(11)) if digits.isdecimal() and 8 <= len(digits) <= 11 else None


def vat_of_cell(text: str) -> str | None:
    """A VAT number as a spreadsheet keeps it: the zeros that it took from the front are put back."""
    digits = re.sub(r"[\s.]", "", text)
    return vat(digits.zfill(11) if re.fullmatch(r"[0-9]{8,10}", digits) else text)


def cup(text: str) -> str | None:
    """The code of a public project (CUP): fifteen letters and digits, in capitals."""
    value = re.sub(r"\s", "", text).upper()
    return value if _CUP.fullmatch(value) else None


def ipa(text: str) -> str | None:
    """An IPA code in lower case, of any administration of Italy."""
    value = text.strip().lower()
    return value if _IPA.fullmatch(value) else None


def day(text: str) -> str | None:
    """A year, a month or a day in ISO 8601 (`2021`, `2021-05`, `2021-05-03`), also from `03/05/2021`."""
    value = text.strip()
    if match := _ITALIAN_DATE.fullmatch(value):
        value = "-".join(part.zfill(2) for part in reversed(match.groups()) if part)
    if not (parts := _DATE.fullmatch(value)):
        return None
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None
    return value


def url(text: str) -> str | None:
    """An http(s) address with a host."""
    value = text.strip()
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname and " " not in value else None


def runs_in_browser(text: str) -> bool:
    """Whether a browser that follows this address would run it or open a file: `javascript:`, `data:`, `vbscript:` …

    Browsers pass over spaces and control signs before and within the scheme.
    """
    plain = "".join(sign for sign in text if sign.isprintable() and not sign.isspace()).lower()
    return plain.startswith(RUNNING_SCHEMES)


def is_common_password(password: str) -> bool:
    """Whether a password is made of the few things that guessers try first: a repeated sign or word, a row of keys."""
    plain = re.sub(r"[^a-z]", "", password.lower())
    repeated = re.fullmatch(r"(.{1,4}?)\1+", password) is not None
    return repeated or (len(set(password)) < 5) or plain in COMMON_WORDS


def email(text: str) -> str | None:
    """An address of a mailbox."""
    value = text.strip().removeprefix("mailto:")
    return value if _EMAIL.fullmatch(value) else None


def number(text: str) -> int | float | None:
    """A number that is not negative, written as in Italy or not: `1.250,50`, `1250.5`, `1250`."""
    value = re.sub(r"[\s€]", "", text)
    if "," in value:
        value = value.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", value):
        value = value.replace(".", "")
    if not re.fullmatch(r"\d+(\.\d+)?", value):
        return None
    return float(value) if "." in value else int(value)


def _luhn(digits: str) -> bool:
    doubled = (2 * int(digit) for digit in digits[1::2])
    total = sum(int(digit) for digit in digits[0::2]) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0
