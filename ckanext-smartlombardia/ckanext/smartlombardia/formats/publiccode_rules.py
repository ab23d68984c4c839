"""A publiccode.yml against the standard: which keys it should have, what may stand in each (table `publiccode_rules`).

The rules are those of the official parser for versions 0 to 0.7 (https://yml.publiccode.tools/schema.core.html) as far
as they can be judged without opening what a file points to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from ckanext.smartlombardia import vocabularies

EMPTY: tuple[Any, ...] = (None, "", [], {})
ITALIAN_BODY = "urn:x-italian-pa:"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-[a-z0-9]{5,8})*")
MIME = re.compile(r"(application|audio|chemical|font|image|message|model|multipart|text|video|x-[\w-]+)/[\w.+*-]+")
URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S+", re.IGNORECASE)
PICTURES = (".svg", ".svgz", ".png")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Where a file is not as the standard asks (a path of keys), and why, in Italian."""

    key: str
    why: str


def check(tree: Mapping[str, Any]) -> list[Complaint]:
    """What the standard does not allow in a file, once a key; the whole file is judged."""
    complaints: dict[str, Complaint] = {}
    for row in vocabularies.rows("publiccode_rules"):
        for complaint in _judge(tree, row["key"], row["rule"], row["value"]):
            complaints.setdefault(complaint.key, complaint)
    for key in _extra_keys(tree, _standard_keys(), ""):
        complaints.setdefault(key, Complaint(key, "La chiave non è fra quelle previste."))
    if "it" in tree and "IT" in tree:
        complaints["IT"] = Complaint("IT", "La sezione c’è due volte, «it» e «IT».")
    return list(complaints.values())


def _judge(tree: Mapping[str, Any], key: str, rule: str, value: str) -> Iterator[Complaint]:
    if rule in PRESENCE:
        parent, _, name = key.rpartition("/")
        for path, holder in _locate(tree, parent):
            if isinstance(holder, dict) and (why := PRESENCE[rule](tree, holder.get(name), value)):
                yield Complaint(f"{path}/{name}".strip("/"), why)
        return
    for path, content in _locate(tree, key):
        if content is not None and (why := RULES[rule](content, value)):
            yield Complaint(path, why)


def _locate(tree: Any, key: str) -> list[tuple[str, Any]]:
    """What stands at a path, with the path in the file: `*` is any key, `[]` any entry of a list; a text is one."""
    places: list[tuple[str, Any]] = [("", tree)]
    for part in key.split("/") if key else ():
        places = [
            (f"{path}/{name}".strip("/"), inner) for path, content in places for name, inner in _inside(content, part)
        ]
    return places


def _inside(content: Any, part: str) -> Iterator[tuple[str, Any]]:
    if part == "[]":
        yield from ((str(at), entry) for at, entry in enumerate(content if isinstance(content, list) else [content], 1))
    elif isinstance(content, dict):
        yield from ((name, inner) for name, inner in content.items() if part in ("*", name))


def _required(_tree: Mapping[str, Any], content: Any, _value: str) -> str | None:
    return "Manca." if content in EMPTY else None


def _required_if(tree: Mapping[str, Any], content: Any, value: str) -> str | None:
    key, _, values = value.partition("=")
    is_asked = any(content in values.split("|") for _, content in _locate(tree, key) if isinstance(content, str))
    return f"Manca: serve dove «{key}» è {values.replace('|', ' o ')}." if is_asked and content in EMPTY else None


def _excluded_unless(tree: Mapping[str, Any], content: Any, value: str) -> str | None:
    key, _, values = value.partition("=")
    is_allowed = any(content in values.split("|") for _, content in _locate(tree, key) if isinstance(content, str))
    return None if is_allowed or content in EMPTY else f"C’è soltanto dove «{key}» è {values}."


PRESENCE: Mapping[str, Callable[[Mapping[str, Any], Any, str], str | None]] = {
    "required": _required,
    "required_if": _required_if,
    "excluded_unless": _excluded_unless,
}


def _one_of(content: Any, value: str) -> str | None:
    return None if content in value.split("|") else f"«{_short(content)}» non è fra i valori previsti."


def _length(content: Any, value: str) -> str | None:
    if not isinstance(content, str):
        return "Non è un testo."
    least, most = map(int, value.split("-"))
    return (
        None
        if least <= len(content.strip()) <= most
        else f"Ha {len(content.strip())} caratteri: devono essere {value}."
    )


def _date(content: Any, _value: str) -> str | None:
    if isinstance(content, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", content):
        try:
            date.fromisoformat(content)
        except ValueError:
            return f"«{content}» non è un giorno del calendario."
        return None
    return f"«{_short(content)}» non è una data nella forma 2024-12-31."


def _web(content: Any, _value: str) -> str | None:
    return None if _has_host(content, ("http", "https")) else f"«{_short(content)}» non è un indirizzo web."


def _video(content: Any, value: str) -> str | None:
    """The address of a video: never that of a site alone."""
    if why := _web(content, value):
        return why
    parts = urlsplit(content)
    return None if parts.path.strip("/") or parts.query else f"«{_short(content)}» è un sito e non un video."


def _url(content: Any, _value: str) -> str | None:
    return None if content == "" or _has_host(content, ()) else f"«{_short(content)}» non è un indirizzo completo."


def _uri(content: Any, _value: str) -> str | None:
    if not isinstance(content, str):
        return "Non è un URI."
    if content.startswith("alias:"):
        return None if content.removeprefix("alias:") in _aliases() else f"«{content}» non è fra i nomi previsti."
    return None if URN.fullmatch(content) or _has_host(content, ()) else f"«{_short(content)}» non è un URI."


def _organisation(content: Any, value: str) -> str | None:
    if isinstance(content, str) and content.lower().startswith(ITALIAN_BODY):
        code = content[len(ITALIAN_BODY) :]
        return None if re.fullmatch(r"[a-z0-9_-]{2,40}", code) else f"«{_short(code)}» non è un codice IPA."
    return _uri(content, value) if not str(content).startswith("alias:") else f"«{content}» non è un URI."


def _picture(content: Any, value: str) -> str | None:
    if not isinstance(content, str):
        return "Non è un testo."
    if not content.lower().partition("?")[0].endswith(PICTURES):
        return "L’immagine deve essere SVG o PNG."
    return None if _has_host(content, ("http", "https")) else _path(content, value)


def _path(content: Any, _value: str) -> str | None:
    if not isinstance(content, str):
        return "Non è un testo."
    is_relative = not content.startswith(("/", "\\")) and ":" not in content.partition("/")[0]
    return (
        None if is_relative or _has_host(content, ("http", "https")) else "Il percorso parte dalla radice del progetto."
    )


def _languages(content: Any, _value: str) -> str | None:
    wrong = [key for key in content if _language(key, "")] if isinstance(content, dict) else []
    return f"«{wrong[0]}» non è un codice di lingua." if wrong else None


def _language(content: Any, _value: str) -> str | None:
    is_valid = isinstance(content, str) and LANGUAGE.fullmatch(content) and content.split("-")[0] in _language_codes()
    return None if is_valid else f"«{_short(content)}» non è un codice di lingua."


def _country(content: Any, _value: str) -> str | None:
    is_valid = (
        isinstance(content, str) and content in (content.upper(), content.lower()) and content.upper() in _countries()
    )
    return None if is_valid else f"«{_short(content)}» non è il codice di un Paese."


def _spdx(content: Any, _value: str) -> str | None:
    try:
        canonicalize_license_expression(str(content))
    except InvalidLicenseExpression:
        return f"«{_short(content)}» non è una licenza SPDX."
    return None if isinstance(content, str) else "Non è un testo."


def _email(content: Any, _value: str) -> str | None:
    is_email = isinstance(content, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}", content)
    return None if is_email else "Non è l’indirizzo di una casella di posta."


RULES: Mapping[str, Callable[[Any, str], str | None]] = {
    "text": lambda content, _: None if isinstance(content, str) else "Non è un testo.",
    "list": lambda content, _: None if isinstance(content, list) else "Non è un elenco.",
    "mapping": lambda content, _: None if isinstance(content, dict) else "Non è una sezione con altre chiavi.",
    "boolean": lambda content, _: None if isinstance(content, bool) else "Non è né «true» né «false».",
    "mime": lambda content, _: None if isinstance(content, str) and MIME.fullmatch(content) else "Non è un tipo MIME.",
    "one_of": _one_of,
    "length": _length,
    "date": _date,
    "web": _web,
    "video": _video,
    "url": _url,
    "uri": _uri,
    "organisation": _organisation,
    "picture": _picture,
    "path": _path,
    "languages": _languages,
    "language": _language,
    "country": _country,
    "spdx": _spdx,
    "email": _email,
}


def _has_host(content: Any, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(content) if isinstance(content, str) else urlsplit("")
    except ValueError:
        return False
    is_allowed = parts.scheme in schemes if schemes else bool(parts.scheme)
    return is_allowed and bool(parts.hostname) and not re.search(r"\s", content)


@vocabularies.derived
def _aliases() -> frozenset[str]:
    return frozenset(row["code"] for row in vocabularies.rows("national_platforms")) | {"gdpr", "eidas", "nis2", "cra"}


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(str(name).split("_")[0] for name in Locale("en").languages)


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code))


@vocabularies.derived
def _standard_keys() -> dict[str, Any]:
    """The keys of the standard as a tree."""
    tree: dict[str, Any] = {}
    for row in vocabularies.rows("publiccode_rules"):
        branch = tree
        for part in row["key"].split("/"):
            branch = branch.setdefault(part, {})
    return tree


def _extra_keys(content: Any, keys: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, inner in keys.items():
        for key, value in _inside(content, name):
            yield from _extra_keys(value, inner, f"{path}/{key}".strip("/"))
    if isinstance(content, dict) and keys and "*" not in keys and "[]" not in keys:
        yield from (f"{path}/{key}".strip("/") for key in content if key not in keys)


def _short(content: Any) -> str:
    return str(content)[:60]
