"""A CKAN catalogue, by its API -> datasets, and a data service for each resource in its datastore.

`package_search` gives pages; the address may be that of the site, or of a search (`?fq=organization:…`). Fields are
those of CKAN and of the Italian extension (dcatapit), whose values may be JSON inside a text. When CKAN wrote its own
record of a dataset (`metadata_created`, `metadata_modified`) is no date of the dataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.smartlombardia.dcatapit import stored
from ckanext.smartlombardia.formats.numbers import whole_number
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.harvesters.documents import Get, paged, record
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed, text, title_in_languages
from ckanext.smartlombardia.harvesters.queries import query_service
from ckanext.smartlombardia.types import Document, Record, Refused

SEARCH = "/api/3/action/package_search"
DATASTORE = "/api/3/action/datastore_search"
STANDARD, DOCUMENTATION = "ckan-datastore", "https://docs.ckan.org/en/latest/maintaining/datastore.html"
PAGE_SIZE = 100
MAX_PAGES = 1000
NONE_GIVEN = "Riprovate più tardi; se resta così, segnalatelo a chi gestisce il catalogo."
NO_CATALOGUE = (
    "La risposta non è una pagina di un catalogo CKAN.",
    "Indicate l’indirizzo del sito, o quello della sua API che finisce con /api/3/action/package_search.",
)


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every page of each catalogue. A page that cannot be had ends that catalogue and is named."""
    for address in addresses:
        yield from paged(get, page_address(address), partial(_following, address), MAX_PAGES)


def _following(address: str, page: Document, number: int) -> str | None:
    result = _result(page)
    count = (whole_number(result.get("count")) if result else None) or 0
    return page_address(address, number * PAGE_SIZE) if number * PAGE_SIZE < count else None


def page_address(address: str, start: int = 0) -> str:
    """The address of a page of a catalogue, in an order that does not change while it is read."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path.endswith("/package_search"):
        path = path.removesuffix("/dataset").removesuffix("/api/3/action").removesuffix("/api/3") + SEARCH
    query = dict(parse_qsl(parts.query)) | {"rows": PAGE_SIZE, "start": start, "sort": "id asc"}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def recognises(document: Document) -> bool:
    """Whether a document is a page of a catalogue."""
    return _result(document) is not None


def places(address: str) -> dict[str, str]:
    """What to ask to see whether an address is a site of CKAN; each with the address of the source."""
    return {page_address(address): address}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of one page."""
    result = _result(document)
    if result is None:
        yield Refused(document.url, *NO_CATALOGUE)
        return
    if not result["results"] and (whole_number(result.get("count")) or 0) > _start_of(document.url):
        yield Refused(
            document.url, f"Il catalogo annuncia {result['count']} schede e qui non ne dà nessuna.", NONE_GIVEN
        )
    for number, package in enumerate(result["results"], 1):
        where = f"{document.url}, dataset {number}"
        if not isinstance(package, dict) or not (
            text(package.get("id")) and (package.get("title") or text(package.get("name")))
        ):
            yield Refused(where, "Il dataset non ha un identificativo o un titolo.", "Completatelo nel catalogo.")
        elif package.get("type", "dataset") == "dataset":
            dataset = record(where, partial(_dataset, package, document))
            yield dataset
            if isinstance(dataset, Record):
                yield from _query_services(package, dataset, document)


def _start_of(address: str) -> int:
    """The number of records before a page."""
    return whole_number(dict(parse_qsl(urlsplit(address).query)).get("start")) or 0


def _result(document: Document) -> dict[str, Any] | None:
    result = mapping(mapping(parsed(document.content)).get("result"))
    return dict(result) if isinstance(result.get("results"), list) else None


def _dataset(package: Mapping[str, Any], document: Document) -> Record:
    extras = {extra["key"]: extra.get("value") for extra in mappings(package.get("extras")) if "key" in extra}
    merged = {**extras, **package}
    site = "{0.scheme}://{0.netloc}".format(urlsplit(document.url))
    italian = stored.read(merged)
    title, titles = title_in_languages(package.get("title"))
    notes, descriptions = title_in_languages(package.get("notes"))
    fields = {
        **italian,
        **({"title_translated": titles} if titles else {}),
        **({"notes_translated": descriptions} if descriptions else {}),
        "title": title or package["name"],
        "notes": notes,
        "url": package.get("url") or f"{site}/dataset/{package.get('name') or package['id']}",
        "uri": merged.get("uri"),
        "issued": merged.get("issued"),
        "modified": merged.get("modified"),
        "version": package.get("version"),
        "license_id": package.get("license_url") or package.get("license_id") or package.get("license_title"),
        "access_rights": merged.get("access_rights"),
        "source_url": document.url,
    }
    organization = mapping(package.get("organization"))
    agents = [
        *italian.get("rights_holder", ()),
        *italian.get("publisher", ()),
        *datasets.agent(organization.get("title")),
    ]
    keywords = [tag.get("display_name") or tag.get("name", "") for tag in mappings(package.get("tags"))]
    files = [_file(resource) for resource in mappings(package.get("resources"))]
    return datasets.dataset(document, text(package["id"]), fields, files, keywords, datasets.find_body(agents))


def _query_services(package: Mapping[str, Any], dataset: Record, document: Document) -> Iterator[Record]:
    """A data service for each resource whose rows are in the datastore."""
    resources = [
        resource for resource in mappings(package.get("resources")) if resource.get("datastore_active") is True
    ]
    for resource in resources:
        if not re.fullmatch(r"[\w-]{1,100}", code := str(resource.get("id") or "")):
            continue
        endpoint = f"{_site(document)}{DATASTORE}?resource_id={code}"
        part = str(resource.get("name") or code) if len(resources) > 1 else ""
        yield query_service(document, dataset, part, endpoint, f"{endpoint}&limit=1", STANDARD, DOCUMENTATION)


def _site(document: Document) -> str:
    """The address of the site, up to where its API begins."""
    parts = urlsplit(document.url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.partition('/api/')[0].rstrip('/')}"


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": resource.get("url"),
        "name": resource.get("name"),
        "description": resource.get("description"),
        "mimetype": resource.get("mimetype"),
        "license": resource.get("license"),
        "format": resource.get("format"),
        **stored.read_resource(resource),
        "size": resource.get("size") if isinstance(resource.get("size"), int) and resource["size"] > 0 else None,
        "modified": resource.get("last_modified"),
    }
