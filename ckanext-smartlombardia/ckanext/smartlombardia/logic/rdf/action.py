"""The actions of ckanext-dcat on our types. What they give is what a visitor may see, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from rdflib import Graph, URIRef

from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict
from ckanext.dcat.processors import RDFSerializer
from ckanext.dcat.utils import CONTENT_TYPES, url_to_rdflib_format

from ckanext.smartlombardia.dcatapit import addresses, catalogue, turtle, values
from ckanext.smartlombardia.logic.operations import failures, quarantine
from ckanext.smartlombardia.logic.rdf import cache, dump
from ckanext.smartlombardia.registry import search_request

__all__ = ["dcat_catalog_search", "dcat_catalog_show", "dcat_dataset_show", "smartlombardia_catalogue_dump"]

TYPES = ("dataset", "dataservice", "platform", "software", "project")
MAX_PAGE_SIZE = 1000
STEP = "rdf"
DUMPED = 100  # records that are in memory at once
_RECORD = re.compile(r"[0-9a-f-]{36}")


@tk.chained_action
@tk.side_effect_free
def dcat_dataset_show(original: Callable[..., str], context: Context, data_dict: DataDict) -> str:
    """One record of any type as RDF.

    :param id: its UUID or name
    :param format: ttl, rdf, xml, n3 or jsonld
    :raises ObjectNotFound: also where a visitor may not see it
    """
    tk.check_access("dcat_dataset_show", context, data_dict)
    _check_format(data_dict)
    if context.get("ignore_auth"):
        return original(context, data_dict)
    try:
        tk.check_access("package_show", _visitor(), {"id": tk.get_or_bust(data_dict, "id")})
    except tk.NotAuthorized as denied:
        raise tk.ObjectNotFound from denied
    if data_dict.get("profiles"):
        return _record(data_dict)
    return cache.get_or_write("record", _canonical(data_dict, ("id", "format")), lambda: _record(data_dict))


def _record(data_dict: DataDict) -> str:
    """A record, written now."""
    serializer = RDFSerializer(profiles=data_dict.get("profiles"))
    serializer.graph_from_dataset(tk.get_action("package_show")(_visitor(), {"id": data_dict["id"]}))
    return turtle.serialise(serializer.g, url_to_rdflib_format(data_dict.get("format") or "xml"))


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_show(original: Callable[..., str], context: Context, data_dict: DataDict) -> str:
    """A page of the catalogue as RDF, sorted by id. The address of the next page says after which record it begins, so
    that whoever follows it misses none while others are written, archived or deleted.

    :param format: ttl, rdf, xml, n3 or jsonld
    :param page: 1 if not given
    :param after: UUID of the record after which the page begins, instead of counting pages
    :param q, fq: what to look for, as in package_search
    :param body: only the records of a body (IPA code), in a catalogue of its own
    :param modified_since: only what changed since a moment (ISO 8601)
    """
    tk.check_access("dcat_catalog_show", context, data_dict)
    _check_format(data_dict)
    _query(data_dict, _page(data_dict.get("page")), 0)  # what cannot be asked is told before
    if any(data_dict.get(name) for name in ("q", "fq", "modified_since", "profiles")):
        return _catalogue(data_dict)  # anybody can ask in any number of ways: only the pages that all read are kept
    parameters = _canonical(data_dict, ("format", "page", "after", "body"))
    return cache.get_or_write("catalogue", parameters, lambda: _catalogue(data_dict))


def _canonical(data_dict: DataDict, names: Sequence[str]) -> dict[str, Any]:
    return {name: str(data_dict.get(name) or "") for name in names}


def _catalogue(data_dict: DataDict) -> str:
    """A page of the catalogue, written now."""
    page, size = _page(data_dict.get("page")), min(tk.config["ckanext.dcat.datasets_per_page"], MAX_PAGE_SIZE)
    graph, result = _describe_page(data_dict, page, size, _last_change(data_dict))
    if result["count"]:
        before = (page - 1) * size if data_dict.get("after") else 0
        count, further = before + result["count"], result["count"] > (size if data_dict.get("after") else page * size)
        links = _addresses(data_dict, page, -(-count // size), result["results"][-1]["id"] if further else "")
        catalogue.page(graph, links.pop("current"), links, count, size)
    return turtle.serialise(graph, url_to_rdflib_format(data_dict.get("format") or "xml"))


def _describe_page(data_dict: DataDict, page: int, size: int, modified: str | None) -> tuple[Graph, dict[str, Any]]:
    """The graph of a catalogue with the records of a page (`modified`: its last change), and the search result.

    Where the page cannot be written, each record is tried by itself, and the catalogue goes without those that cannot.
    """
    result = tk.get_action("package_search")(_visitor(), _query(data_dict, page, size))
    try:
        graph = _graph(data_dict, result["results"], modified)
        if values.is_writable(graph):
            return graph, result
    except Exception as error:
        if failures.is_outage(error):
            raise
    for package in result["results"]:
        quarantine.attempt(STEP, package["id"], partial(_check, package, data_dict.get("profiles")))
    return _graph(data_dict, result["results"], modified), result


def _graph(data_dict: DataDict, packages: Sequence[dict[str, Any]], modified: str | None) -> Graph:
    """A catalogue with these records but those that were set aside."""
    body, without = data_dict.get("body"), quarantine.left_out(STEP)
    serializer = RDFSerializer(profiles=data_dict.get("profiles"))
    graph, ref = serializer.g, URIRef(addresses.catalogue(body))
    serializer.graph_from_catalog({"modified": modified, "body": body})
    for package in packages:
        if package["id"] not in without:
            catalogue.list_record(graph, ref, package["type"], serializer.graph_from_dataset(package))
    return graph


def _check(package: dict[str, Any], profiles: Any) -> None:
    """Raise what keeps a record from being written."""
    serializer = RDFSerializer(profiles=profiles)
    serializer.graph_from_dataset(package)
    if not values.is_writable(serializer.g):
        raise ValueError("an IRI holds signs that no file can hold")


def smartlombardia_catalogue_dump(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Write the whole catalogue into one file, which `/catalog/dump.nt.gz` gives. Background.

    :returns: counts: records, bytes
    """
    tk.check_access("smartlombardia_catalogue_dump", context, data_dict)
    counted: list[int] = []
    modified = _last_change({})

    def pages() -> Iterator[Graph]:
        after: str | None = ""
        while after is not None:
            graph, result = _describe_page({"after": after}, 1, DUMPED, modified)
            counted.append(len(result["results"]))
            after = result["results"][-1]["id"] if result["count"] > DUMPED else None
            yield graph

    size = dump.write(pages())
    return {"records": sum(counted), "bytes": size}


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_search(original: Callable[..., str], context: Context, data_dict: DataDict) -> str:
    """The same as dcat_catalog_show, under the name that other portals call."""
    tk.check_access("dcat_catalog_search", context, data_dict)
    return tk.get_action("dcat_catalog_show")(context, data_dict)


def _visitor() -> Context:
    """Somebody who is not signed in."""
    return {"user": "", "auth_user_obj": None}


def _check_format(data_dict: DataDict) -> None:
    requested = data_dict.get("format")
    if requested and requested not in CONTENT_TYPES:
        text = tk._("There is no format `{wanted}`: choose ttl, rdf, xml, n3 or jsonld.")
        raise tk.ValidationError({"format": [text.format(wanted=requested)]})


def _page(text: Any) -> int:
    try:
        page = int(text or 1)
    except (TypeError, ValueError):
        page = 0
    if page < 1:
        raise tk.ValidationError({"page": [tk._("Write the number of the page: 1, 2, 3 …")]})
    return page


def _query(data_dict: DataDict, page: int, size: int) -> dict[str, Any]:
    filters = [f"dataset_type:({' OR '.join(TYPES)})"]
    if data_dict.get("body"):
        filters.append(f"organization:{search_request.quote(data_dict['body'])}")
    if data_dict.get("modified_since"):
        try:
            since = tk.h.date_str_to_datetime(data_dict["modified_since"]).isoformat()
        except (TypeError, ValueError, IndexError, OverflowError) as wrong:
            text = tk._("Write the moment as 2026-11-25 or 2026-11-25T10:00:00.")
            raise tk.ValidationError({"modified_since": [text]}) from wrong
        filters.append(f"metadata_modified:[{since}Z TO NOW]")
    after = data_dict.get("after") or ""
    if after and not _RECORD.fullmatch(after):
        raise tk.ValidationError({"after": [tk._("Write the UUID of a record.")]})
    filters += search_request.after_record(after)
    return {
        "q": data_dict.get("q") or "*:*",
        "fq": data_dict.get("fq") or "",
        "fq_list": filters,
        "sort": "id asc",
        "start": 0 if after else (page - 1) * size,
        "rows": size,
    }


def _last_change(data_dict: DataDict) -> str | None:
    """When the newest of the records changed."""
    newest = _query({**data_dict, "after": ""}, 1, 1) | {"sort": "metadata_modified desc"}
    results = tk.get_action("package_search")(_visitor(), newest)["results"]
    return results[0]["metadata_modified"] if results else None


def _addresses(data_dict: DataDict, page: int, last: int, after: str) -> dict[str, str]:
    """Addresses of this page and its neighbours; the next one, if there is one, begins after a record."""
    parameters = [(key, data_dict[key]) for key in ("q", "fq", "modified_since") if data_dict.get(key)]
    path = f"{addresses.catalogue(data_dict.get('body'))}.{data_dict.get('format') or 'rdf'}"
    pages = {"current": (page, data_dict.get("after")), "first": (1, ""), "last": (last, "")}
    pages |= {"previous": (page - 1, "")} if page > 1 else {}
    pages |= {"next": (page + 1, after)} if after else {}
    return {
        name: f"{path}?{urlencode([*parameters, ('page', number), *([('after', record)] if record else [])])}"
        for name, (number, record) in pages.items()
    }
