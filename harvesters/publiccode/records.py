"""A product as publiccode.yml has it -> records: the software, and a platform for each body that it says uses it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.publiccode import Publiccode
from ckanext.smartlombardia.registry.spelling import is_filler
from ckanext.smartlombardia.types import BodyRef, Noted, Record

# a province in brackets counts only after a name of a local body: «Ministero dell’Interno (MI)» is not in Milan
LOCAL = re.compile(r"^(comune|citt[aà]|provincia|unione|comunit[aà]|consorzio)\b", re.IGNORECASE)
REMEDY = "Completate il file come chiede lo standard: https://yml.publiccode.tools/schema.core.html."
PROVINCE = re.compile(r"\s*\(([A-Za-z]{2})\)$")


def records(
    product: Publiccode, guid: str, url: str, observed_at: datetime | None = None, **fields: Any
) -> Iterator[Record]:
    """The software record, then its platforms. `fields` are what the source itself knows of the software."""
    yield software(product, guid, url, observed_at, fields)
    yield from platforms(product, guid, url, observed_at)


def software(product: Publiccode, guid: str, url: str, observed_at: datetime | None, fields: dict[str, Any]) -> Record:
    """The product. It belongs to a body only where one of Lombardy releases it."""
    values = {
        "title": product.titles.get("it") or product.name,
        **_translated("title", product.titles),
        **_translated("notes", product.notes),
        "vendor_name": vendor(product),
        "releasing_body": product.ipa,
        "publiccode_version": product.standard_version,
        "repository": product.repository,
        "landing_page": product.landing_page,
        "licence": product.licence,
        "categories": product.categories,
        "standards": _standards(product.supports),
        "national_platforms": product.national_platforms,
        "is_based_on": product.is_based_on,
        "version": product.version,
        "release_date": product.release_date,
        "development_status": product.development_status,
        "software_type": product.software_type,
        "source_url": url,
        **fields,
    }
    ours = product.ipa is not None and vocabularies.body(product.ipa) is not None
    return Record(
        kind="software",
        guid=guid,
        fields={name: value for name, value in values.items() if value},
        body=BodyRef(ipa=product.ipa) if ours else None,
        observed_at=observed_at,
        url=url,
        repairs=list(product.repairs),
        noted=[
            Noted(url, f"publiccode.yml, «{complaint.key}»: {complaint.why}", REMEDY)
            for complaint in product.complaints
        ]
        + [
            Noted(url, f"usedBy: «{name[:80]}» non è il nome di un ente.", REMEDY)
            for name in product.used_by
            if is_filler(name)
        ],
    )


def platforms(product: Publiccode, guid: str, url: str, observed_at: datetime | None) -> Iterator[Record]:
    """A platform in use for each name under `usedBy`, once a name: declared by the product, not by the body."""
    visited = set()
    for name in product.used_by:
        key = normalised(name)
        if not key or key in visited or is_filler(name):
            continue
        visited.add(key)
        fields = {
            "title": product.titles.get("it") or product.name,
            "product_name": product.name,
            "vendor_name": vendor(product),
            "status": "in_use",
            "software_guid": guid,
            "source_url": url,
        }
        yield Record(
            kind="platform",
            guid=f"{guid}#{key}",
            fields={name: value for name, value in fields.items() if value},
            body=body_of(name),
            observed_at=observed_at,
            url=url,
        )


def vendor(product: Publiccode) -> str | None:
    """The firm behind the product: its contractor, else its owner unless that is the releasing administration."""
    if product.contractors:
        return product.contractors[0]
    return None if product.ipa else product.owner_name


def body_of(name: str) -> BodyRef:
    """A body as people write it: «Comune di Livo (CO)» gives name and province."""
    name = " ".join(name.split())
    match = PROVINCE.search(name)
    if not match:
        return BodyRef(name=name)
    return BodyRef(name=PROVINCE.sub("", name), province=match[1].upper() if LOCAL.match(name) else None)


def normalised(name: str) -> str:
    """A name for comparing: no accents, case, punctuation or double spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"\W+", " ", plain.casefold()).split())


def _translated(field: str, texts: dict[str, str]) -> dict[str, Any]:
    """A text in the core field where it is Italian and alone, otherwise by language."""
    if not texts or (field == "title" and len(set(texts.values())) == 1):
        return {}
    core = {field: texts["it"]} if "it" in texts else {}
    return core if list(texts) == ["it"] else {**core, f"{field}_translated": dict(sorted(texts.items()))}


def _standards(supports: list[str]) -> list[dict[str, str]]:
    """The standards of our scheme whose address a product names; the others stay in its document."""
    codes = {concept.uri.rstrip("/"): concept.code for concept in vocabularies.concepts("standards") if concept.uri}
    return [{"standard": codes[uri.rstrip("/")]} for uri in supports if uri.rstrip("/") in codes]
