"""The licence of what is written here, said so that Italy and Europe both know it.

Forms keep the entry of the Italian vocabulary. data.europa.eu knows a licence as an entry of the European table or by
the address of its own text; DCAT-AP_IT takes any of the three and wants exactly one. So the address of the text is
said, where it has one, and its node tells name, kind, version and which entries of both vocabularies it is.
"""

from __future__ import annotations

from functools import cache

from rdflib import Graph, Literal, URIRef

from ckanext.smartlombardia import vocabularies

from . import values
from .terms import DCATAPIT, DCT, FOAF, OWL, RDF, SKOS

EUROPEAN = "http://publications.europa.eu/resource/authority/licence/"


def write_licence(graph: Graph, entry: str) -> str:
    """Write the node of a licence and return its address; what is not in the Italian vocabulary is returned as is."""
    concept = _entries().get(entry)
    if concept is None:
        return entry
    address = concept.extra["reference"] or entry
    ref = values.iri(address)
    for kind in (DCATAPIT.LicenseDocument, DCT.LicenseDocument):
        graph.add((ref, RDF.type, kind))
    graph.add((ref, FOAF.name, Literal(concept.label["it"], lang="it")))
    if concept.extra["adms"]:
        graph.add((ref, DCT.type, URIRef(concept.extra["adms"])))
    if concept.extra["version"]:
        graph.add((ref, OWL.versionInfo, Literal(concept.extra["version"])))
    for same in {entry, *_european().get(concept.code, ())} - {address}:
        graph.add((ref, SKOS.exactMatch, URIRef(same)))
    return address


@cache
def _entries() -> dict[str, vocabularies.Concept]:
    return {concept.uri: concept for concept in vocabularies.concepts("licences") if concept.uri}


@cache
def _european() -> dict[str, tuple[str, ...]]:
    """Entries of the European table by code of the Italian one."""
    rows = [row for row in vocabularies.rows("licence_aliases") if row["alias"].startswith(EUROPEAN)]
    return {
        alias["licence"]: tuple(row["alias"] for row in rows if row["licence"] == alias["licence"]) for alias in rows
    }
