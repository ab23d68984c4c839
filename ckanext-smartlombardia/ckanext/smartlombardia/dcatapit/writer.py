"""Fields -> triples, as the table of descriptions says. Knows nothing of CKAN or of where fields come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from . import values
from .descriptions import STATEMENT_CLASS, STATEMENT_TEXT, Field, Node
from .terms import ADMS, RDF, SKOS, VCARD

Fields = Mapping[str, Any]
MORE = "more"
NAMELESS = "Senza titolo: "


def write(graph: Graph, subject: Term, node: Node, fields: Fields, as_said: bool = False) -> None:
    """Write the fields of a subject as triples; empty values are left out.

    `as_said`: as a source says them. Statements of rights and provenance stay words, instead of nodes; a node that
    lacks what its class asks for is not said to be one.
    """
    for kind in set(node.types) - (set(missing_classes(node, fields)) if as_said else set()):
        graph.add((subject, RDF.type, kind))
    for field in node.fields:
        for term in _terms(graph, subject, field, fields, as_said):
            for predicate in (field.iri, *field.also):
                graph.add((subject, predicate, term))
    write_more(graph, subject, fields.get(MORE))


def missing_classes(node: Node, fields: Fields) -> list[URIRef]:
    """List the classes of a node whose required fields are missing."""
    return [kind for kind, names in node.asks if not all(fields.get(name) for name in names)]


def write_more(graph: Graph, subject: Term, more: Any) -> None:
    """Write the properties of a source that have no field, from expanded JSON-LD: {predicate: [value, ...]}."""
    for predicate, terms in _loaded(more, {}).items():
        for value in terms if isinstance(terms, list) else ():
            term = _to_term(graph, _blank(subject, predicate, value), value)
            if term is not None:
                graph.add((subject, values.iri(predicate), term))


def to_list(value: Any) -> list[Any]:
    """Convert a field's value, or its JSON as CKAN stores it, to a list without empty values."""
    value = _loaded(value, value)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if item not in (None, "", {}, [])]


def _single(value: Any) -> list[Any]:
    return [] if value in (None, "", {}, []) else [value]


def texts(fields: Fields, name: str) -> list[Literal]:
    """The literals of a text: one a language; the core text is Italian where no language is said."""
    if name == "title" and str(fields.get(name) or "").startswith(NAMELESS):
        return []
    by_language = _loaded(fields.get(f"{name}_translated"), {})
    if isinstance(by_language, Mapping) and any(by_language.values()):
        return [Literal(text, lang=tag) for tag, text in by_language.items() if text]
    text = fields.get(name)
    return [Literal(str(text), lang="it")] if text else []


def _terms(graph: Graph, subject: Term, field: Field, fields: Fields, as_said: bool) -> Iterable[Term]:
    if field.kind == "text":
        return texts(fields, field.name)
    items = to_list(fields.get(field.name)) if field.many or field.node else _single(fields.get(field.name))
    if field.kind == "node":
        rows = [row for row in items if isinstance(row, Mapping)]
        return [_row(graph, _blank(subject, field.iri, row), field.node, row, as_said) for row in rows if field.node]
    if field.kind == "statement" and as_said:
        return [values.link(str(value)) for value in items]
    if field.kind in _TYPED:
        return [_typed(graph, subject, field, str(value)) for value in items]
    return [values.TERMS[field.kind](value if field.kind == "geometry" else str(value)) for value in items]


def _row(graph: Graph, blank: BNode, node: Node, row: Fields, as_said: bool) -> Term:
    """A row: at its own IRI, or a blank node. A row that has nothing but an IRI is a link."""
    uri = row.get("uri")
    ref = values.iri(uri) if uri and values.is_iri(uri) else blank
    if ref is blank or any(row.get(key) for key in row if key != "uri"):
        write(graph, ref, node, row, as_said)
    return ref


_TYPED: dict[str, tuple[URIRef | None, URIRef, Callable[[str], Term]]] = {
    "notation": (ADMS.Identifier, SKOS.notation, Literal),
    "telephone": (VCARD.TelephoneType, VCARD.hasValue, values.telephone),
    "statement": (None, STATEMENT_TEXT, lambda text: Literal(text, lang="it")),
}


def _typed(graph: Graph, subject: Term, field: Field, text: str) -> Term:
    """A blank node of a class with one value; a statement that has an address is that address."""
    kind, predicate, term = _TYPED[field.kind]
    if field.kind == "statement" and values.is_iri(text) and " " not in text:
        return values.iri(text)
    node = _blank(subject, field.iri, text)
    graph.add((node, RDF.type, kind or STATEMENT_CLASS[field.iri]))
    graph.add((node, predicate, term(text)))
    return node


def _blank(subject: Term, predicate: str, content: Any) -> BNode:
    """A blank node named after what it says, so that what is said of a node twice is written once."""
    text = json.dumps([str(subject), str(predicate), content], sort_keys=True, default=str)
    return BNode("n" + hashlib.sha256(text.encode()).hexdigest()[:20])


def _to_term(graph: Graph, blank: BNode, value: Any) -> Term | None:
    """One value of expanded JSON-LD."""
    if not isinstance(value, Mapping):
        return None
    if "@value" in value:
        kind = value.get("@type")
        return Literal(
            value["@value"], lang=value.get("@language"), datatype=URIRef(kind) if kind else None, normalize=False
        )
    subject = values.iri(value["@id"]) if value.get("@id") else blank
    inner = {key: terms for key, terms in value.items() if key != "@id"}
    write_more(graph, subject, inner)
    return subject


def _loaded(value: Any, otherwise: Any) -> Any:
    """JSON that is stored as text."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return otherwise
    return otherwise if value is None or isinstance(value, str) else value
