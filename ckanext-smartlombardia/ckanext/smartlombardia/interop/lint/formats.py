"""The formats of values that validators check, by name: dates, addresses, identifiers.

RFC 3339, 3986, 4122, 4648, 5321, 6570 and 6901, in the readings that validators of OpenAPI documents share. A format
that is not here is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from .regexes import is_regex

ESCAPED = "%[0-9a-f]{2}"
SEGMENT = rf"(?:[a-z0-9\-._~!$&'\"()*+,;=:@]|{ESCAPED})"
USER = rf"(?:(?:[a-z0-9\-._~!$&'()*+,;=:]|{ESCAPED})*@)?"
HOST = rf"(?:\[[0-9a-f:.]+\]|(?:[a-z0-9\-._~!$&'\"()*+,;=]|{ESCAPED})*)"
REST = rf"{SEGMENT}+(?:/{SEGMENT}*)*"
HIERARCHY = rf"(?:/?/{USER}{HOST}(?::[0-9]*)?(?:/{SEGMENT}*)*|/(?:{REST})?|{REST})"
TAIL = rf"(?:\?(?:{SEGMENT}|[/?])*)?(?:\#(?:{SEGMENT}|[/?])*)?"
SCHEME = r"[a-z][a-z0-9+\-.]*:"
LETTERS = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
VARIABLE = rf"(?:[a-z0-9_]|{ESCAPED})+(?::[1-9][0-9]{{0,3}}|\*)?"

URL = (
    r"(?:https?|ftp)://(?:\S+(?::\S*)?@)?[a-z0-9\u00a1-\uffff.-]+\.(?:[a-z\u00a1-\uffff]{2,}|[0-9]+)"
    r"(?::\d{2,5})?(?:/\S*)?"
)

PATTERNS = {
    "duration": r"P(?!\Z)((\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?|(\d+W)?)",
    "uri": rf"(?=.*[/:]){SCHEME}{HIERARCHY}?{TAIL}",
    "uri-reference": rf"(?:{SCHEME})?{HIERARCHY}?{TAIL}",
    "uri-template": rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|{ESCAPED}|\{{[+#./;?&=,!@|]?{VARIABLE}(?:,{VARIABLE})*\}})*",
    "email": rf"{LETTERS}(?:\.{LETTERS})*@(?:{LABEL}\.)+{LABEL}",
    "hostname": r"(?=.{1,253}\.?\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-0-9a-z]{0,61}[0-9a-z])?)*\.?",
    "url": URL,
    "uuid": "(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    "json-pointer": "(?:/(?:[^~/]|~0|~1)*)*",
    "json-pointer-uri-fragment": rf"\#(?:/(?:[a-z0-9_\-.!$&'()*+,;:=@]|{ESCAPED}|~0|~1)*)*",
    "relative-json-pointer": "(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)",
}
LONG = 10_000
"""Longer texts are let be: some patterns take very long on them."""
EXACT_CASE = {"duration", "json-pointer", "relative-json-pointer"}
BASE64 = re.compile(r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", re.MULTILINE)
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(\.\d+)?(z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE | re.ASCII)
BOUNDS = {"int32": {"multipleOf": 1, "minimum": -(2**31), "maximum": 2**31 - 1}, "int64": {"multipleOf": 1}}
"""Formats of numbers, as keywords that say the same."""


def is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        date.fromisoformat("2000" + text[4:] if text[:4] == "0000" else text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    match = TIME.fullmatch(text)
    if not match:
        return False
    hour, minute, second = (int(part) for part in match.groups()[:3])
    return (hour <= 23 and minute <= 59 and second <= 59) or (hour, minute, second) == (23, 59, 60)


def is_date_time(text: str) -> bool:
    parts = re.split(r"[tT\s]", text)
    return len(parts) == 2 and is_date(parts[0]) and is_time(parts[1])


def is_ipv4(text: str) -> bool:
    return _is_address(re.sub(r"\b0(?=\d)", "", text), IPv4Address)


def is_ipv6(text: str) -> bool:
    return "%" not in text and _is_address(text, IPv6Address)


def _is_address(text: str, kind: Callable[[str], object]) -> bool:
    try:
        kind(text)
    except (AddressValueError, ValueError):
        return False
    return True


def _matcher(name: str, pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII if name in EXACT_CASE else re.ASCII | re.IGNORECASE)
    if name == "url":
        compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: len(text) > LONG or compiled.fullmatch(text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    **{name: _matcher(name, pattern) for name, pattern in PATTERNS.items()},
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "byte": lambda text: BASE64.search(text) is not None,
    "regex": is_regex,
}
