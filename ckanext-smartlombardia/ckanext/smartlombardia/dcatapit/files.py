"""RDF files of unknown origin -> graphs. Hostile or broken files are refused with words, never run."""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from .terms import DCATAPIT

FORMATS = {
    ".rdf": "xml", ".xml": "xml", ".owl": "xml", ".ttl": "turtle", ".n3": "n3", ".nt": "nt", ".jsonld": "json-ld",
    ".json": "json-ld",
}  # fmt: skip
LARGEST = 50_000_000
# what rdflib's parsers raise at a broken file
FAILURES = (
    SAXException, BadSyntax, ParserError, ValueError, LookupError, SyntaxError, TypeError, RecursionError,
    AssertionError, AttributeError,
)  # fmt: skip
# the Italian namespace as official examples misspell it
_FORMER = (
    b"http://dati.gov.it/onto/dcatapit#&quot;",
    b'http://dati.gov.it/onto/dcatapit#\\"',
    b"https://dati.gov.it/onto/dcatapit#",
)


class Unreadable(Exception):
    """A file that cannot be read. The message is Italian and says why."""


class Empty(Unreadable):
    """A file that can be read and says nothing."""


def load(path: Path) -> Graph:
    """The graph of a file. Raises Unreadable."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise Unreadable(f"Il formato «{path.suffix}» non è noto: usate {', '.join(FORMATS)}.")
    try:
        return parse(path.read_bytes(), form, path.resolve().as_uri())
    except OSError as failed:
        raise Unreadable(f"Il file non si può aprire: {failed.strerror}.") from failed


def parse(content: bytes, form: str, address: str) -> Graph:
    """The graph of a document in one of rdflib's formats. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("Il file supera i 50 MB: dividetelo in più pagine.")
    if form == "xml" and b"<!ENTITY" in content:
        raise Unreadable("Il file dichiara entità XML: toglietele e scrivete gli indirizzi per esteso.")
    if form == "json-ld" and _remote_context(content):
        raise Unreadable("Il file JSON-LD rimanda a un contesto in rete: scrivetelo dentro il file.")
    for wrong in _FORMER:
        content = content.replace(wrong, str(DCATAPIT).encode())
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=content, format=form, publicID=address)
    except FAILURES as wrong:
        said = next(iter(str(wrong).splitlines()), type(wrong).__name__)
        raise Unreadable(f"Il file non è RDF leggibile: {said[:200]}") from wrong
    if not graph:
        raise Empty("Il file non contiene alcun dato RDF: controllate che sia quello giusto.")
    return graph


def _remote_context(content: bytes) -> bool:
    """Whether a JSON-LD document names a context that the network would have to give."""

    def remote(node: object) -> bool:
        if isinstance(node, dict):
            context = node.get("@context", [])
            listed = context if isinstance(context, list) else [context]
            return any(isinstance(one, str) for one in listed) or any(map(remote, node.values()))
        return isinstance(node, list) and any(map(remote, node))

    try:
        return remote(json.loads(content))
    except (ValueError, RecursionError):
        return False
