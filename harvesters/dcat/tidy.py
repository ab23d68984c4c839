"""A graph as a site wrote it -> one whose relative IRIs mean what they say.

RDF takes a relative IRI for an address below the document's. Catalogues write them for anything: a node's own name
(`rdf:about="atsbs"`), a code (`CSV`), a site without its scheme (`www.comune.example.it`). So a node keeps a name that
nothing else has, and what is said as a link stays the words that were written.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urljoin

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia.dcatapit import terms
from ckanext.smartlombardia.dcatapit.normaliser import correct_namespace

HOST = "http://relative.invalid/"
BASE = f"{HOST}1/2/3/4/"
DATASETS = {terms.DCAT.Dataset, terms.DCATAPIT.Dataset, terms.DCAT.DatasetSeries}
SERVICES = {terms.DCAT.DataService}
ADDRESSES = {
    terms.DCAT.accessURL, terms.DCAT.downloadURL, terms.DCAT.landingPage, terms.DCAT.endpointURL,
    terms.DCAT.endpointDescription, terms.FOAF.page, terms.FOAF.homepage, terms.VCARD.hasURL,
}  # fmt: skip
_NOT_RELATIVE = re.compile(r"www\.|[^/]+@")  # a site without its scheme, a mailbox
_SCHEME = re.compile(r"^https?:")


def tidy(graph: Graph, url: str) -> tuple[Graph, list[str]]:
    """Return the graph with readable names, and notes on links without an address (Italian).

    `url` is the address of the document, or its path.
    """
    described = {iri for iri in graph.subjects() if isinstance(iri, URIRef) and iri.startswith(HOST)}
    types = graph.subject_objects(terms.RDF.type)
    listed = {node for node, kind in types if correct_namespace(kind) in DATASETS | SERVICES}
    new_terms: dict[Term, Term] = {iri: _name(iri, url, iri in listed) for iri in described}
    tidied, empty = Graph(bind_namespaces="none"), Counter[str]()
    for subject, predicate, value in graph:
        term = _term(value, new_terms, url if correct_namespace(predicate) in ADDRESSES else "", subject)
        if term is None:
            empty[str(correct_namespace(predicate))] += 1
        else:
            tidied.add((new_terms.get(subject, subject), predicate, term))
    messages = [f"Collegamenti senza indirizzo: {number} volte <{predicate}>." for predicate, number in empty.items()]
    return tidied, sorted(messages)


def to_original_iri(iri: str) -> str:
    """Convert an IRI back to the relative one of the source, as far as it can be derived."""
    for start, prefix in ((BASE, ""), (f"{HOST}1/2/3/", "../"), (HOST, "/")):
        if iri.startswith(start):
            return prefix + iri.removeprefix(start)
    return iri


def blank(url: str, what: str) -> str:
    """A name for a record that its source gives none: always the same for the same words in the same document."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{what}").urn


def _name(iri: URIRef, url: str, listed: bool) -> Term:
    if _SCHEME.match(url):
        return URIRef(urljoin(url, to_original_iri(iri)))
    return URIRef(blank(url, to_original_iri(iri))) if listed else BNode()


def _term(value: Term, new_terms: Mapping[Term, Term], url: str, subject: Term) -> Term | None:
    """A value; None for an empty link, which says nothing. `url` is what an address is relative to, empty for others.

    A node that links to itself has named itself after the link: `<www.comune.example.it> vcard:hasURL <>`.
    """
    if isinstance(value, Literal):
        return Literal(value.replace("\x00", ""), value.language, value.datatype) if "\x00" in value else value
    if isinstance(value, URIRef) and value.startswith(HOST):
        text = to_original_iri(value)
        if text and _SCHEME.match(url) and not _NOT_RELATIVE.match(text):
            return URIRef(urljoin(url, text))
        return ((value != subject and new_terms.get(value)) or Literal(text)) if text else None
    return value
