"""publiccode.yml files of repositories: their addresses -> software records and the platforms that they name.

The address may be that of a file, of a repository, or of an organization on GitHub or GitLab, of which every repository
is looked at; one without such a file is no fault.

https://yml.publiccode.tools. A fork often carries the file of the project that it comes from: where the file was found
on a code-hosting site is then worth more than the address that it states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import Document, Record, Refused, Repair

from . import hosting
from .records import records

RAW = re.compile(r"^https://raw\.githubusercontent\.com/([^/]+)/([^/]+)/")
ON_GITLAB = re.compile(r"^(https://[^/]+/.+?)/-/raw/")


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each file in turn. One that cannot be had is named; the others are read."""
    listed = [address for address in addresses if hosting.is_repository_or_group(address)]
    yield from each(get, [address for address in addresses if address not in listed])
    for address in listed:
        yield from hosting.files(get, address)


def recognises(document: Document) -> bool:
    """Whether a document is such a file, or the list of the projects of an organization."""
    if hosting.is_list(document.content):
        return True
    if b"publiccodeYmlVersion" not in document.content and not document.url.endswith(hosting.FILE):
        return False
    try:
        return bool(publiccode.read(document.content))
    except NotReadable:
        return False


def places(address: str) -> dict[str, str]:
    """What to ask to see whether an address is an organization or a repository; with the address of the source."""
    return (
        dict.fromkeys(hosting.list_probe_addresses(address), address) if hosting.is_repository_or_group(address) else {}
    )


def read(document: Document) -> Iterator[Record | Refused]:
    """The records of one file."""
    try:
        product = publiccode.read(document.content)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
        return
    repository = repository_of(document.url)
    if repository and product.repository and _key(product.repository) != _key(repository):
        why = "Il file dichiara l’indirizzo di un altro progetto, da cui forse deriva: vale quello in cui si trova."
        product.repairs.append(Repair("url", product.repository, repository, why))
    product.repository = repository or product.repository
    yield from records(product, document.url, document.url, publiccode_url=document.url)


def repository_of(url: str) -> str | None:
    """The repository in which a file stands, by the address of the file; None on sites that we do not know."""
    if raw := RAW.match(url):
        return f"https://github.com/{raw[1]}/{raw[2]}"
    return raw[1] if (raw := ON_GITLAB.match(url)) else None


def _key(address: str) -> str:
    return re.sub(r"(^https?://(www\.)?)|(\.git)?/*$", "", address.strip().lower())
