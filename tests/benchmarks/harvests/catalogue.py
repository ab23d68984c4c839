"""Catalogues of any size for timings, made of the real ones: each dataset gets a number, all else is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from pathlib import Path
from threading import Thread

from rdflib import DCAT, DCTERMS, RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

HOST = "example.org"


def write(real: Path, number: int, target: Path) -> None:
    """A catalogue of `number` datasets from the RDF files of a folder, as RDF/XML."""
    known = Graph()
    for file in sorted(real.glob("*.rdf")):
        known.parse(file, format="xml")
    made = Graph()
    catalogue = URIRef(f"https://{HOST}/catalog")
    made.add((catalogue, RDF.type, DCAT.Catalog))
    made.add((catalogue, DCTERMS.title, Literal("Un catalogo", lang="it")))
    datasets = sorted(set(known.subjects(RDF.type, DCAT.Dataset)))
    for copy, dataset in enumerate(islice(cycle(datasets), number)):
        made.add((catalogue, DCAT.dataset, _renamed(dataset, copy)))
        for triple in _copied(known, dataset, copy, {DCAT.Dataset, DCAT.Distribution}):
            made.add(triple)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.serialize(target, format="xml")


def _copied(known: Graph, node: Node, copy: int, own: set[URIRef]) -> Iterator[tuple[Node, Node, Node]]:
    """What is said of a node and of the nodes below it; its own nodes get the number of the copy."""
    for _, name, value in known.triples((node, None, None)):
        below = isinstance(value, BNode) or (value, RDF.type, None) in known
        ours = isinstance(value, BNode) or any((value, RDF.type, kind) in known for kind in own)
        said = _renamed(value, copy) if ours else value
        if name == DCTERMS.title and isinstance(value, Literal):
            said = Literal(f"{value} {copy}", lang=value.language)
        yield _renamed(node, copy) if node_is_own(known, node, own) else node, name, said
        if below and value != node:
            yield from _copied(known, value, copy, own)


def node_is_own(known: Graph, node: Node, own: set[URIRef]) -> bool:
    """Whether a node belongs to one dataset alone."""
    return isinstance(node, BNode) or any((node, RDF.type, kind) in known for kind in own)


def _renamed(node: Node, copy: int) -> Node:
    return BNode(f"{node}x{copy}") if isinstance(node, BNode) else URIRef(f"{node}/{copy}")


def serve(folder: Path) -> str:
    """The address of a server on loopback that gives the files of a folder, for as long as this process lives."""
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".rdf": "application/rdf+xml"}

    def log_message(self, *_: object) -> None:
        pass
