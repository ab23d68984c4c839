"""RDF files of unknown origin -> graphs. Hostile or broken files are refused with words, never run.

Of XML's own entities only those that stand for a plain text are taken, and written out before any parser sees them:
namespaces are often written so. What they add counts in the size of the file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.sax import SAXException

import rdflib
from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.namespace import NamespaceManager
from rdflib.plugins.parsers.notation3 import BadSyntax

from .terms import DCATAPIT

FORMATS = {
    ".rdf": "xml", ".xml": "xml", ".owl": "xml", ".ttl": "turtle", ".n3": "n3", ".nt": "nt", ".jsonld": "json-ld",
    ".json": "json-ld",
}  # fmt: skip
MAX_BYTES = 50_000_000
# what rdflib's parsers raise at a broken file
FAILURES = (
    SAXException, BadSyntax, ParserError, ValueError, LookupError, SyntaxError, TypeError, RecursionError,
    AssertionError, AttributeError,
)  # fmt: skip
ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
MAX_ENTITY_LENGTH = 300
_TOO_LARGE = "Il file supera i 50 MB: dividetelo in più pagine."
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding=["']([\w.-]+)["']""")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROLOG_PART = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>|(<!DOCTYPE))", re.S)
_DOCTYPE_REST = re.compile(r"[^\[>]*(?:\[(?:[^\]]|\](?!\s*>))*\]\s*)?>")
_ENTITY_DECLARED = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+["']((?:[^&%"'<]|&(?:amp|lt|gt|quot|apos);)*)["']\s*>""")
_ENTITY = re.compile(r"&([\w.-]+);")
# official examples have a quotation mark in the Italian namespace, which no IRI may have: it is read as this
STRAY_QUOTE = "%22/"
_STRAY = (b"http://dati.gov.it/onto/dcatapit#&quot;", b'http://dati.gov.it/onto/dcatapit#\\"')


class _Unbound(NamespaceManager):
    """Takes no prefix: each that rdflib binds is compared with all before it, and nothing here asks for them."""

    def bind(self, *_: object, **__: object) -> None:
        """Nothing."""


class Unreadable(Exception):
    """A file that cannot be read. The message is Italian and says why."""


class Empty(Unreadable):
    """A file that can be read and has no statement."""


def load(path: Path) -> Graph:
    """Load a file as graph. Raises Unreadable."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise Unreadable(f"Il formato «{path.suffix}» non è noto: usate {', '.join(FORMATS)}.")
    try:
        return parse(path.read_bytes(), form, path.resolve().as_uri())
    except OSError as failed:
        raise Unreadable(f"Il file non si può aprire: {failed.strerror}.") from failed


def parse(content: bytes, form: str, address: str) -> Graph:
    """Parse a document in one of rdflib's formats. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_TOO_LARGE)
    if form == "xml" and b"<!ENTITY" in content.replace(b"\x00", b""):  # in whatever encoding
        text = decode(content)
        if text is None:
            raise Unreadable("Il file dichiara entità XML e non è scritto nella codifica che dichiara.")
        content = expand_entities(text).encode()
    if form == "json-ld" and _names_remote_context(content):
        raise Unreadable("Il file JSON-LD rimanda a un contesto in rete: scrivetelo dentro il file.")
    for stray in _STRAY:
        content = content.replace(stray, f"{DCATAPIT}{STRAY_QUOTE}".encode())
    rdflib.NORMALIZE_LITERALS = False  # pySHACL, when it is loaded, sets it for the whole process (terms.py)
    graph = Graph(bind_namespaces="none")
    graph.namespace_manager = _Unbound(graph, bind_namespaces="none")
    try:
        graph.parse(data=content, format=form, publicID=address)
    except FAILURES as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise Unreadable(f"Il file non è RDF leggibile: {reason[:200]}") from error
    graph.namespace_manager = NamespaceManager(graph, bind_namespaces="none")
    if not graph:
        raise Empty("Il file non contiene alcun dato RDF: controllate che sia quello giusto.")
    return graph


def decode(content: bytes) -> str | None:
    """The text of a document, without the declaration of XML; None where it is in no encoding that it may have."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_TOO_LARGE)
    mark = next((name for start, name in ENCODINGS.items() if content.startswith(start)), None)
    declared = _DECLARED.match(content.lstrip())
    for name in (mark, declared and declared[1].decode("ascii"), "utf-8"):
        if name:
            try:
                return DECLARATION.sub("", content.decode(name))
            except (UnicodeError, LookupError):
                continue
    return None


def expand_entities(text: str) -> str:
    """Expand XML's own entities that stand for a plain text. Raises Unreadable at any other."""
    span = _doctype(text)
    declarations = text.count("<!ENTITY")
    if not span or not declarations:
        if declarations:
            raise Unreadable("Il file dichiara entità XML fuori dal loro posto: scrivete i testi per esteso.")
        return text[span[1] :] if span else text
    entities = dict(_ENTITY_DECLARED.findall(text, *span))
    if len(entities) != declarations or any(len(entity_text) > MAX_ENTITY_LENGTH for entity_text in entities.values()):
        raise Unreadable("Il file dichiara entità XML che rimandano ad altro: scrivete i testi per esteso.")
    rest = text[span[1] :]
    if (
        len(rest) + sum(rest.count(f"&{name};") * len(entity_text) for name, entity_text in entities.items())
        > MAX_BYTES
    ):
        raise Unreadable(_TOO_LARGE)
    return _ENTITY.sub(lambda match: entities.get(match[1], match[0]), rest)


def _doctype(text: str) -> tuple[int, int] | None:
    """Where the document's type stands: start and end; None without one. Each character is read once."""
    at = 0
    while part := _PROLOG_PART.match(text, at):
        if part[1]:
            rest = _DOCTYPE_REST.match(text, part.end())
            return (part.start(1), rest.end()) if rest else None
        at = part.end()
    return None


def _names_remote_context(content: bytes) -> bool:
    """Whether a JSON-LD document names a context that the network, or a file, would have to give.

    A context is an object, or a list of them at any depth. JSON-LD 1.1 adds `@import`, and contexts within the
    definition of a term: what stands in an object is met by the walk itself, once.
    """

    def is_remote(context: object) -> bool:
        return isinstance(context, str) or (isinstance(context, list) and any(map(is_remote, context)))

    def walk(node: object) -> bool:
        if isinstance(node, dict):
            return "@import" in node or is_remote(node.get("@context", [])) or any(map(walk, node.values()))
        return isinstance(node, list) and any(map(walk, node))

    try:
        return walk(json.loads(content))
    except RecursionError:
        return True
    except ValueError:
        return False
