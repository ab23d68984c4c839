"""DCAT catalogues in RDF -> datasets and data services, each with what was mended and what its source should mend.

Any of RDF/XML, Turtle, N-Triples and JSON-LD, in pages (Hydra) and in parts. A document that is broken is read in part;
what of it cannot be read is named. Nothing that a record says is dropped: what has no field of ours stays in `more`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia.dcatapit import documents, files, normaliser, pieces, reader, terms
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCT, RDF
from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.harvesters.dcat import agents, paging, repairs, services, tidy
from ckanext.smartlombardia.harvesters.documents import Get, refusal
from ckanext.smartlombardia.harvesters.plain import filled
from ckanext.smartlombardia.types import Document, Kind, Noted, Record, Refused

MAX_PAGES = 5000
MAX_STATEMENTS = 100_000  # statements of one record
UNREADABLE = "Correggete il file alla fonte: quello che ne era venuto prima resta com’è."
NAMELESS = "Aggiungete il titolo (dct:title) alla fonte."
CATALOGUES = (DCAT.Catalog, terms.DCATAPIT.Catalog)


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Every document of each catalogue. One that cannot be had or read is named, and the next page is asked for."""
    for first in addresses:
        waiting, requested, had = [first], {first}, set[str]()
        good: Document | None = None  # the last that could be read
        while waiting and len(requested) < MAX_PAGES:
            address = waiting.pop(0)
            try:
                document = get(address)
            except FetchError as error:
                yield refusal(error)
                leads = _beyond(address, good)
            else:
                if document.sha256 in had:  # a site that gives the same page for every number
                    continue
                had.add(document.sha256)
                leads, good = _leads(document, good)
                yield replace(document, leads=leads)
            fresh = [lead for lead in dict.fromkeys(leads) if lead not in requested]
            requested.update(fresh)
            waiting += fresh


def recognises(document: Document) -> bool:
    """Whether a document is a catalogue, or a part of one."""
    graph = _graph(document)
    types = (*CATALOGUES, *tidy.DATASETS, *tidy.SERVICES)
    return graph is not None and any((None, RDF.type, kind) in graph for kind in types)


def places(address: str) -> dict[str, str]:
    """Where the catalogue of a site may be; each with the address of the source."""
    parts = urlsplit(address)
    addresses = [f"{parts.scheme}://{parts.netloc}/catalog.{ending}" for ending in ("ttl", "rdf")]
    return {candidate: candidate for candidate in addresses}


def read(document: Document) -> Iterator[Record | Refused]:
    """The datasets of a document, then its data services."""
    understood = _understood(document)
    if isinstance(understood, files.Unreadable):
        yield Refused(document.url, str(understood), UNREADABLE)
        return
    for broken in understood.broken:
        yield Refused(f"{document.url}, {tidy.to_original_iri(broken.name)}", broken.why, UNREADABLE)
    graph = understood.graph
    size = _Size(graph)
    mended = defaultdict(list)
    for repair in understood.log:
        mended[repair.subject].append(repair)
    publishers = _publishers(graph)
    guids: set[str] = set()
    kinds: tuple[tuple[Kind, set[URIRef]], ...] = (("dataset", tidy.DATASETS), ("dataservice", tidy.SERVICES))
    for kind, types in kinds:
        for ref in _listed(graph, types):
            if size.count(ref) > MAX_STATEMENTS:
                yield Refused(_where(ref, document), "La scheda è intrecciata con troppe altre.", UNREADABLE)
                continue
            try:
                record = _record(graph, ref, kind, document, mended, publishers)
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                yield Refused(_where(ref, document), f"La scheda non si legge: {error}.", UNREADABLE)
                continue
            if record is not None and record.guid not in guids:
                guids.add(record.guid)
                record.noted += [Noted(document.url, why, UNREADABLE) for why in understood.mended if len(guids) == 1]
                yield record


def _record(
    graph: Graph,
    ref: Term,
    kind: Kind,
    document: Document,
    mended: repairs.Log,
    publishers: Mapping[Term | None, list[Any]],
) -> Record | None:
    """A dataset or service; None for one that is only named here."""
    fields = reader.dataset(graph, ref) if kind == "dataset" else services.read(graph, ref)
    if not any(value for name, value in fields.items() if name not in ("uri", "more", services.DATASETS)):
        return None
    if "uri" not in fields:
        fields["uri"] = tidy.blank(
            document.url, fields.get("identifier") or fields.get("title") or reader.sort_key(fields)
        )
    guid = fields["uri"]
    done, noted = repairs.list_repairs(graph, ref, mended), list(agents.resolve(fields, guid))
    if not fields.get("title"):
        fields["title"] = reader.nameless(fields.get("identifier") or guid)
        noted.append(Noted(guid, "La scheda non ha un titolo.", NAMELESS))
    fields["tag_string"] = ",".join(sorted(tag["name"] for tag in fields.pop("tags", ())))
    return Record(
        kind=kind,
        guid=guid,
        fields=filled(fields),
        body=agents.find_body(fields, publishers.get(ref) or publishers.get(None) or ()),
        url=document.url,
        repairs=done,
        noted=noted,
    )


def _listed(graph: Graph, types: set[URIRef]) -> list[Term]:
    """What has one of the types, and what a catalogue lists as such, in an order that is always the same."""
    nodes = {node for kind in types for node in graph.subjects(RDF.type, kind)}
    listing = DCAT.dataset if types is tidy.DATASETS else DCAT.service
    nodes |= {node for node in graph.objects(None, listing) if not isinstance(node, Literal)}
    return sorted((node for node in nodes if (node, None, None) in graph), key=str)


def _publishers(graph: Graph) -> dict[Term | None, list[Any]]:
    """Who publishes the catalogue of each record; under None, that of the only catalogue there is."""
    publishers: dict[Term | None, list[Any]] = {}
    refs = {catalogue for kind in CATALOGUES for catalogue in graph.subjects(RDF.type, kind)}
    for ref in sorted(refs, key=str):
        rows = reader.agents(graph, ref, DCT.publisher)
        list(agents.resolve({"publisher": rows}, str(ref)))
        for predicate in (DCAT.dataset, DCAT.service):
            publishers.update(dict.fromkeys(graph.objects(ref, predicate), rows))
        if len(refs) == 1:
            publishers[None] = rows
    return publishers


class _Read(NamedTuple):
    """A document as it is to be read. `mended` is what was wrong with it as a whole, `log` what with its values."""

    graph: Graph
    mended: list[str]
    broken: list[pieces.Broken]
    log: list[normaliser.Mended]


class _Size:
    """How much there is to tell of a node, each thing as often as it is reached: a web of blank nodes has no end."""

    def __init__(self, graph: Graph):
        self._graph = graph
        self._sizes: dict[tuple[Term, int], int] = {}

    def count(self, node: Term, deep: int = reader.MAX_DEPTH + 1) -> int:
        """The number of statements, within the depth to which records are read."""
        if (node, deep) not in self._sizes:
            inner = self._graph.objects(node) if deep and not isinstance(node, Literal) else ()
            self._sizes[node, deep] = 1 + sum(self.count(child, deep - 1) for child in inner)
        return self._sizes[node, deep]


def _where(ref: Term, document: Document) -> str:
    return document.url if isinstance(ref, BNode) else str(ref)


def _leads(document: Document, good: Document | None) -> tuple[tuple[str, ...], Document | None]:
    """The addresses to read after a document, and the last document that could be read."""
    if document.leads is not None:
        return document.leads, document
    graph = _graph(document)
    return (
        (tuple(paging.find_next_pages(graph, document.url)), document) if graph else (_beyond(document.url, good), good)
    )


def _beyond(url: str, good: Document | None) -> tuple[str, ...]:
    """The page after one that cannot be had or read, where the last good one says that there are more."""
    graph = _graph(good) if good else None
    following = paging.beyond(url, paging.last_number(graph)) if graph else None
    return (following,) if following else ()


def _graph(document: Document) -> Graph | None:
    understood = _understood(document)
    return None if isinstance(understood, files.Unreadable) else understood.graph


@lru_cache(maxsize=1)  # `pages` looks into a document for its next one, then `read` takes it
def _understood(document: Document) -> _Read | files.Unreadable:
    try:
        content = documents.understand(document.content, document.media_type, document.url, tidy.BASE)
    except files.Unreadable as error:
        return error
    graph, empty = tidy.tidy(content.graph, document.url)
    log = normaliser.mend(graph, tidy.BASE)
    return _Read(graph, content.mended + empty, content.broken, log)
