"""The way out to the network, as the settings have it."""

from __future__ import annotations

from collections.abc import Callable

from ckanext.smartlombardia import config
from ckanext.smartlombardia.fetch import Client, Fetched, FetchError, FetchSettings, allow_networks
from ckanext.smartlombardia.formats.web_page import MAX_PAGE_BYTES
from ckanext.smartlombardia.types import Document


def client() -> Client:
    """A client with the portal's mirror and limits."""
    return Client(
        FetchSettings(
            mirror=config.mirror(),
            files=config.fetch_files(),
            timeout=config.fetch_timeout(),
            max_bytes=config.fetch_max_bytes(),
        ),
        allow_networks(config.fetch_networks()),
    )


def looker() -> Client:
    """A client that only checks whether addresses answer: short timeouts, for there are many."""
    return Client(FetchSettings(mirror=config.mirror(), timeout=20, read_timeout=10, attempts=2))


def prober() -> tuple[Callable[[str], Fetched], Callable[[str], dict[str, str | bool]]]:
    """What probes ask with: one attempt, a request a second a host, documents of 5 MB at most.

    Stored copies tell nothing of an address that they do not hold.
    """
    mirror = config.mirror()
    client = Client(
        FetchSettings(
            mirror=mirror, timeout=10, read_timeout=10, max_bytes=5 * 1024 * 1024, attempts=1, per_host_delay=1
        )
    )

    def get(url: str) -> Fetched:
        try:
            return client.get(url)
        except FetchError as error:
            if mirror and error.cause == "missing":
                raise FetchError("mirror", url, target=url) from None
            raise

    return get, client.handshake


def page_getter() -> Callable[[str], Document]:
    """How home pages of bodies are read: one attempt, little patience, 2 MB, a request in two seconds a host."""
    page_client = Client(
        FetchSettings(
            mirror=config.mirror(), timeout=15, read_timeout=10, max_bytes=MAX_PAGE_BYTES, attempts=1, per_host_delay=2
        )
    )

    def get(url: str) -> Document:
        document = page_client.get(url).document
        assert document is not None  # noqa: S101  nothing was asked to be unchanged
        return document

    return get


def getter() -> Callable[[str], Document]:
    """The function by which readers fetch documents without a cached copy. It raises FetchError."""
    fetcher = client()

    def get(url: str) -> Document:
        document = fetcher.get(url).document
        assert document is not None  # noqa: S101  nothing was asked to be unchanged
        return document

    return get


def content(url: str) -> bytes:
    """The bytes at an address. Raises FetchError."""
    return getter()(url).content
