"""Which sites are due, one page of each, and the facts that it gives. Runs in the background only.

A site is asked for robots.txt first and for nothing more where that keeps our agent out, cannot be had, or is a closed
door (RFC 9309). A site that cannot be read leaves what was known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from ckan import model as core

from ckanext.smartlombardia.facts import Stamp, diff
from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.formats import web_page
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.interop.site_products import SiteProduct, find_products
from ckanext.smartlombardia.logic.network import background_requests
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.logic.sites import addresses
from ckanext.smartlombardia.model import Probe
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.types import Document

STEP, SOURCE, PRODUCTS = "sites", "site", "site_products"
AGENT = "ckanext-smartlombardia"
PAUSE = timedelta(days=30)  # between two readings of one site
Get = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Site:
    """A body and the address of its site."""

    ipa: str
    address: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a site gave: `state` is read, forbidden (by robots.txt) or silent; products only where it was read."""

    state: str
    products: tuple[SiteProduct, ...] = ()


def read_sites(get: Get, most: int) -> dict[str, int]:
    """Read the sites that are due, at most so many, and store what they show; commits.

    No transaction is open while the network is asked. Returns counts: read, forbidden, silent, changed.
    """
    due = find_due(addresses.load_websites(), most + len(quarantine.left_out(STEP)))[:most]
    core.Session.commit()
    readings = background_requests.request_all(STEP, due, lambda site: site.ipa, lambda site: read_site(get, site))
    changed = _store(readings)
    core.Session.commit()
    states = [reading.state for _, reading in readings]
    return {**{state: states.count(state) for state in ("read", "forbidden", "silent")}, "changed": changed}


def find_due(websites: Mapping[str, str], most: int) -> list[Site]:
    """Sites that nobody read for a month, those first that were read longest ago."""
    last = background_requests.last(websites.values())
    before = now() - PAUSE
    waiting = [Site(ipa, url) for ipa, url in websites.items() if url not in last or last[url] < before]
    first = datetime.min.replace(tzinfo=before.tzinfo)
    return sorted(waiting, key=lambda site: (last.get(site.address, first), site.ipa))[:most]


def read_site(get: Get, site: Site) -> Reading:
    """Read one page of a site, where its robots.txt allows it."""
    try:
        if not is_allowed(get, site.address):
            return Reading("forbidden")
        document = get(site.address)
        return Reading("read", tuple(find_products(web_page.parse(document.content, document.url))))
    except (FetchError, NotReadable):
        return Reading("silent")


def is_allowed(get: Get, address: str) -> bool:
    """Whether robots.txt lets our agent read a page: yes where there is none. Raises FetchError where none can tell."""
    robots = RobotFileParser()
    try:
        content = get(urljoin(address, "/robots.txt")).content
    except FetchError as error:
        if error.cause == "missing":
            return True
        if error.cause == "forbidden":
            return False
        raise
    robots.parse(content[:500_000].decode("utf-8", "replace").splitlines())
    return robots.can_fetch(AGENT, address)


def _store(readings: Sequence[tuple[Site, Reading]]) -> int:
    """Write when each site was asked, and what it shows as one fact of the body; returns how many changed."""
    moment, changes = now(), []
    facts = store.facts_of([site.ipa for site, _ in readings]) if readings else {}
    for site, reading in readings:
        core.Session.add(Probe(address=site.address, at=moment, ok=reading.state == "read", status=None, ms=None))
        if reading.state != "read":
            continue
        public = [product for product in reading.products if not visibility.is_sensitive(product.function or None)]
        value = {"url": site.address, "products": [product.to_value() for product in public]} if public else None
        ours = [fact for fact in facts.get(site.ipa, []) if fact.source == SOURCE]
        stamp = Stamp("body", site.ipa, SOURCE, at=moment, grade="E2", observed_at=moment)
        changes.append(diff(ours, {PRODUCTS: value}, stamp))
    store.apply(changes)
    store.tell("body", {fact.subject: "facts" for change in changes for fact in (*change.add, *change.close)})
    background_requests.forget()
    return sum(map(bool, changes))
