"""A CKAN catalogue, by its API -> datasets.

`package_search` gives pages; the address may be that of the site, or of a search (`?fq=organization:…`). Fields are
those of CKAN and of the Italian extension (dcatapit), whose values may be JSON inside a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.harvesters.documents import Get, refusal
from ckanext.smartlombardia.harvesters.plain import mapping, mappings
from ckanext.smartlombardia.types import Document, Record, Refused

SEARCH = "/api/3/action/package_search"
ROWS = 100
MOST_PAGES = 1000
NO_CATALOGUE = (
    "La risposta non è una pagina di un catalogo CKAN.",
    "Indicate l’indirizzo del sito, o quello della sua API che finisce con /api/3/action/package_search.",
)
# roles with the names that their fields have in extras
ROLES = {"rights_holder": "holder", "publisher": "publisher", "creator": "creator"}


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every page of each catalogue. A page that cannot be had ends that catalogue and is named."""
    for address in addresses:
        count, start = 1, 0
        while start < min(count, MOST_PAGES * ROWS):
            try:
                page = get(page_address(address, start))
            except FetchError as error:
                yield refusal(error)
                break
            yield page
            result = _result(page)
            count = int(result["count"]) if result and str(result.get("count", "")).isdigit() else 0
            start += ROWS


def page_address(address: str, start: int = 0) -> str:
    """The address of a page of a catalogue, in an order that does not change while it is read."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path.endswith("/package_search"):
        path = path.removesuffix("/dataset").removesuffix("/api/3/action").removesuffix("/api/3") + SEARCH
    asked = dict(parse_qsl(parts.query)) | {"rows": ROWS, "start": start, "sort": "id asc"}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(asked), ""))


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of one page."""
    result = _result(document)
    if result is None:
        yield Refused(document.url, *NO_CATALOGUE)
        return
    for number, one in enumerate(result["results"], 1):
        where = f"{document.url}, dataset {number}"
        if not isinstance(one, dict) or not (one.get("id") and (one.get("title") or one.get("name"))):
            yield Refused(where, "Il dataset non ha un identificativo o un titolo.", "Completatelo nel catalogo.")
        elif one.get("type", "dataset") == "dataset":
            yield _dataset(one, document)


def _result(document: Document) -> dict[str, Any] | None:
    try:
        result = json.loads(document.content)["result"]
    except (ValueError, KeyError, TypeError):
        return None
    return result if isinstance(result, dict) and isinstance(result.get("results"), list) else None


def _dataset(said: Mapping[str, Any], document: Document) -> Record:
    extras = {one["key"]: one.get("value") for one in mappings(said.get("extras")) if "key" in one}
    given = {**extras, **said}
    site = "{0.scheme}://{0.netloc}".format(urlsplit(document.url))
    fields = {
        "title": said.get("title") or said["name"],
        "notes": said.get("notes"),
        "url": said.get("url") or f"{site}/dataset/{said.get('name') or said['id']}",
        "identifier": given.get("identifier"),
        "uri": given.get("uri"),
        "issued": given.get("issued") or said.get("metadata_created"),
        "modified": given.get("modified") or said.get("metadata_modified"),
        "frequency": given.get("frequency"),
        "version": said.get("version"),
        "license_id": said.get("license_url") or said.get("license_id") or said.get("license_title"),
        "access_rights": given.get("access_rights"),
        "theme": _themes(given),
        "language": _words(given.get("language")),
        "source_url": document.url,
    }
    for role, prefix in ROLES.items():
        name, code = given.get(f"{prefix}_name"), given.get(f"{prefix}_identifier")
        fields[role] = datasets.agent(_italian(name), code)
    organization = mapping(said.get("organization"))
    known = [*fields["rights_holder"], *fields["publisher"], *datasets.agent(organization.get("title"))]
    keywords = [one.get("display_name") or one.get("name", "") for one in mappings(said.get("tags"))]
    files = [_file(one) for one in mappings(said.get("resources"))]
    return datasets.dataset(document, said["id"], fields, files, keywords, datasets.whose(known))


def _file(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "url": said.get("url"),
        "name": said.get("name"),
        "description": said.get("description"),
        "format": said.get("distribution_format") or said.get("format"),
        "mimetype": said.get("mimetype"),
        "license": said.get("license_type") or said.get("license"),
        "size": said.get("size") if isinstance(said.get("size"), int) and said["size"] > 0 else None,
        "modified": said.get("last_modified"),
    }


def _themes(given: Mapping[str, Any]) -> list[str]:
    """Themes as the Italian extension writes them, or else as ckanext-dcat does."""
    rows = _json(given.get("themes_aggregate") or given.get("theme"))
    found = [one.get("theme") if isinstance(one, dict) else one for one in rows if one]
    return [str(one) for one in found if one]


def _words(said: Any) -> list[str]:
    """`{DEU,ITA}`, `["ITA"]` and `ITA` say languages."""
    text = said.strip("{} ") if isinstance(said, str) and not said.lstrip().startswith("[") else said
    return [one.strip() for one in text.split(",") if one.strip()] if isinstance(text, str) and text[:1] != "[" else [
        str(one) for one in _json(said) if one
    ]  # fmt: skip


def _italian(said: Any) -> str:
    """A name that may be one for each language."""
    value = said
    if isinstance(said, str) and said.lstrip().startswith("{"):
        try:
            value = json.loads(said)
        except ValueError:
            return said
    return str(value.get("it") or next(iter(value.values()), "")) if isinstance(value, dict) else str(value or "")


def _json(said: Any) -> list[Any]:
    try:
        value = json.loads(said) if isinstance(said, str) else said
    except ValueError:
        value = [said]
    return value if isinstance(value, list) else [value] if value else []
