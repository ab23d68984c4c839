"""Documents of a source, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.types import Document, Refused

Get = Callable[[str], Document]
"""How a reader asks for an address. Raises FetchError."""


def each(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """The document of each address. One that cannot be had is named; the others come."""
    for address in addresses:
        try:
            yield get(address)
        except FetchError as error:
            yield refusal(error)


def refusal(error: FetchError) -> Refused:
    """A document that could not be had, as a value."""
    return Refused(error.where, error.why, error.remedy)
