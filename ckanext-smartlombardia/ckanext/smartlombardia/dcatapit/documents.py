"""RDF documents as sites send them -> graphs: whatever they are called, in whatever encoding, in part if not in whole.

A document is first read as what it looks like, then as what its site and its name call it. Where that fails, the marks
that no XML may have are mended; where that fails too, it is read piece by piece and the pieces that cannot be read are
named, so that one broken dataset does not take the others with it. All that was done is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint

from rdflib import Graph

from . import files, pieces

MEDIA_TYPES = {
    "application/rdf+xml": "xml", "application/xml": "xml", "text/xml": "xml", "text/turtle": "turtle",
    "application/x-turtle": "turtle", "text/n3": "n3", "application/n-triples": "nt", "application/ld+json": "json-ld",
    "application/json": "json-ld",
}  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?!(?:#\d+|#x[0-9a-fA-F]+|\w+);)")
_ENTITY = re.compile(r"&([\w.-]+);")
XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(slots=True)
class Understood:
    """A document that was read: graph, repairs to the document as a whole (Italian), pieces that were lost."""

    graph: Graph
    mended: list[str] = field(default_factory=list)
    broken: list[pieces.Broken] = field(default_factory=list)


def understand(content: bytes, media_type: str, url: str, base: str) -> Understood:
    """Parse a document of a site into a graph; relative IRIs begin with `base`. Raises files.Unreadable."""
    text, mended = _text(content)
    if re.match(r"\s*<(!doctype\s+html|html)\b", text, re.I):
        raise files.Unreadable("È una pagina web, non un catalogo RDF.")
    text = files.expand_entities(text)
    failed: files.Unreadable | None = None
    for form in _forms(text, media_type, url):
        try:
            return Understood(files.parse(text.encode(), form, base), mended)
        except files.Unreadable as wrong:
            failed = failed or wrong
    assert failed is not None  # noqa: S101  there is always one form to try
    form = next(_forms(text, media_type, url))
    if form == "xml":
        better = clean(text)
        try:
            graph = files.parse(better.encode(), form, base)
            return Understood(graph, [*mended, "Il file XML ha segni che XML non ammette: letti come testo."])
        except files.Unreadable:
            text = better
    graph, broken = pieces.read(text, form, base)
    if not graph:
        raise failed
    return Understood(graph, mended, broken)


def clean(text: str) -> str:
    """XML without the signs that XML does not allow: control characters, bare ampersands, entities of HTML."""

    def entity(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in XML_ENTITIES else chr(name2codepoint[name]) if name in name2codepoint else ""

    return _ENTITY.sub(entity, _AMPERSAND.sub("&amp;", _NOT_XML.sub("", text)))


def _text(content: bytes) -> tuple[str, list[str]]:
    """The text of a document, and what had to be assumed."""
    text = files.decode(content)
    if text is not None:
        return text, []
    lines = "\n".join(_line(line) for line in content.split(b"\n"))
    return files.DECLARATION.sub("", lines), ["Il file non è scritto nella codifica che dichiara: letto riga per riga."]


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeError:
        return line.decode("cp1252", "replace")


def _forms(text: str, media_type: str, url: str) -> Iterator[str]:
    """rdflib's names of the forms that a document may have, the likeliest first."""
    path = re.sub(r"[?#].*", "", url).lower()
    by_suffix = next((form for suffix, form in files.FORMATS.items() if path.endswith(suffix)), None)
    yield from dict.fromkeys(filter(None, (_guess_form(text), MEDIA_TYPES.get(media_type), by_suffix, "turtle")))


def _guess_form(text: str) -> str | None:
    start = text.lstrip()[:300]
    if re.match(r"<(\?xml|!DOCTYPE|!--|[\w-]+:RDF|RDF)\b", start) or start.startswith("<!--"):
        return "xml"
    if re.match(r"(@prefix|@base|prefix|base)\b", start, re.I):
        return "turtle"
    return "json-ld" if re.match(r"\{|\[\s*\{", start) else None
