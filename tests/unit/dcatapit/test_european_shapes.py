"""DCAT-AP 3.0.1: each rule fires on its mistake and on no right value, as the official shapes do."""

from __future__ import annotations

import pytest
from pyshacl import validate
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import FOAF

from ckanext.smartlombardia.dcatapit import checker
from ckanext.smartlombardia.dcatapit.checker import SH, SL
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCT

EX = Namespace("https://dati.example.it/")
SHAPES = checker.shapes("dcat-ap")
RULES = {str(one).rpartition("#")[2]: one for one in SHAPES.subjects(SL.remedy)}
TARGETS = {
    shape: (node, SHAPES.value(node, SH.targetClass))
    for node in SHAPES.subjects(RDF.type, SH.NodeShape)
    for shape in SHAPES.objects(node, SH.property)
}
VALUES = {
    XSD.nonNegativeInteger: "10", XSD.decimal: "1.5", XSD.duration: "P1D", XSD.hexBinary: "0A", XSD.date: "2026-11-25",
}  # fmt: skip


def member(shape) -> bool:
    """The one rule whose path is the other way round."""
    return (SHAPES.value(shape, SH.path), SH.inversePath, None) in SHAPES


def right(shape, number: int = 1):
    """A value that the rule allows."""
    kind = SHAPES.value(shape, SH.datatype)
    if choice := SHAPES.value(shape, SH["or"]):
        kind = SHAPES.value(next(iter(Collection(SHAPES, choice))), SH.datatype)
        return Literal(f"2026-11-{10 + number}", datatype=kind)
    if kind:
        return Literal(VALUES[kind], datatype=kind) if number == 1 else Literal(VALUES[kind] + "0", datatype=kind)
    return Literal(f"testo {number}") if SHAPES.value(shape, SH.nodeKind) == SH.Literal else EX[f"valore-{number}"]


def wrong(shape):
    """A value that the rule refuses, None where it allows all."""
    if SHAPES.value(shape, SH.datatype) or SHAPES.value(shape, SH["or"]):
        return Literal("tanto")
    kind = SHAPES.value(shape, SH.nodeKind)
    return None if kind is None else EX.nodo if kind == SH.Literal else Literal("testo")


def node(shape) -> URIRef:
    return EX[str(TARGETS[shape][0]).rpartition("#")[2]]


def catalogue(only=None) -> Graph:
    """A node of each class, or only of that which a rule is about, with a right value of each property."""
    graph = Graph()
    for shape in RULES.values():
        if only is not None and node(shape) != node(only):
            continue
        graph.add((node(shape), RDF.type, TARGETS[shape][1]))
        if member(shape):
            graph.add((EX.Dataset, DCAT.inSeries, node(shape)))
        else:
            graph.add((node(shape), SHAPES.value(shape, SH.path), right(shape)))
    if (EX.Record, None, None) in graph:  # its topic must be something that a catalogue lists
        for path, value in ((RDF.type, DCAT.Dataset), (DCT.title, Literal("Alberi")), (DCT.description, Literal("x"))):
            graph.add((EX.topic, path, value))
        graph.set((EX.Record, FOAF.primaryTopic, EX.topic))
    return graph


def ways():
    """Each rule with each way of breaking it."""
    for name, shape in RULES.items():
        if SHAPES.value(shape, SH.minCount):
            yield name, "missing"
        if SHAPES.value(shape, SH.maxCount):
            yield name, "twice"
        if wrong(shape) is not None and not member(shape):
            yield name, "wrong"


MISTAKES = list(ways())
# the official file asks for these with `sh:shape`, which SHACL does not know and validators pass over
UNREAD = ("dataset-modified", "dataset-issued", "record-modified", "period-start", "period-end")


def broken(name: str, how: str) -> Graph:
    shape = RULES[name]
    graph = catalogue(shape)
    path = SHAPES.value(shape, SH.path)
    if member(shape):
        graph.remove((None, None, node(shape)))
    elif how == "missing":
        graph.remove((node(shape), path, None))
    elif how == "twice":
        graph.add((node(shape), path, right(shape, 2)))
    else:
        graph.add((node(shape), path, wrong(shape)))
    return graph


def found(graph: Graph) -> list[checker.Finding]:
    return checker.check(graph, ["dcat-ap"])


def test_right_values_of_every_property_are_without_findings():
    assert found(catalogue()) == []


@pytest.mark.parametrize(("name", "how"), MISTAKES)
def test_a_rule_fires_on_its_mistake_and_no_other_rule_does(name, how):
    findings = found(broken(name, how))
    assert {one.rule for one in findings} == {name}
    assert findings[0].subject == str(node(RULES[name]))
    assert all(one.message.endswith(".") and one.remedy.endswith(".") for one in findings)


def test_every_rule_can_be_broken():
    assert {name for name, _ in MISTAKES} == set(RULES)


@pytest.fixture(scope="module")
def official(shared):
    return Graph().parse(shared / "data/shacl/dcat-ap-3.0.1-shapes.ttl", format="turtle")


def told(graph: Graph, official: Graph) -> set[tuple[str, str]]:
    """(node, path) of what the official shapes find."""
    _, report, _ = validate(graph, shacl_graph=official, inference="none", allow_warnings=True)
    results = [
        (report.value(one, SH.focusNode), report.value(one, SH.resultPath))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return {(str(focus), str(path)) for focus, path in results if path}


def test_the_official_shapes_find_nothing_in_the_right_catalogue(official):
    assert told(catalogue(), official) == set()


@pytest.mark.parametrize(("name", "how"), MISTAKES)
def test_the_official_shapes_find_the_same_mistake(official, name, how):
    if member(RULES[name]):
        pytest.skip("the official shape of the members of a series has an inverse path")
    if how == "wrong" and name in UNREAD:
        pytest.skip("the official shapes name this rule in a way that validators pass over")
    assert told(broken(name, how), official) == {(str(node(RULES[name])), str(SHAPES.value(RULES[name], SH.path)))}
