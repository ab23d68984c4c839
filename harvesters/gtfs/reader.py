"""Public transport in GTFS and GTFS Realtime, by entries of the Mobility Database -> a data service a feed.

Feeds of other regions are passed on with their place, for identity to leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.smartlombardia.formats import mobility_database
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters import feeds, services
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.licences import to_licence_fields
from ckanext.smartlombardia.types import BodyRef, Document, Record, Refused

FUNCTION = "public-transport"
REGIONS = ("lombardia", "lombardy")
TITLES = {"gtfs": "orari del trasporto pubblico (GTFS)", "gtfs-rt": "trasporto pubblico in tempo reale (GTFS Realtime)"}
ENTITIES = {"vp": "posizione dei mezzi", "tu": "ritardi e corse", "sa": "avvisi"}
# what the catalogue says of a feed -> code of `lifecycles`; an inactive feed is one that is no longer renewed
LIFECYCLES = {"": "published", "active": "published", "inactive": "suspended", "deprecated": "deprecated"}


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each entry, or the whole catalogue, in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is an entry or the catalogue."""
    try:
        return any(True for _ in mobility_database.parse(document.content))
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Record | Refused]:
    """The data service of each feed; those of other regions with their place alone."""
    try:
        for feed in mobility_database.parse(document.content):
            yield _service(document, feed) if _is_local(feed) else _outside(document, feed)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


def _is_local(feed: mobility_database.Feed) -> bool:
    if feed.country != "IT":
        return False
    return feed.region.lower() in REGIONS or feeds.resolve_place(feed.municipality) is not None


def _outside(document: Document, feed: mobility_database.Feed) -> Record:
    place = BodyRef(name=f"{feed.municipality or feed.region or feed.country} ({feed.country})")
    return Record("dataservice", _guid(feed), {"title": feed.provider}, place, url=document.url)


def _guid(feed: mobility_database.Feed) -> str:
    return f"mdb-{feed.id}"


def _service(document: Document, feed: mobility_database.Feed) -> Record:
    place = feeds.resolve_place(feed.municipality)
    fields = {
        "title": f"{feed.provider}: {TITLES[feed.standard]}",
        "notes": _notes(feed),
        "function": FUNCTION,
        "endpoint_url": feed.download_url or feed.latest_url,
        "endpoint_description": None,
        "example_url": None if feed.needs_key else feed.latest_url or feed.download_url,
        "protocol": "other",
        "access": "on_request" if feed.needs_key else "open",
        "lifecycle": LIFECYCLES.get(feed.status),
        "standards": [{"standard": feed.standard, "role": "provider"}],
        "provider": feed.provider,
        "documentation": [feed.key_url] if feed.key_url else None,
        "tag_string": services.tags(["GTFS", *([place.name] if place else [])]),
        **to_licence_fields(feed.licence_url),
    }
    return services.service(document, _guid(feed), fields, feeds.resolve_operator(feed.provider))


def _notes(feed: mobility_database.Feed) -> str:
    gives = ", ".join(ENTITIES[code] for code in feed.entities if code in ENTITIES)
    what = "Linee, fermate e orari" if feed.standard == "gtfs" else "Tempo reale"
    text = f"{what} di {feed.provider}" + (f": {gives}" if gives else "")
    return f"{text.rstrip('.')}."
