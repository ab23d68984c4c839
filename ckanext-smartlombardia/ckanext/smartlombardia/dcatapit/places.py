"""Where a node of a dataset's graph stands in the registry: which distribution, which field of the form."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from .descriptions import DATASET, DISTRIBUTION, Node
from .terms import DCAT

KEYWORDS, FILES = "tag_string", "resources"


@dataclass(frozen=True, slots=True)
class Place:
    """`distribution` is an IRI, empty for the dataset itself; `field` is empty where no field of ours says it."""

    distribution: str = ""
    field: str = ""


class Places:
    """Places of the nodes of one dataset."""

    def __init__(self, graph: Graph, dataset: Term) -> None:
        self._places = {str(dataset): Place()}
        self._fields = {str(dataset): _fields(DATASET) | {DCAT.keyword: KEYWORDS, DCAT.distribution: FILES}}
        files = {str(file) for file in graph.objects(dataset, DCAT.distribution)}
        for file in files:
            self._places[file] = Place(file)
            self._fields[file] = _fields(DISTRIBUTION)
        for start in (dataset, *graph.objects(dataset, DCAT.distribution)):
            for path, inner in graph.predicate_objects(start):
                self._lead(graph, inner, Place(self._places[str(start)].distribution, self._field(str(start), path)))

    def locate(self, node: str, path: str = "") -> Place:
        """The place of a property of a node, both by their IRIs."""
        place = self._places.get(node, Place())
        return Place(place.distribution, place.field or self._field(node, URIRef(path)))

    def _field(self, node: str, path: Term) -> str:
        return self._fields.get(node, {}).get(URIRef(str(path)), "")

    def _lead(self, graph: Graph, node: Term, place: Place) -> None:
        """The place of a node and of those below it that have none yet."""
        if str(node) not in self._places:
            self._places[str(node)] = place
            for inner in graph.objects(node, None):
                self._lead(graph, inner, place)


def _fields(node: Node) -> dict[URIRef, str]:
    names: dict[URIRef, str] = {}
    for field in node.fields:
        for path in (field.iri, *field.also, *field.reads):
            names.setdefault(path, field.name)
    return names
