"""The one validation of DCAT-AP_IT: a graph -> what is wrong with it, where, and what to do about it.

Used by the command line, the API and the tests; needs neither a portal nor a network. The rules are the shapes of
`shapes/dcat-ap-it-1.0.ttl`; a rule's identifier is the name of its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pyshacl import validate
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.term import Node as Term

from .terms import DCAT, DCT, RDF

SHAPES = Path(__file__).parent / "shapes/dcat-ap-it-1.0.ttl"
SH = Namespace("http://www.w3.org/ns/shacl#")
SL = Namespace("https://w3id.org/smartlombardia/shapes#")
Severity = Literal["error", "warning"]
_SEVERITIES: dict[Term | None, Severity] = {SH.Violation: "error", SH.Warning: "warning"}
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What one rule found. `subject` is the IRI or title of what it is about; texts are Italian."""

    severity: Severity
    rule: str
    subject: str
    message: str
    remedy: str
    value: str = ""


def check(graph: Graph) -> list[Finding]:
    """Errors first, then warnings; each once."""
    _, report, _ = validate(graph, shacl_graph=shapes(), advanced=False, inference="none", allow_warnings=True)
    return sorted(set(_findings(graph, report)))


@cache
def shapes() -> Graph:
    """The shapes; read once."""
    return Graph().parse(SHAPES, format="turtle")


def _findings(graph: Graph, report: Graph) -> Iterator[Finding]:
    known = shapes()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        value = report.value(result, SH.value)
        yield Finding(
            _SEVERITIES.get(report.value(result, SH.resultSeverity), "error"),
            str(shape).rpartition("#")[2],
            _named(graph, report.value(result, SH.focusNode)),
            str(known.value(shape, SH.message)),
            str(known.value(shape, SL.remedy)),
            "" if value is None or isinstance(value, BNode) else str(value),
        )


def _named(graph: Graph, node: Term | None) -> str:
    """How people know a node: its IRI; for a blank node or a literal, the IRI or title of what it belongs to."""
    for _ in range(4):
        if node is None or isinstance(node, URIRef):
            break
        above = next(graph.subjects(None, node), None)
        if above is None:
            break
        node = above
    if isinstance(node, BNode):
        return str(graph.value(node, DCT.title) or graph.value(node, DCAT.accessURL) or "(senza nome)")
    return str(node)
