"""Who a catalogue names -> which body of IndicePA that is: by code, by name, by wrong codes that the name explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters.plain import is_tax_number
from ckanext.smartlombardia.registry.identity import Bodies, Resolved
from ckanext.smartlombardia.types import BodyRef, Noted

ROLES = {"rights_holder": "Il titolare", "publisher": "L’editore", "creator": "L’autore", "contact": "L’ufficio"}
RESPONSIBLE_ROLES = ("rights_holder", "publisher", "creator")  # who answers for a record, the surest first
REMEDY = "Indicate alla fonte il codice IPA dell’ente, che si trova su indicepa.gov.it."

Row = Mapping[str, Any]


def to_body_ref(row: Row) -> BodyRef:
    """Convert an agent to a reference to a body: code, or the end of its address where that is one, and name."""
    code = _last(row.get("identifier"))
    if not code and vocabularies.body(_last(row.get("uri"))):
        code = _last(row.get("uri"))
    return BodyRef(ipa=None if not code or is_tax_number(code) else code, name=row.get("name") or None)


def _ending(text: Any) -> str:
    """The end of a code or address, in the small letters of IndicePA."""
    return re.split(r"[/#]", str(text or "").strip().rstrip("/#"))[-1].strip().lower()


def _last(text: Any) -> str:
    """The same without signs written twice."""
    return re.sub(r"_+", "_", _ending(text))


def resolve(fields: dict[str, Any], guid: str) -> Iterator[Noted]:
    """Put `body`, an IPA code, on each agent that is a body; tell which are none. What the source says stays."""
    for role, called in ROLES.items():
        for row in fields.get(role) or ():
            ref = to_body_ref(row)
            if role == "contact":
                ref = BodyRef(name=ref.name)
            if not (ref.ipa or ref.name):
                continue
            answer = Bodies.load().resolve(ref)
            if isinstance(answer, Resolved):
                row["body"] = answer.body.ipa
                code = str(row.get("identifier") or "").strip()
                if ref.ipa and code and _ending(code) != answer.body.ipa:
                    why = f"{called} è {answer.body.official_name}, ma il codice «{code}» non è il suo."
                    yield Noted(guid, why, f"Scrivete alla fonte il codice IPA {answer.body.ipa}.")
            elif role != "contact":
                name = " ".join(
                    filter(None, (row.get("name"), f"({row['identifier']})" if row.get("identifier") else ""))
                )
                yield Noted(
                    guid, f"{called} «{name or row.get('uri')}» non è un ente della Lombardia in IndicePA.", REMEDY
                )


def find_body(fields: Row, catalogue: Sequence[Row]) -> BodyRef | None:
    """Find the body of a record: its holder, publisher or creator, or the publisher of the catalogue."""
    rows = [row for role in RESPONSIBLE_ROLES for row in fields.get(role) or ()] + list(catalogue)
    answering = next((row for row in rows if row.get("body")), None)
    if answering:
        return BodyRef(ipa=answering["body"])
    refs = [ref for ref in map(to_body_ref, rows) if ref.ipa or ref.name]
    return refs[0] if refs else None
