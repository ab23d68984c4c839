"""Where a catalogue goes on: its next page (Hydra), and the parts of it that stand in documents of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia.dcatapit import files
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCT, HYDRA

from . import tidy

NEXT = (HYDRA.next, HYDRA.nextPage)
LAST = (HYDRA.last, HYDRA.lastPage)
PARTS = (DCT.hasPart, DCAT.catalog, DCAT.dataset, DCAT.service)
_NUMBER = re.compile(r"(?<=[?&]page=)[0-9]{1,18}(?=&|$)")


def find_next_pages(graph: Graph, url: str) -> Iterator[str]:
    """Find the addresses to read after a document: the next page, then parts that it links and does not contain."""
    for predicate in NEXT:
        for term in graph.objects(None, predicate):
            yield _address(term, url)
    for predicate in PARTS:
        for term in sorted(set(graph.objects(None, predicate)), key=str):
            if isinstance(term, URIRef) and (term, None, None) not in graph and _is_document(term):
                yield _address(term, url)


def last_number(graph: Graph) -> int:
    """The number of the last page, 0 where the catalogue gives none."""
    for predicate in LAST:
        for term in graph.objects(None, predicate):
            match = _NUMBER.search(str(term))
            if match:
                return int(match[0])
    return 0


def beyond(url: str, last: int) -> str | None:
    """The page after one that cannot be read, where its address has a number and there are more."""
    match = _NUMBER.search(url)
    return _NUMBER.sub(str(int(match[0]) + 1), url) if match and int(match[0]) < last else None


def _address(term: Term, url: str) -> str:
    return urljoin(url, tidy.to_original_iri(str(term)))


def _is_document(iri: str) -> bool:
    """Whether an address is that of an RDF file, and not only a name."""
    path = re.sub(r"[?#].*", "", tidy.to_original_iri(iri)).lower()
    return path.endswith(tuple(files.FORMATS))
