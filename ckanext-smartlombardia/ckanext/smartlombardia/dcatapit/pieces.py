"""A broken RDF document, piece by piece: what can be read is read, what cannot is named.

RDF/XML falls apart at its datasets, distributions and services, Turtle at its statements, JSON-LD at the nodes of its
graph. Halves are tried first, so that one broken piece in a thousand costs little.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rdflib import Graph

from . import files

_XML_TAG = re.compile(r"<(/?)((?:\w+:)?(?:Dataset|Distribution|DataService))(?:\s[^<>]*(?<!/))?>")
_XML_ROOT = re.compile(r"<((?:[\w-]+:)?RDF)\b[^<>]*>")
_XML_NAME = re.compile(r"""rdf:(?:about|ID|nodeID)\s*=\s*["']([^"']+)""")
_TURTLE_PREFIX = re.compile(r"^[ \t]*(?:@prefix|@base|prefix|base)\b[^\n]*$", re.I | re.M)
_TURTLE_END = re.compile(r"\.[ \t]*\n\s*\n")
_TURTLE_BLANK = re.compile(r"_:([\w-]+)")


class Broken(NamedTuple):
    """A piece that could not be read: the name of its record as far as it can be seen, and the reason."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """A document in pieces, each with what it seems to be about; `join` makes a document of some of them."""

    pieces: Sequence[tuple[str, str]]
    join: Callable[[Sequence[str]], str]


def read(text: str, form: str, base: str) -> tuple[Graph, list[Broken]]:
    """Parse a broken document piece by piece: the graph of the readable pieces, and the others."""
    graph, broken = Graph(bind_namespaces="none"), list[Broken]()
    cut = _CUTS[form](text) if form in _CUTS else None
    waiting = [list(cut.pieces)] if cut and cut.pieces else []
    while cut and waiting:
        pieces = waiting.pop()
        try:
            graph += files.parse(cut.join([text for _, text in pieces]).encode(), form, base)
        except files.Empty:
            continue
        except files.Unreadable as wrong:
            middle = len(pieces) // 2
            if middle:
                waiting += [pieces[middle:], pieces[:middle]]
            else:
                broken.append(Broken(pieces[0][0], str(wrong)))
    return graph, broken


def _xml(text: str) -> _Cut | None:
    root = _XML_ROOT.search(text)
    if not root:
        return None
    end = f"</{root[1]}>"
    body = text[root.end() :].replace(end, "")
    places = list(_xml_places(body))
    pieces = [(_xml_name(body[start:stop]), body[start:stop]) for start, stop in places]
    edges = [0, *(edge for place in places for edge in place), len(body)]
    rest = "".join(body[start:stop] for start, stop in zip(edges[::2], edges[1::2], strict=True))
    return _Cut([*pieces, ("il catalogo", rest)], lambda some: f"{root[0]}{''.join(some)}{end}")


def _xml_places(body: str) -> Iterator[tuple[int, int]]:
    """Where elements of our classes begin and end. One that is never closed ends where the next of its kind begins."""
    begun: re.Match[str] | None = None
    for tag in _XML_TAG.finditer(body):
        if begun is None:
            begun = None if tag[1] else tag
        elif tag[2] == begun[2]:
            yield begun.start(), tag.end() if tag[1] else tag.start()
            begun = None if tag[1] else tag
    if begun:
        yield begun.start(), len(body)


def _xml_name(piece: str) -> str:
    name = _XML_NAME.search(piece.partition(">")[0])
    return name[1] if name else piece[1:60].split()[0]


def _turtle(text: str) -> _Cut:
    prefixes = "\n".join(_TURTLE_PREFIX.findall(text))
    pieces = [piece.strip() for piece in _TURTLE_END.split(_TURTLE_PREFIX.sub("", text)) if piece.strip()]
    labelled = [
        (piece.split(maxsplit=1)[0].strip("<>"), _TURTLE_BLANK.sub(r"<urn:blank:\1>", piece.rstrip(".")) + " .\n")
        for piece in pieces
    ]  # blank nodes that pieces share are given names
    return _Cut(labelled, lambda some: f"{prefixes}\n{''.join(some)}")


def _json(text: str) -> _Cut | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    nodes: Any = document.get("@graph") if isinstance(document, dict) else document
    context = document.get("@context", {}) if isinstance(document, dict) else {}
    pieces = [
        (str(node.get("@id") or f"nodo {number}"), json.dumps(node))
        for number, node in enumerate(nodes if isinstance(nodes, list) else (), 1)
        if isinstance(node, dict)
    ]
    return _Cut(pieces, lambda some: f'{{"@context": {json.dumps(context)}, "@graph": [{",".join(some)}]}}')


_CUTS: dict[str, Callable[[str], _Cut | None]] = {"xml": _xml, "turtle": _turtle, "n3": _turtle, "json-ld": _json}
