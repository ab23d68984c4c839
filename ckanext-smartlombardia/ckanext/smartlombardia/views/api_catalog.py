"""For programs that look for APIs and pages: `/.well-known/api-catalog`, `/apis.json` and the site map.

They hold what anybody may see, whoever asks, so that a copy may be kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.registry.search_request import after_record
from ckanext.smartlombardia.reports.api_catalog import (
    APIS_JSON_TYPE,
    LINKSET_TYPE,
    ListedAPI,
    to_apis_json,
    to_linkset,
)
from ckanext.smartlombardia.views.helpers.neighbours import sl_body_name

blueprint = Blueprint("smartlombardia_api_catalog", __name__)

PAGE_ROWS = 500  # records asked of the index at once
SITEMAP_ROWS = 5_000  # addresses in one file; the protocol allows 50,000
CATALOGUE = "/.well-known/api-catalog"
SITEMAP_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@blueprint.route(CATALOGUE)
def api_catalog() -> ResponseReturnValue:
    """All public APIs as a link set (RFC 9727); a HEAD request gets the link to it, too."""
    address = tk.url_for("smartlombardia_api_catalog.api_catalog", qualified=True, locale="default")
    response = _json(to_linkset(_list_apis(), address), LINKSET_TYPE)
    response.headers["Link"] = f'<{address}>; rel="api-catalog"'
    return response


@blueprint.route("/apis.json")
def apis_json() -> ResponseReturnValue:
    """All public APIs as APIs.json."""
    apis = list(_list_apis())
    site = tk.url_for("home.index", qualified=True, locale="default")
    about = {
        "name": tk.config["ckan.site_title"],
        "description": tk.config["ckan.site_description"],
        "url": tk.url_for("smartlombardia_api_catalog.apis_json", qualified=True, locale="default"),
        "site": site,
        "image": f"{site.rstrip('/')}/smartlombardia/favicon.svg",
        "owner": sl_body_name(config.office()),
        "modified": max((api.modified for api in apis), default="1970-01-01"),
    }
    return _json(to_apis_json(apis, about), APIS_JSON_TYPE)


@blueprint.route("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """The index of site maps: one or more for each type of record, one for the bodies."""
    names = [f"{kind}-{page}" for kind in KINDS for page in range(-(-_count(kind) // SITEMAP_ROWS))]
    addresses = [
        tk.url_for("smartlombardia_api_catalog.sitemap_part", part=name, qualified=True, locale="default")
        for name in ["bodies-0", *names]
    ]
    return _xml("sitemapindex", "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses))


@blueprint.route("/sitemap/<part>.xml")
def sitemap_part(part: str) -> ResponseReturnValue:
    """Addresses of the pages of one type, `platform-0`, or of the bodies, `bodies-0`."""
    kind, _, page = part.rpartition("-")
    if kind not in (*KINDS, "bodies") or not (page.isascii() and page.isdigit()) or len(page) > 4:
        return tk.abort(404, tk._("There is no such page"))
    entries = _list_bodies() if kind == "bodies" else _list_pages(kind, int(page) * SITEMAP_ROWS)
    lines = (f"<url><loc>{escape(address)}</loc>{_last_change(modified)}</url>" for address, modified in entries)
    return _xml("urlset", "\n".join(lines))


def _search(**data: Any) -> dict[str, Any]:
    """What anybody may find."""
    return tk.get_action("package_search")({"user": "", "auth_user_obj": None}, data)


def _count(kind: str) -> int:
    return _search(fq=f'sl_type:"{kind}"', rows=0)["count"]


def _list_apis() -> Iterator[ListedAPI]:
    """Public data services that have an address."""
    last = ""
    while True:
        filters = ['sl_type:"dataservice"', *after_record(last)]
        page = _search(fq_list=filters, sort="id asc", rows=PAGE_ROWS)["results"]
        yield from (_to_api(record) for record in page if record.get("endpoint_url"))
        if len(page) < PAGE_ROWS:
            return
        last = page[-1]["id"]


def _to_api(record: dict[str, Any]) -> ListedAPI:
    owner = (record.get("organization") or {}).get("name")
    return ListedAPI(
        id=record["id"],
        title=record["title"],
        notes=(record.get("notes") or "").strip(),
        endpoint=record["endpoint_url"],
        page=tk.url_for("dataservice.read", id=record["name"], qualified=True, locale="default"),
        description=record.get("endpoint_description") or "",
        example=record.get("example_url") or "",
        protocol=record.get("protocol") or "",
        terms=record.get("terms_url") or "",
        body=sl_body_name(owner) if owner else "",
        tags=tuple(tag["name"] for tag in record.get("tags") or ()),
        modified=record["metadata_modified"][:10],
    )


def _list_pages(kind: str, start: int) -> Iterator[tuple[str, str]]:
    """Address and last change of the public records of a type, `SITEMAP_ROWS` of them from `start` on."""
    fields = ["name", "metadata_modified"]
    for first in range(start, start + SITEMAP_ROWS, PAGE_ROWS):
        rows = _search(fq=f'sl_type:"{kind}"', sort="id asc", start=first, rows=PAGE_ROWS, fl=fields)["results"]
        for row in rows:
            address = tk.url_for(f"{kind}.read", id=row["name"], qualified=True, locale="default")
            yield address, str(row["metadata_modified"])[:10]
        if len(rows) < PAGE_ROWS:
            return


def _list_bodies() -> Iterator[tuple[str, str]]:
    for ipa in tk.get_action("smartlombardia_body_list")({"user": ""}, {}):
        yield tk.url_for("organization.read", id=ipa, qualified=True, locale="default"), ""


def _last_change(day: str) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""


def _json(content: dict[str, Any], media_type: str) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), content_type=media_type)


def _xml(root: str, inside: str) -> Response:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {SITEMAP_NAMESPACE}>\n{inside}\n</{root}>\n'
    return Response(text, mimetype="application/xml")
