"""The products that a body's site shows, by the marks of the table `product_marks`.

A mark is a host of a link, a path below any host, a file that the page loads, or the name in its meta generator.
Nothing is guessed: a page without a known mark shows no product. What is told is that the site shows the mark, not that
the body bought the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats.web_page import WebPage

HOST, PATH, SCRIPT, GENERATOR = "host", "path", "script", "generator"
MAX_EVIDENCE = 300  # characters of an address that is kept as evidence


@dataclass(frozen=True, slots=True)
class SiteProduct:
    """A product that a page shows. `maker` and `function` are empty where the mark does not tell; `mark` is what the
    table looks for, `evidence` the address or text of the page in which it stands, without its query.
    """

    product: str
    maker: str
    function: str
    mark: str
    evidence: str

    def to_value(self) -> dict[str, Any]:
        """The product as the value of a fact."""
        return asdict(self)


def find_products(page: WebPage) -> list[SiteProduct]:
    """The products that a page shows, each function of a product once, in the order of the table.

    A mark that tells no function is left out where another mark of the same product tells one.
    """
    products: dict[tuple[str, str], SiteProduct] = {}
    for mark in v.rows("product_marks"):
        key = mark["product"], mark["function"]
        if key not in products and (evidence := _evidence(mark, page)):
            products[key] = SiteProduct(mark["product"], mark["maker"], mark["function"], mark["pattern"], evidence)
    with_function = {product for product, function in products if function}
    return [found for (product, function), found in products.items() if function or product not in with_function]


def _evidence(mark: Mapping[str, str], page: WebPage) -> str:
    """What of a page shows a mark; empty where nothing does."""
    pattern, kind = mark["pattern"].lower(), mark["kind"]
    if kind == GENERATOR:
        return next((text for text in page.generators if fnmatchcase(text.lower(), pattern)), "")[:MAX_EVIDENCE]
    addresses: Iterable[str] = page.assets if kind == SCRIPT else (*page.links, *page.assets)
    has_mark = _has_host if kind == HOST else _has_path
    return next((_without_query(address) for address in addresses if has_mark(address, pattern)), "")


def _has_host(address: str, pattern: str) -> bool:
    host = (urlsplit(address).hostname or "").rstrip(".")
    return host == pattern or host.endswith(f".{pattern}")


def _has_path(address: str, pattern: str) -> bool:
    """Whether host, path and query match; a dot before the host lets `*.urbi.it/*` mean that host and those below."""
    parts = urlsplit(address)
    text = f".{parts.hostname}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return fnmatchcase(text.lower(), pattern)


def _without_query(address: str) -> str:
    """An address without what may name a session or a person."""
    return address.partition("?")[0].partition("#")[0][:MAX_EVIDENCE]
