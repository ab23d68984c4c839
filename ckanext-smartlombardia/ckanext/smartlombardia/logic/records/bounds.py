"""Repair values of incoming records that the tables cannot hold, with an entry in the repair log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia.dcatapit import values
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Record, Repair

SHORTEST_TAG, LONGEST_TAG = 2, 100  # what CKAN takes as a keyword
LONGEST_VERSION = 100
LARGEST_SIZE = 2**63 - 1  # of a file, in bytes
UNFIT = re.compile(r"[\x00\ud800-\udfff]")  # what no table and no UTF-8 file can hold
TAGS = "Le parole chiave hanno da 2 a 100 caratteri: quelle più corte o più lunghe sono tolte."
VERSION = "La versione è più lunga di 100 caratteri: è tolta dalla scheda."
SIZE = "La dimensione del file non è un numero possibile: è tolta."
ADDRESS = "L’indirizzo della scheda ha segni che un indirizzo non può avere: sono scritti in codice."
LINK = "L’indirizzo farebbe eseguire qualcosa a chi lo apre: è tolto."
SIGNS = "Il testo ha segni che non si possono scrivere (metà di un carattere): sono sostituiti."


def fit(record: Record) -> None:
    """Repair the fields of a record in place and log each repair. Idempotent."""
    fields = record.fields
    for name, value in list(fields.items()):
        printable = _printable(value)
        if printable != value:
            _repair(record, fields, name, printable, SIGNS)
    uri = str(fields.get("uri") or "")
    if values.is_iri(uri) and str(values.iri(uri)) != uri:
        _repair(record, fields, "uri", str(values.iri(uri)), ADDRESS)
    tags = [tag.strip() for tag in str(fields.get("tag_string") or "").split(",") if tag.strip()]
    fitting = [tag for tag in tags if SHORTEST_TAG <= len(tag) <= LONGEST_TAG]
    if fitting != tags:
        _repair(record, fields, "tag_string", ",".join(fitting), TAGS)
    if len(str(fields.get("version") or "")) > LONGEST_VERSION:
        _repair(record, fields, "version", "", VERSION)
    _drop_running_links(record, fields)
    resources = fields.get("resources")
    if isinstance(resources, list):
        fields["resources"] = [_fit_resource(record, resource) for resource in resources]


def _fit_resource(record: Record, resource: Mapping[str, Any]) -> Mapping[str, Any]:
    mended = dict(resource)
    if mended.get("size") not in (None, "") and not _is_size(mended["size"]):
        _repair(record, mended, "size", None, SIZE)
    _drop_running_links(record, mended)
    return mended


def _drop_running_links(record: Record, fields: dict[str, Any]) -> None:
    """Take out addresses that a browser would run (`javascript:` …), in lists and rows too."""
    for name, value in list(fields.items()):
        if isinstance(value, str) and codes.runs_in_browser(value):
            _repair(record, fields, name, "", LINK)
        elif isinstance(value, list) and name != "resources":
            safe = [entry for entry in value if not _holds_running_link(entry)]
            if len(safe) != len(value):
                record.repairs.append(Repair(name, str(value)[:1000], str(safe)[:1000], LINK))
                fields[name] = safe


def _holds_running_link(value: Any) -> bool:
    if isinstance(value, str):
        return codes.runs_in_browser(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_holds_running_link, parts))


def _is_size(size: Any) -> bool:
    text = str(size) if not isinstance(size, int) or abs(size) <= LARGEST_SIZE else ""
    return text.isascii() and len(text) < 20 and (not text.isdigit() or int(text) <= LARGEST_SIZE) and bool(text)


def _repair(record: Record, fields: dict[str, Any], name: str, value: Any, why: str) -> None:
    was = fields[name] if isinstance(fields[name], str) else repr_of(fields[name])
    record.repairs.append(Repair(name, _printable(was)[:1000], value if isinstance(value, str) else "", why))
    if value in ("", None):
        fields.pop(name)
    else:
        fields[name] = value


def repr_of(value: Any) -> str:
    """A value that is no text, short: a number of thousands of digits is not written out."""
    return f"un numero di {value.bit_length()} bit" if isinstance(value, int) else str(value)[:1000]


def _printable(value: Any) -> Any:
    """The value with what cannot be written replaced, at any depth."""
    if isinstance(value, str):
        return UNFIT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_printable(part) for part in value]
    if isinstance(value, dict):
        return {_printable(name): _printable(part) for name, part in value.items()}
    return value
