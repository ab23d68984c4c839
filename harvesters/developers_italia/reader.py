"""Developers Italia, software catalogue: pages of entries -> software records and the platforms that they name.

https://api.developers.italia.it/v1 pages by cursor (`links.next`); `publiccodeYml` is YAML inside JSON, any version up
to 0.7. Its `from` only tells entries created since, not changed: a run always reads every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters.documents import Get, paged
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed
from ckanext.smartlombardia.harvesters.publiccode.records import records
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

CATALOGUE = "https://api.developers.italia.it/v1/software"
ADDRESSES = (CATALOGUE,)
MAX_PAGES = 1000


def pages(get: Get, addresses: Sequence[str] = ADDRESSES) -> Iterator[Document | Refused]:
    """Every page of the catalogue, by its cursor. A page that cannot be had ends the run and is named."""
    for address in addresses:
        yield from paged(get, address, _following, MAX_PAGES)


def recognises(document: Document) -> bool:
    """Whether a document is a page of the catalogue."""
    entries = mappings(mapping(parsed(document.content)).get("data"))
    return bool(entries) and "publiccodeYml" in entries[0]


def read(document: Document) -> Iterator[Record | Refused]:
    """The records of one page, entry by entry."""
    entries = mapping(parsed(document.content)).get("data")
    if not isinstance(entries, list):
        yield Refused(
            document.url,
            "La risposta non è una pagina del catalogo.",
            "Controllate che l’indirizzo sia quello dell’API del catalogo, che finisce con /software.",
        )
        return
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield from _entry(entry)
        else:
            yield Refused(
                f"{document.url}, voce {number}", "La voce non ha un identificativo.", "Segnalatelo alla fonte."
            )


def _entry(entry: Mapping[str, Any]) -> Iterator[Record | Refused]:
    where = f"{CATALOGUE}/{entry['id']}"
    try:
        product = publiccode.read(str(entry.get("publiccodeYml") or ""))
    except NotReadable as error:
        yield Refused(f"{where} ({entry.get('url')})", error.why, error.remedy)
        return
    repository = entry.get("url")
    if product.repository is None and isinstance(repository, str) and repository.startswith("https://"):
        product.repairs.append(
            Repair("url", None, repository, "Il file non dice dove sta il codice: vale il catalogo.")
        )
        product.repository = repository
    yield from records(product, entry["id"], where, _moment(entry.get("updatedAt")), catalogue_id=entry["id"])


def _following(page: Document, number: int) -> str | None:
    following = mapping(mapping(parsed(page.content)).get("links")).get("next")
    return urljoin(page.url, following) if following and isinstance(following, str) else None


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
