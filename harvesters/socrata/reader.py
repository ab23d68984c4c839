"""A Socrata site -> datasets, and a data service for each table.

https://dev.socrata.com/docs/other/discovery (`/api/catalog/v1`, pages by offset) and the site's own `/api/views`.
Every table has its rows at `/api/views/{id}/rows.csv` and `/resource/{id}.json`; the latter can be asked (SODA), so it
is a data service of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.smartlombardia.formats.numbers import whole_number
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.harvesters.documents import Get, paged, record
from ckanext.smartlombardia.harvesters.plain import mapping, parsed, words
from ckanext.smartlombardia.harvesters.queries import query_service
from ckanext.smartlombardia.types import Document, Record, Refused

CATALOGUE = "/api/catalog/v1"
VIEWS = ("/api/views", "/api/views.json")
PAGE_SIZE = 100
MAX_OFFSET = 10_000  # the catalogue gives no more by offset
TABLES = ("dataset", "tabular", None)
EXAMPLE = "?%24limit=1"
STANDARD, DOCUMENTATION = "soda-2.1", "https://dev.socrata.com/docs/endpoints.html"
KINDS = ("dataset", "file", "href", "map", "tabular", "blobby", "geo")  # what is data, and no chart or story
NO_CATALOGUE = (
    "La risposta non è il catalogo di un sito Socrata.",
    "Indicate l’indirizzo del sito, oppure quello che finisce con /api/catalog/v1 o con /api/views.",
)


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every page of each site. A page that cannot be had ends that site and is named."""
    for address in addresses:
        yield from paged(get, page_address(address), partial(_following, address), MAX_OFFSET // PAGE_SIZE)


def _following(address: str, page: Document, number: int) -> str | None:
    catalogue = _parse(page)
    count = (whole_number(catalogue.get("resultSetSize")) if isinstance(catalogue, dict) else None) or 0
    return page_address(address, number * PAGE_SIZE) if number * PAGE_SIZE < count else None


def page_address(address: str, start: int = 0) -> str:
    """The address of a page; `/api/views` is one page."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if path in VIEWS:
        return address
    query = dict(parse_qsl(parts.query))
    if not path.endswith(CATALOGUE):
        path, query = CATALOGUE, {**query, "domains": parts.netloc}
    query |= {"limit": str(PAGE_SIZE), "offset": str(start), "order": "dataset_id"}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def recognises(document: Document) -> bool:
    """Whether a document is a page of the catalogue, or the views of a site."""
    catalogue = _parse(document)
    if isinstance(catalogue, dict):
        return isinstance(catalogue.get("results"), list) and "resultSetSize" in catalogue
    return bool(
        isinstance(catalogue, list)
        and catalogue
        and isinstance(catalogue[0], dict)
        and {"id", "viewType"} <= set(catalogue[0])
    )


def places(address: str) -> dict[str, str]:
    """What to ask to see whether an address is a site of Socrata; each with the address of the source."""
    return {page_address(address): address}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of one page."""
    catalogue = _parse(document)
    entries = catalogue.get("results") if isinstance(catalogue, dict) else catalogue
    if not isinstance(entries, list):
        yield Refused(document.url, *NO_CATALOGUE)
        return
    for number, entry in enumerate(entries, 1):
        view = _of_catalogue(entry) if isinstance(entry, dict) and "resource" in entry else entry
        where = f"{document.url}, dataset {number}"
        if not isinstance(view, dict) or not (view.get("id") and view.get("name")):
            yield Refused(where, "Il dataset non ha un identificativo o un nome.", "Completatelo nel catalogo.")
        elif str(view.get("viewType") or view.get("type") or "dataset") in KINDS:
            dataset = record(where, partial(_dataset, view, document))
            yield dataset
            if isinstance(dataset, Record) and view.get("viewType") in TABLES:
                endpoint = _resource(_site(view, document), str(view["id"]))
                yield query_service(document, dataset, "", endpoint, endpoint + EXAMPLE, STANDARD, DOCUMENTATION)


def _parse(document: Document) -> Any:
    return parsed(document.content)


def _of_catalogue(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the catalogue in the words of `/api/views`."""
    resource = mapping(entry["resource"])
    sorted_by = mapping(entry.get("classification"))
    metadata = mapping(entry.get("metadata"))
    return {
        "id": resource.get("id"),
        "name": resource.get("name"),
        "description": resource.get("description"),
        "attribution": resource.get("attribution"),
        "viewType": resource.get("type"),
        "category": sorted_by.get("domain_category"),
        "tags": sorted_by.get("domain_tags"),
        "license": metadata.get("license"),
        "createdAt": resource.get("createdAt"),
        "rowsUpdatedAt": resource.get("data_updated_at") or resource.get("updatedAt"),
        "link": entry.get("permalink") or entry.get("link"),
        "site": metadata.get("domain"),
    }


def _dataset(view: Mapping[str, Any], document: Document) -> Record:
    site = _site(view, document)
    licence = view.get("license")
    terms = licence if isinstance(licence, dict) else {"name": licence}
    holder = datasets.agent(view.get("attribution"))
    fields = {
        "title": " ".join(str(view["name"]).split()),
        "notes": view.get("description"),
        "identifier": view["id"],
        "url": view.get("link") or f"{site}/d/{view['id']}",
        "issued": view.get("createdAt"),
        "modified": view.get("rowsUpdatedAt"),
        "license_id": terms.get("termsLink") or terms.get("name") or view.get("licenseId"),
        "theme": [view["category"]] if view.get("category") else [],
        "rights_holder": holder,
        "source_url": document.url,
    }
    keywords = words(view.get("tags"))
    files = _files(site, str(view["id"])) if view.get("viewType") in TABLES else []
    return datasets.dataset(document, str(view["id"]), fields, files, keywords, datasets.find_body(holder))


def _site(view: Mapping[str, Any], document: Document) -> str:
    return f"https://{view.get('site') or urlsplit(document.url).netloc}"


def _resource(site: str, code: str) -> str:
    """The address at which the rows of a table can be asked for."""
    return f"{site}/resource/{code}.json"


def _files(site: str, code: str) -> list[dict[str, Any]]:
    return [
        {"url": f"{site}/api/views/{code}/rows.csv?accessType=DOWNLOAD", "name": "CSV", "format": "CSV"},
        {"url": _resource(site, code), "name": "JSON", "format": "JSON"},
    ]
