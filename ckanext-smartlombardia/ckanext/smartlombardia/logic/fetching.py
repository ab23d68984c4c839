"""The way out to the network, as the settings have it."""

from __future__ import annotations

from ckanext.smartlombardia import config
from ckanext.smartlombardia.fetch import Client, FetchSettings, allowing


def client() -> Client:
    """A client with the portal's mirror and limits."""
    return Client(
        FetchSettings(
            mirror=config.mirror(),
            files=config.fetch_files(),
            timeout=config.fetch_timeout(),
            max_bytes=config.fetch_max_bytes(),
        ),
        allowing(config.fetch_networks()),
    )


def looker() -> Client:
    """A client that only asks whether addresses answer: little patience, for there are many."""
    return Client(FetchSettings(mirror=config.mirror(), timeout=20, read_timeout=10, attempts=2))


def content(url: str) -> bytes:
    """The bytes at an address. Raises FetchError."""
    document = client().get(url).document
    assert document is not None  # noqa: S101  nothing was asked to be unchanged
    return document.content
