"""Namespaces of what leaves and enters the registry, with the prefixes that people know them by."""

from __future__ import annotations

import re
from decimal import Decimal

import rdflib
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import _toPythonMapping

__all__ = ["DCAT", "DCT", "FOAF", "OWL", "PREFIXES", "RDF", "RDFS", "SKOS", "XSD", "bind", "graph"]

_LARGE_EXPONENT = re.compile(r"[eE][+-]?0*[1-9][0-9]{2,}\s*$")


def _to_decimal(lexical: str) -> Decimal:
    """The value of an xsd:decimal. Raises ValueError, which leaves it a text, where an exponent has three digits."""
    if _LARGE_EXPONENT.search(lexical):
        raise ValueError("a decimal has no such exponent")
    return Decimal(lexical)


# Values stay as written. «1E999999999» would be written out with all its zeros, and pyshacl turns the setting back on
# after each validation: so the value of such a decimal is never made.
rdflib.NORMALIZE_LITERALS = False
_toPythonMapping[XSD.decimal] = _to_decimal
# markup stays as written too: making a tree of it takes a time that grows with the square of its depth
_toPythonMapping.update(dict.fromkeys((RDF.HTML, RDF.XMLLiteral), None))

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is that of DCAT 2
DCT = DCTERMS
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
GSP = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SCHEMA = Namespace("http://schema.org/")

PREFIXES = {
    "dcat": DCAT, "dct": DCT, "dcatapit": DCATAPIT, "dcatap": DCATAP, "adms": ADMS, "vcard": VCARD, "foaf": FOAF,
    "skos": SKOS, "owl": OWL, "locn": LOCN, "spdx": SPDX, "gsp": GSP, "schema": SCHEMA, "prov": PROV, "xsd": XSD,
    "rdfs": RDFS,
}  # fmt: skip


def graph() -> Graph:
    """An empty graph that knows the prefixes."""
    empty = Graph(bind_namespaces="none")
    bind(empty)
    return empty


def bind(target: Graph) -> None:
    """Bind the prefixes in a graph."""
    for prefix, namespace in PREFIXES.items():
        target.bind(prefix, namespace, override=True, replace=True)
