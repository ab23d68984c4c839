r"""Regular expressions as JavaScript, hence JSON Schema, means them: are they any, and what are they in other engines.

ECMA-262 with annex B, without the `u` flag. An expression is only read here, never run: what is odd but valid there
(`\_`, `{` alone, `[\w-.]`) is valid here.
"""

from __future__ import annotations

import re

GROUP = re.compile(r"\((?:\?(?::|=|!|<=|<!|<[A-Za-z_$][\w$]*>))?")
COUNT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[0-7]{1,3}|[\s\S])")
CLASSES = "dDwWsS"
PLAIN = re.compile(r"[\w/@#&%~`'\"<>:;=!,-]")
JS_ESCAPES = re.compile(r"\\[dDwWsSbBnrtfv0-9xuck]|\\[\\^$.*+?()\[\]{}|/-]")


def is_regex(text: str) -> bool:
    r"""Whether an engine of JavaScript takes it. `\Z`, which other engines know, counts as a mistake."""
    return not re.search(r"[^\\]\\Z", text) and _reads(text)


def for_other_engines(text: str) -> str:
    """Rewrite a pattern without the escapes that only JavaScript lets pass."""
    return ESCAPE.sub(lambda match: match[0] if JS_ESCAPES.match(match[0]) else re.escape(match[0][1:]), text)


def _reads(text: str) -> bool:
    at, open_groups, repeatable = 0, 0, False
    while at < len(text):
        char = text[at]
        if char == "(":
            match = GROUP.match(text, at)
            if match is None or text.startswith("(?", at) == (match[0] == "("):
                return False
            at, open_groups, repeatable = match.end(), open_groups + 1, False
        elif char == ")":
            if not open_groups:
                return False
            at, open_groups, repeatable = at + 1, open_groups - 1, True
        elif char in "*+?" or (char == "{" and COUNT.match(text, at)):
            if not repeatable or (end := _quantifier(text, at)) is None:
                return False
            at, repeatable = end, False
        else:
            end = _atom(text, at)
            if end is None:
                return False
            at, repeatable = end, char not in "^|" and text[at:end] not in (r"\b", r"\B")
            repeatable = repeatable and char != "$"
    return not open_groups


def _quantifier(text: str, at: int) -> int | None:
    """Where a quantifier ends, None when its bounds are the wrong way round."""
    if text[at] == "{":
        match = COUNT.match(text, at)
        if match is None or (match[2] and int(match[1]) > int(match[2])):
            return None
        at = match.end()
    else:
        at += 1
    return at + 1 if text.startswith("?", at) else at


def _atom(text: str, at: int) -> int | None:
    """Where a character, an escape or a class ends, None when it does not."""
    if text[at] == "\\":
        match = ESCAPE.match(text, at)
        return match.end() if match else None
    return _class(text, at + 1) if text[at] == "[" else at + 1


def _class(text: str, at: int) -> int | None:
    """Where a class ends. None when it does not, or a range goes backwards."""
    at += text.startswith("^", at)
    low: str | None = None
    while at < len(text) and text[at] != "]":
        end = _atom(text, at) if text[at] == "\\" else at + 1
        if end is None:
            return None
        character = _character(text[at:end])
        if low and character and low > character:
            return None
        is_range = text.startswith("-", end) and text[end + 1 : end + 2] not in ("", "]")
        low = character if low is None and is_range and character else None
        at = end + (1 if is_range and low else 0)
    return at + 1 if at < len(text) else None


def _character(entry: str) -> str | None:
    """The character that an entry of a class is, None for a set of them."""
    if not entry.startswith("\\"):
        return entry
    if entry[1] in CLASSES:
        return None
    if entry[1] in "ux" and len(entry) > 2:
        return chr(int(entry[2:], 16))
    return {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "b": "\b", "0": "\0"}.get(entry[1], entry[1])
