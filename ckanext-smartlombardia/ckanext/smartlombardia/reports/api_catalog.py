"""The list of APIs for programs: an API catalogue of RFC 9727 (a link set of RFC 9264) and APIs.json 0.20."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LINKSET_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
APIS_JSON_TYPE = "application/apis+json"
DESCRIPTION_TYPES = {"rest": "OpenAPI", "soap": "WSDL"}
"""Protocol of a data service -> type of its description in APIs.json; other descriptions are documentation."""


@dataclass(frozen=True, slots=True)
class ListedAPI:
    """A public data service: its address, page, description document and an example call where it has them."""

    id: str
    title: str
    notes: str
    endpoint: str
    page: str
    description: str = ""
    example: str = ""
    protocol: str = ""
    terms: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    modified: str = ""


def to_linkset(apis: Iterable[ListedAPI], address: str) -> dict[str, Any]:
    """The link set that stands at `/.well-known/api-catalog` (`address`): items, then each API with its links.

    Relations: RFC 8631 (service-desc, service-doc, service-meta) and RFC 9727 (item).
    """
    listed = list(apis)
    items = [{"href": api.endpoint, "title": api.title} for api in listed]
    return {"linkset": [{"anchor": address, "item": items}, *(_context(api) for api in listed)]}


def _context(api: ListedAPI) -> dict[str, Any]:
    links: dict[str, Any] = {"anchor": api.endpoint, "service-doc": [{"href": api.page, "type": "text/html"}]}
    if api.description:
        links["service-desc"] = [{"href": api.description}]
    links["service-meta"] = [{"href": f"{api.page}.jsonld", "type": "application/ld+json"}]
    return links


def to_apis_json(apis: Iterable[ListedAPI], about: Mapping[str, str]) -> dict[str, Any]:
    """An index of APIs.json 0.20. `about`: name, description, url (of the file), site, image, owner, modified (ISO)."""
    return {
        "aid": f"{about['site'].partition('//')[2].strip('/')}:apis",
        "name": about["name"],
        "description": about["description"],
        "url": about["url"],
        "image": about["image"],
        "type": "Index",
        "access": "3rd-Party",
        "specificationVersion": "0.20",
        "modified": about["modified"],
        "tags": ["public administration", "Lombardia"],
        "apis": [_to_entry(api, about["image"]) for api in apis],
        "maintainers": [{"FN": about["owner"], "url": about["site"]}],
    }


def _to_entry(api: ListedAPI, image: str) -> dict[str, Any]:
    kind = DESCRIPTION_TYPES.get(api.protocol, "Documentation")
    properties = [{"type": "Documentation", "url": api.page}]
    properties += [{"type": kind, "url": api.description}] if api.description else []
    properties += [{"type": "TermsOfService", "url": api.terms}] if api.terms else []
    properties += [{"type": "X-example-call", "url": api.example}] if api.example else []
    return {
        "aid": api.id,
        "name": api.title,
        "description": api.notes or api.title,
        "image": image,
        "humanURL": api.page,
        "baseURL": api.endpoint,
        "tags": list(api.tags),
        "modified": api.modified,
        "properties": properties,
        "contact": [{"FN": api.body, "url": api.page}] if api.body else [],
    }
