"""What a catalogue that is not RDF says of a dataset -> a dataset as the registry keeps it.

Codes and labels become the entries of the European and Italian vocabularies where these know them; other words stay as
they are. Dates written as in Italy are turned round, with an entry in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timezone
from functools import cache
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.dcatapit import normaliser, stored
from ckanext.smartlombardia.facts import is_empty
from ckanext.smartlombardia.harvesters.plain import filled, is_tax_number, text
from ckanext.smartlombardia.harvesters.services import tags
from ckanext.smartlombardia.types import BodyRef, Document, Record, Repair

SCHEMES = {"frequency": "frequencies", "access_rights": "access_rights"}
LISTS = {"theme": "themes", "language": "languages", "hvd_category": "hvd_categories"}
DATES = ("issued", "modified")
DAY_FIRST = "La data è scritta con il giorno per primo."
VOCABULARY = "Scritto in un altro modo: vale la voce del vocabolario."
NO_DATE = "Non è una data: lasciata fuori."
ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}.*)?)?)?")
FIRST_SECOND, LAST_SECOND = -2_208_988_800, 7_258_118_400  # 1900 and 2200
DEED = re.compile(r"(/deed(\.[a-z]{2}(_[A-Z]{2})?)?|/legalcode(\.[a-z]{2})?)?/*$")


def dataset(
    document: Document,
    guid: str,
    source_fields: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]] = (),
    keywords: Sequence[str] = (),
    body: BodyRef | None = None,
) -> Record:
    """Build the record of a dataset: fields that are not empty, files, keywords, and the repairs to their values."""
    fields, repairs = dict(source_fields), list[Repair]()
    for name, scheme in SCHEMES.items():
        fields[name] = _to_entry(name, scheme, fields.get(name), repairs)
    for name, scheme in LISTS.items():
        fields[name] = [_to_entry(name, scheme, value, repairs) for value in fields.get(name) or ()]
    fields["license_id"] = licence(fields.get("license_id"), repairs)
    for name in DATES:
        fields[name] = day(name, fields.get(name), repairs)
    fields["tag_string"] = tags(keywords)
    fields["resources"] = [_file(file, repairs) for file in files if file.get("url")]
    return Record(
        kind="dataset",
        guid=guid,
        fields=filled(fields),
        body=body,
        url=document.url,
        repairs=list(dict.fromkeys(repairs)),
    )


def licence(value: Any, repairs: list[Repair]) -> str:
    """The licence of the vocabulary that a code, a name or an address means; the words themselves where it has none."""
    text = str(value or "").strip()
    entry = _licences().get(_bare(text)) or normaliser.find_entry("licences", text)
    if entry and entry != text:
        repairs.append(Repair("license_id", text, entry, VOCABULARY))
    return entry or text


def day(name: str, value: Any, repairs: list[Repair]) -> str:
    """A date as ISO 8601: `04-08-2021` is the fourth of August; a moment in seconds or milliseconds is one of UTC.

    What is no date is left out, with an entry in the log.
    """
    if is_empty(value):
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        moment = _from_epoch(value)
    else:
        moment = stored.day(value) if _is_date(stored.day(value)) else ""
        if moment and moment != str(value).strip():
            repairs.append(Repair(name, str(value), moment, DAY_FIRST))
    if not moment:
        repairs.append(Repair(name, str(value)[:200], None, NO_DATE))
    return moment


def _from_epoch(moment: float) -> str:
    """A moment counted from 1970; empty where it is none between 1900 and 2200, in seconds or in milliseconds."""
    seconds = moment / 1000 if abs(moment) > LAST_SECOND else moment
    if not FIRST_SECOND < seconds < LAST_SECOND:  # not a number is neither
        return ""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _is_date(text: str) -> bool:
    """Whether a text is a year, a month, a day or a moment of ISO 8601."""
    match = ISO_DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def agent(name: Any, identifier: Any = None, email: Any = None) -> list[dict[str, str]]:
    """Build the row of an agent; an empty list where the source names none."""
    row = {"name": name, "identifier": identifier, "email": email}
    filled_row = {part: str(value).strip() for part, value in row.items() if value and str(value).strip()}
    return [filled_row] if filled_row else []


def find_body(agents: Iterable[Mapping[str, str]]) -> BodyRef | None:
    """Find the body of the first agent with a code or a name. A tax number is no IPA code."""
    for row in agents:
        code = text(row.get("identifier"))
        ipa = None if not code or is_tax_number(code) else code.lower()
        if ipa or row.get("name"):
            return BodyRef(ipa=ipa, name=row.get("name"))
    return None


def _file(file: Mapping[str, Any], repairs: list[Repair]) -> dict[str, Any]:
    fields = filled(file)
    if fields.get("license"):
        fields["license"] = licence(fields["license"], repairs)
    for name in DATES:
        if name in fields:
            fields[name] = day(name, fields[name], repairs)
    return fields


def _to_entry(name: str, scheme: str, value: Any, repairs: list[Repair]) -> str:
    text = str(value or "").strip()
    entry = normaliser.find_entry(scheme, text) if text else None
    if entry and not f"/{entry}".endswith(f"/{text}"):  # the code of an entry is no other way to write it
        repairs.append(Repair(name, text, entry, VOCABULARY))
    return entry or text


@cache
def _licences() -> Mapping[str, str]:
    """Entry by its identifier elsewhere, and by the address of its text."""
    entries = {concept.code: concept for concept in vocabularies.concepts("licences") if concept.uri}
    uris = {_bare(row["alias"]): entries[row["licence"]].uri for row in vocabularies.rows("licence_aliases")}
    uris |= {
        _bare(concept.extra["reference"]): concept.uri for concept in entries.values() if concept.extra["reference"]
    }
    return {key: uri for key, uri in uris.items() if uri}


def _bare(text: str) -> str:
    return re.sub(r"[\s_-]+", "", DEED.sub("", re.sub(r"^https?://(www\.)?", "", text.strip()))).casefold()
