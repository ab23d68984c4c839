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
ROWS = 100
MOST = 10_000  # the catalogue gives no more by offset
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
        yield from paged(get, page_address(address), partial(_following, address), MOST // ROWS)


def _following(address: str, page: Document, number: int) -> str | None:
    said = _said(page)
    count = (whole_number(said.get("resultSetSize")) if isinstance(said, dict) else None) or 0
    return page_address(address, number * ROWS) if number * ROWS < count else None


def page_address(address: str, start: int = 0) -> str:
    """The address of a page; `/api/views` is one page."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if path in VIEWS:
        return address
    asked = dict(parse_qsl(parts.query))
    if not path.endswith(CATALOGUE):
        path, asked = CATALOGUE, {**asked, "domains": parts.netloc}
    asked |= {"limit": str(ROWS), "offset": str(start), "order": "dataset_id"}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(asked), ""))


def recognises(document: Document) -> bool:
    """Whether a document is a page of the catalogue, or the views of a site."""
    said = _said(document)
    if isinstance(said, dict):
        return isinstance(said.get("results"), list) and "resultSetSize" in said
    return bool(isinstance(said, list) and said and isinstance(said[0], dict) and {"id", "viewType"} <= set(said[0]))


def places(address: str) -> dict[str, str]:
    """What to ask to see whether an address is a site of Socrata; each with the address of the source."""
    return {page_address(address): address}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of one page."""
    said = _said(document)
    found = said.get("results") if isinstance(said, dict) else said
    if not isinstance(found, list):
        yield Refused(document.url, *NO_CATALOGUE)
        return
    for number, one in enumerate(found, 1):
        view = _of_catalogue(one) if isinstance(one, dict) and "resource" in one else one
        where = f"{document.url}, dataset {number}"
        if not isinstance(view, dict) or not (view.get("id") and view.get("name")):
            yield Refused(where, "Il dataset non ha un identificativo o un nome.", "Completatelo nel catalogo.")
        elif str(view.get("viewType") or view.get("type") or "dataset") in KINDS:
            dataset = record(where, partial(_dataset, view, document))
            yield dataset
            if isinstance(dataset, Record) and view.get("viewType") in TABLES:
                endpoint = _resource(_site(view, document), str(view["id"]))
                yield query_service(document, dataset, "", endpoint, endpoint + EXAMPLE, STANDARD, DOCUMENTATION)


def _said(document: Document) -> Any:
    return parsed(document.content)


def _of_catalogue(said: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the catalogue in the words of `/api/views`."""
    resource = mapping(said["resource"])
    sorted_by = mapping(said.get("classification"))
    about = mapping(said.get("metadata"))
    return {
        "id": resource.get("id"),
        "name": resource.get("name"),
        "description": resource.get("description"),
        "attribution": resource.get("attribution"),
        "viewType": resource.get("type"),
        "category": sorted_by.get("domain_category"),
        "tags": sorted_by.get("domain_tags"),
        "license": about.get("license"),
        "createdAt": resource.get("createdAt"),
        "rowsUpdatedAt": resource.get("data_updated_at") or resource.get("updatedAt"),
        "link": said.get("permalink") or said.get("link"),
        "site": about.get("domain"),
    }


def _dataset(said: Mapping[str, Any], document: Document) -> Record:
    site = _site(said, document)
    licence = said.get("license")
    terms = licence if isinstance(licence, dict) else {"name": licence}
    holder = datasets.agent(said.get("attribution"))
    fields = {
        "title": " ".join(str(said["name"]).split()),
        "notes": said.get("description"),
        "identifier": said["id"],
        "url": said.get("link") or f"{site}/d/{said['id']}",
        "issued": said.get("createdAt"),
        "modified": said.get("rowsUpdatedAt"),
        "license_id": terms.get("termsLink") or terms.get("name") or said.get("licenseId"),
        "theme": [said["category"]] if said.get("category") else [],
        "rights_holder": holder,
        "source_url": document.url,
    }
    keywords = words(said.get("tags"))
    files = _files(site, str(said["id"])) if said.get("viewType") in TABLES else []
    return datasets.dataset(document, str(said["id"]), fields, files, keywords, datasets.whose(holder))


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
