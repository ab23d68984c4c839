"""The one validation of catalogues: a graph -> what is wrong with it, where, and what to do about it.

Used by the form, the API, the command line, harvests and the tests; needs neither a portal nor a network. The rules are
SHACL shapes, one file a profile in `shapes/`; a rule's identifier is the name of its shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pyshacl import validate
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.term import Node as Term

from . import normaliser, values
from .terms import DCAT, DCT, RDF

SHAPES = Path(__file__).parent / "shapes"
PROFILES = {
    "dcat-ap-it": "dcat-ap-it-1.0.ttl",
    "dcat-ap": "dcat-ap-3.0.1.ttl",
    "hvd": "dcat-ap-hvd-3.0.0.ttl",
}
"""Profiles by name, with the file of their shapes: DCAT-AP_IT 1.0, DCAT-AP 3.0.1, DCAT-AP HVD 3.0.0."""
SH = Namespace("http://www.w3.org/ns/shacl#")
SL = Namespace("https://w3id.org/smartlombardia/shapes#")
Severity = Literal["error", "warning"]
_SEVERITIES: dict[Term | None, Severity] = {SH.Violation: "error", SH.Warning: "warning"}
UNREADABLE, NAMESPACE = "unreadable", "namespace"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A violation of one rule. `subject` is the IRI or title of the record; texts are Italian.

    `node` and `path` are the node of the graph and the property, as IRIs; empty where the rule names none.
    """

    severity: Severity
    rule: str
    subject: str
    message: str
    remedy: str
    value: str = ""
    profile: str = "dcat-ap-it"
    node: str = ""
    path: str = ""


def check(graph: Graph, profiles: Iterable[str] = tuple(PROFILES)) -> list[Finding]:
    """Validate a graph against profiles: errors first, then warnings, one finding a place (the first profile's)."""
    return merge_findings(reports(graph, profiles))


def reports(graph: Graph, profiles: Iterable[str] = tuple(PROFILES)) -> dict[str, list[Finding]]:
    """Validate a graph against each profile: findings by profile, errors first; a misspelt namespace is one finding."""
    rightly = Graph(bind_namespaces="none")
    rightly += graph
    misspelt = {_misspelt(repair) for repair in normaliser.respell(rightly)}
    return {
        profile: sorted({*_checked(rightly, profile), *(misspelt if not number else ())})
        for number, profile in enumerate(profiles)
    }


def merge_findings(findings_by_profile: Mapping[str, Iterable[Finding]]) -> list[Finding]:
    """Merge findings by profile into one list: in one place the first profile's, and others only where graver."""
    first_by_place: dict[tuple[str, str], tuple[Severity, str]] = {}
    unique_findings: list[Finding] = []
    for profile, findings in findings_by_profile.items():
        for finding in findings:
            first = first_by_place.setdefault((finding.node, finding.path or finding.rule), (finding.severity, profile))
            if first[1] == profile or (first[0], finding.severity) == ("warning", "error"):
                unique_findings.append(finding)
    return sorted(unique_findings)


def list_broken_nodes(findings: Iterable[Finding]) -> set[str]:
    """List the nodes with an error: names of blank nodes, IRIs of the others."""
    return {finding.node for finding in findings if finding.severity == "error"}


def find_invalid_nodes(graph: Graph, profile: str = "dcat-ap") -> set[str]:
    """Validate a graph against one profile: the nodes with an error."""
    return list_broken_nodes(_checked(graph, profile))


@cache
def shapes(profile: str = "dcat-ap-it") -> Graph:
    """The shapes of a profile; read once."""
    return Graph().parse(SHAPES / PROFILES[profile], format="turtle")


def _checked(graph: Graph, profile: str) -> Iterator[Finding]:
    shapes_graph = shapes(profile)
    graph, original_iris = _writable(graph)
    _, report, _ = validate(graph, shacl_graph=shapes_graph, advanced=False, inference="none", allow_warnings=True)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        value = report.value(result, SH.value)
        node, path = (
            report.value(result, SH.focusNode),
            shapes_graph.value(shape, SL.property) or shapes_graph.value(shape, SH.path),
        )
        yield Finding(
            _SEVERITIES.get(report.value(result, SH.resultSeverity), "error"),
            str(shape).rpartition("#")[2],
            _node_label(graph, node),
            str(shapes_graph.value(shape, SH.message)),
            str(shapes_graph.value(shape, SL.remedy)),
            "" if value is None or isinstance(value, BNode) else str(value),
            profile,
            original_iris.get(node, str(node)),
            str(path) if isinstance(path, URIRef) else "",
        )


def _writable(graph: Graph) -> tuple[Graph, dict[Term | None, str]]:
    """A graph in which no IRI has a sign that none may have, at which validators stop; how each was written before."""
    if values.is_writable(graph):
        return graph, {}
    escaped = Graph(bind_namespaces="none")
    original_iris: dict[Term | None, str] = {}
    for triple in graph:
        right = [values.iri(term) if isinstance(term, URIRef) else term for term in triple]
        original_iris.update((new, str(old)) for new, old in zip(right, triple, strict=True) if new != old)
        escaped.add((right[0], right[1], right[2]))
    return escaped, original_iris


def _misspelt(repair: normaliser.Mended) -> Finding:
    name = re.split(r"[/#]", repair.new)[-1]
    wrong, right = (text.removesuffix(name) for text in (repair.old, repair.new))
    message = "Lo spazio dei nomi non è quello del vocabolario: chi raccoglie il catalogo non riconosce ciò che lo usa."
    return Finding("error", NAMESPACE, wrong, message, f"Scrivete «{right}».", wrong, path=wrong)


def _node_label(graph: Graph, node: Term | None) -> str:
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
