"""Turtle as the registry writes it: decimals stay as they were said, and each name is shortened once.

rdflib's own writes a whole decimal (`25000`) as `25000.0`, and looks for the prefix of an IRI each time that it occurs.
"""

from __future__ import annotations

from rdflib import Graph, Literal
from rdflib.plugin import register
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.serializer import Serializer
from rdflib.term import Node as Term

from .terms import XSD

NAME = "smartlombardia-turtle"
register(NAME, Serializer, __name__, "Turtle")


class Turtle(TurtleSerializer):
    """rdflib's serialiser for the format `NAME`."""

    def __init__(self, store: Graph) -> None:
        self._names: dict[tuple[Term, bool], str | None] = {}
        super().__init__(store)

    def get_pname(self, uri: Term, gen_prefix: bool = True) -> str | None:
        """The short name of an IRI, None where it has none."""
        key = uri, gen_prefix
        if key not in self._names:
            self._names[key] = super().get_pname(uri, gen_prefix)
        return self._names[key]

    def label(self, node: Term, position: int) -> str:
        """A term as it is written."""
        if isinstance(node, Literal) and node.datatype == XSD.decimal and "." not in node:
            return node.n3()
        return super().label(node, position)


def serialise(graph: Graph, form: str) -> str:
    """Serialise a graph as text in one of rdflib's formats."""
    return graph.serialize(format=NAME if form == "turtle" else form)
