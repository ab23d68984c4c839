"""A web page -> what shows which products stand behind it: links, addresses of scripts and images, meta generator.

Parsed as browsers do (libxml2's HTML parser, without network and entities of its own); nothing that the page refers to
is fetched. Text of the page is not kept: it may name persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from .errors import NotReadable
from .limits import MEBIBYTE

MAX_PAGE_BYTES = 2 * MEBIBYTE
MAX_ADDRESSES = 2_000  # of each kind
MAX_ADDRESS_CHARACTERS = 2_000
LINKS = ("a", "href"), ("area", "href"), ("form", "action"), ("iframe", "src")
ASSETS = ("script", "src"), ("link", "href"), ("img", "src")
REMEDY = "Indicate l’indirizzo della pagina iniziale del sito."


@dataclass(frozen=True, slots=True)
class WebPage:
    """Addresses are absolute, each once, in the order of the page. `generators` are the products that it names."""

    url: str
    links: tuple[str, ...]
    assets: tuple[str, ...]
    generators: tuple[str, ...]


def parse(content: bytes, url: str) -> WebPage:
    """Parse a page that was fetched from `url`. Raises NotReadable: too large, empty, no HTML."""
    if len(content) > MAX_PAGE_BYTES:
        raise NotReadable(f"La pagina supera {MAX_PAGE_BYTES // MEBIBYTE} MB.", REMEDY)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise NotReadable("La risposta non è una pagina HTML.", REMEDY) from error
    if root is None:
        raise NotReadable("La pagina è vuota.", REMEDY)
    base = next(_attributes(root, "base", "href"), "")
    start = urljoin(url, base) if _is_web(_join(url, base)) else url
    generators = (
        " ".join(str(meta.get("content") or "").split())[:MAX_ADDRESS_CHARACTERS]
        for meta in root.iter("meta")
        if str(meta.get("name") or "").lower() == "generator"
    )
    return WebPage(
        url,
        links=tuple(_addresses(root, LINKS, start)),
        assets=tuple(_addresses(root, ASSETS, start)),
        generators=tuple(dict.fromkeys(filter(None, islice(generators, MAX_ADDRESSES)))),
    )


def _addresses(root: Any, sources: tuple[tuple[str, str], ...], start: str) -> list[str]:
    texts = (text for tag, attribute in sources for text in _attributes(root, tag, attribute))
    addresses = (_join(start, text) for text in texts)
    return list(islice(dict.fromkeys(filter(_is_web, addresses)), MAX_ADDRESSES))


def _attributes(root: Any, tag: str, attribute: str) -> Iterator[str]:
    for element in root.iter(tag):
        text = str(element.get(attribute) or "").strip()
        if text and len(text) <= MAX_ADDRESS_CHARACTERS:
            yield text


def _join(start: str, text: str) -> str:
    try:
        return urljoin(start, text)
    except ValueError:
        return ""


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).hostname)
    except ValueError:
        return False
