"""Triples -> fields, as the table of descriptions says; what has no field of ours is kept beside, never dropped.

Each row and record has `more`, expanded JSON-LD of what its fields do not hold: a second title in one language, a
property that no profile knows, a node with inner nodes. So `write(read(x))` says what x said. No CKAN here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from .descriptions import AGENT, DATASET, DISTRIBUTION, LISTED_SERVICE, Field, Node
from .terms import DCAT, DCATAPIT, RDF, SKOS, VCARD
from .writer import MORE, NAMELESS, missing_classes

Left = dict[URIRef, list[Term]]
MAX_DEPTH = 6
RECORDS = {DCAT.Dataset, DCATAPIT.Dataset, DCAT.DatasetSeries, DCAT.DataService, DCAT.Catalog, DCATAPIT.Catalog}
IANA = re.compile(r"https?://(?:www\.)?iana\.org/assignments/media-types/(.+)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COUNT = re.compile(r"\d+(\.\d+)?")
MIN_TAG_LENGTH, MAX_TAG_LENGTH = 2, 100


def dataset(graph: Graph, ref: Term) -> dict[str, Any]:
    """Parse a dataset into the registry's fields, with its `resources` and `tags`."""
    left = _statements_of(graph, ref)
    files = [file for file in left.get(DCAT.distribution, []) if _described(graph, file)]
    left[DCAT.distribution] = [file for file in left.get(DCAT.distribution, []) if file not in files]
    tags, left[DCAT.keyword] = _tags(left.get(DCAT.keyword, []))
    fields = _read(graph, DATASET, left, frozenset([ref]))
    if isinstance(ref, URIRef):
        fields["uri"] = str(ref)
    fields["tags"] = [{"name": name} for name in tags]
    fields["resources"] = _ordered([_distribution(graph, file, frozenset([ref])) for file in files])
    return fields


def listed_service(graph: Graph, ref: Term) -> dict[str, Any]:
    """Parse a data service that stands by itself into the registry's fields, with its `tags`."""
    left = _statements_of(graph, ref)
    tags, left[DCAT.keyword] = _tags(left.get(DCAT.keyword, []))
    fields = _read(graph, LISTED_SERVICE, left, frozenset([ref]))
    if isinstance(ref, URIRef):
        fields["uri"] = str(ref)
    return {**fields, "tags": [{"name": name} for name in tags]}


def agents(graph: Graph, ref: Term, predicate: URIRef) -> list[dict[str, Any]]:
    """The agents that a node names by a property."""
    rows = [_row(graph, AGENT, agent, frozenset([ref])) for agent in graph.objects(ref, predicate)]
    return sorted(rows, key=sort_key)


def nameless(what: str) -> str:
    """Make a title for a record whose source gives none; it is shown and not published."""
    return f"{NAMELESS}{what}"


def _distribution(graph: Graph, ref: Term, above: frozenset[Term]) -> dict[str, Any]:
    """A distribution as CKAN's resource: its address, format and media type where CKAN looks for them."""
    fields = _row(graph, DISTRIBUTION, ref, above)
    fields["url"] = fields.get("download_url") or fields.get("access_url") or ""
    fields["format"] = re.split(r"[/#]", fields.get("file_type", "").rstrip("/"))[-1]
    media = IANA.fullmatch(fields.get("mimetype", ""))
    fields["mimetype"] = media[1] if media else fields.get("mimetype", "")  # said, so that CKAN guesses none
    checksum = fields.pop("checksum", None)
    if checksum:
        fields |= {key: value for key, value in checksum.items() if key in ("hash", "hash_algorithm")}
    return fields


def _row(graph: Graph, node: Node, ref: Term, above: frozenset[Term]) -> dict[str, Any]:
    """A node as row, with its IRI. A class that it is of and that asks for more stays in `more`."""
    fields = _read(graph, node, _statements_of(graph, ref), above | {ref})
    wanting = set(missing_classes(node, fields)) & set(graph.objects(ref, RDF.type))
    if fields and wanting:
        fields.setdefault(MORE, {})[str(RDF.type)] = [{"@id": str(kind)} for kind in sorted(wanting)]
    return {"uri": str(ref), **fields} if isinstance(ref, URIRef) else fields


def _read(graph: Graph, node: Node, left: Left, above: frozenset[Term]) -> dict[str, Any]:
    """Fields of a node, taken out of what was said of it; the rest as `more`."""
    fields: dict[str, Any] = {}
    for field in node.fields:
        for predicate in (field.iri, *field.also, *field.reads):
            terms = left.pop(predicate, [])
            rest = _take(graph, field, terms, fields, above)
            if rest:
                left[predicate] = rest
    more = {
        str(predicate): _ordered([_more(graph, term, above) for term in left[predicate]]) for predicate in sorted(left)
    }
    more = {predicate: nodes for predicate, nodes in more.items() if nodes}
    return {**fields, MORE: more} if more else fields


def _take(graph: Graph, field: Field, terms: list[Term], fields: dict[str, Any], above: frozenset[Term]) -> list[Term]:
    """Put what the field can hold in the fields; what it cannot is given back."""
    if field.kind == "text":
        return _texts(field, terms, fields)
    values, rest = [], []
    for term in terms:
        value = _value(graph, field, term, above)
        if value is None:
            rest.append(term)
        else:
            values.append((value, term))
    values.sort(key=lambda pair: sort_key(pair[0]))
    if field.many:
        if values:
            fields[field.name] = [value for value, _ in values]
        return rest
    for value, term in values:
        if field.name not in fields:
            fields[field.name] = value
        elif fields[field.name] != value:
            rest.append(term)
    return rest


def _texts(field: Field, terms: list[Term], fields: dict[str, Any]) -> list[Term]:
    """One text a language; a text without one is Italian. Others of the same language are given back."""
    texts: dict[str, str] = {}
    rest: list[Term] = []
    for term in sorted(terms, key=lambda node: (getattr(node, "language", None) is None, str(node))):
        tag = (term.language or "it") if isinstance(term, Literal) else ""
        if not _LANGUAGE.fullmatch(tag):
            rest.append(term)
        elif tag not in texts:
            texts[tag] = str(term).strip()
        elif texts[tag] != str(term).strip():
            rest.append(term)
    if texts:
        texts = {tag: texts[tag] for tag in sorted(texts, key=lambda tag: (tag != "it", tag != "en", tag))}
        fields[field.name] = next(iter(texts.values()))
        fields[f"{field.name}_translated"] = texts
    return rest


def _value(graph: Graph, field: Field, term: Term, above: frozenset[Term]) -> Any:
    """The value that a field holds for a term, None where it cannot hold it."""
    if field.kind == "node":
        return _node(graph, field, term, above)
    if field.kind in ("mailbox", "telephone", "notation"):
        predicates = (SKOS.notation,) if field.kind == "notation" else (VCARD.hasValue, VCARD.value)
        text = _words(_only(graph, term, predicates))
        return re.sub(r"^(mailto|tel):", "", text) if text and field.kind != "notation" else text
    if field.kind == "statement" and _described(graph, term):
        return None
    text = _words(term)
    if field.kind == "integer" and not _COUNT.fullmatch(text or ""):
        return None
    return text


def _node(graph: Graph, field: Field, term: Term, above: frozenset[Term]) -> dict[str, Any] | None:
    if not field.node or isinstance(term, Literal) or term in above or len(above) > MAX_DEPTH:
        return None
    if _described(graph, term):
        row = _row(graph, field.node, term, above)
        return row if len(row) > ("uri" in row) else None
    return {"uri": str(term)} if isinstance(term, URIRef) and field.name != "conforms_to_details" else None


def _words(term: Term | None) -> str | None:
    """The text of a term that is no node and has no foreign language."""
    if isinstance(term, Literal):
        return str(term).strip() or None if term.language in (None, "it") else None
    return str(term) if isinstance(term, URIRef) else None


def _only(graph: Graph, term: Term, predicates: tuple[URIRef, ...]) -> Term | None:
    """The value of a node that has this one value; a term that is no node is its own."""
    if not _described(graph, term):
        return term
    statements = _statements_of(graph, term)
    matches = [node for predicate in predicates for node in statements.get(predicate, [])]
    return matches[0] if len(matches) == 1 and sum(map(len, statements.values())) == 1 else None


def _tags(terms: list[Term]) -> tuple[list[str], list[Term]]:
    """Keywords that CKAN can hold, and the others."""
    tags: set[str] = set()
    rest = []
    for term in terms:
        text = _words(term) if isinstance(term, Literal) else None
        fits = text and MIN_TAG_LENGTH <= len(text) <= MAX_TAG_LENGTH and text.isprintable() and "," not in text
        if fits and text:
            tags.add(text)
        else:
            rest.append(term)
    return sorted(tags), rest


def _more(graph: Graph, term: Term, above: frozenset[Term]) -> dict[str, Any] | None:
    """A term as expanded JSON-LD. Empty literals say nothing; a node is told once, another record only by its name."""
    if isinstance(term, Literal):
        if not str(term).strip():
            return None
        kind = {"@language": term.language} if term.language else {}
        return {"@value": str(term), **kind, **({"@type": str(term.datatype)} if term.datatype else {})}
    name = {"@id": str(term)} if isinstance(term, URIRef) else {}
    is_expandable = isinstance(term, BNode) or (
        _described(graph, term) and not RECORDS & set(graph.objects(term, RDF.type))
    )
    if term in above or len(above) > MAX_DEPTH or not is_expandable:
        return name or None
    inner: dict[str, Any] = name
    for predicate in sorted(set(graph.predicates(term)), key=str):
        values = _ordered([_more(graph, value, above | {term}) for value in graph.objects(term, predicate)])
        if values:
            inner[str(predicate)] = values
    return inner or None


def _statements_of(graph: Graph, ref: Term) -> Left:
    """What is said of a node, types aside and without empty texts."""
    statements: Left = defaultdict(list)
    for predicate, term in graph.predicate_objects(ref):
        if predicate != RDF.type and (not isinstance(term, Literal) or str(term).strip()):
            statements[URIRef(str(predicate))].append(term)
    return statements


def _described(graph: Graph, term: Term) -> bool:
    """Whether a term is a node of which more than its type is said."""
    if isinstance(term, Literal):
        return False
    return any(predicate != RDF.type for predicate in graph.predicates(term))


def _ordered(values: list[Any]) -> list[Any]:
    """In an order that does not depend on blank nodes, so that reading twice gives the same."""
    return sorted((value for value in values if value is not None), key=sort_key)


def sort_key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
