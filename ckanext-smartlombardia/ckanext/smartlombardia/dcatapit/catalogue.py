"""The catalogue itself: who publishes it, since when it is as it is, what it lists, and its pages."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config, vocabularies

from . import addresses, values
from .descriptions import AGENT
from .terms import DCAT, DCATAPIT, DCT, FOAF, HYDRA, RDF, XSD
from .writer import write

LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
THEMES = "http://publications.europa.eu/resource/authority/data-theme"
LISTED_AS = {"dataset": DCAT.dataset, "dataservice": DCAT.service}


def agent(graph: Graph, ipa: str, name: str | None = None) -> URIRef | None:
    """Write a body as agent, with official name and IPA code; None where no name is known."""
    entry = vocabularies.body(ipa)
    name = entry.official_name or entry.name if entry else name
    if not name:
        return None
    ref = URIRef(addresses.body(ipa))
    write(graph, ref, AGENT, {"name": name, "identifier": entry.ipa if entry else ipa})
    return ref


def describe(graph: Graph, ref: URIRef, modified: str | None, body: str | None = None) -> None:
    """Write the node of the registry's catalogue, or of a body's part of it. Unknown properties are left out."""
    for kind in (DCATAPIT.Catalog, DCAT.Catalog):
        graph.add((ref, RDF.type, kind))
    entry = vocabularies.body(body) if body else None
    site = tk.config["ckan.site_title"]
    title = f"{site}: {entry.official_name}" if entry else site
    for tag in ("it", "en"):
        graph.add((ref, DCT.title, Literal(title, lang=tag)))
    graph.add((ref, DCT.description, Literal(tk.config["ckan.site_description"] or title, lang="it")))
    publisher = agent(graph, config.office())
    if publisher is not None:
        graph.add((ref, DCT.publisher, publisher))
    page = tk.url_for("organization.read", id=body, qualified=True, locale="default") if body else config.uri_base()
    graph.add((ref, FOAF.homepage, values.iri(page)))
    for code in ("ITA", "ENG"):
        graph.add((ref, DCT.language, URIRef(LANGUAGE + code)))
    graph.add((ref, DCAT.themeTaxonomy, URIRef(THEMES)))
    if modified:
        graph.add((ref, DCT.modified, Literal(modified[:19], datatype=XSD.dateTime)))
    if body:
        graph.add((URIRef(addresses.catalogue()), DCT.hasPart, ref))
        graph.add((ref, DCT.isPartOf, URIRef(addresses.catalogue())))


def list_record(graph: Graph, catalogue: URIRef, kind: str, record: URIRef) -> None:
    """List a record in the catalogue: datasets and services by their own property, other types as dcat:resource."""
    graph.add((catalogue, LISTED_AS.get(kind, DCAT.resource), record))


def page(graph: Graph, page_iri: str, addresses_of: Mapping[str, str], total: int, size: int) -> None:
    """Where this page stands among its neighbours (`first`, `previous`, `next`, `last`), as harvesters read it."""
    ref = URIRef(page_iri)
    graph.bind("hydra", HYDRA)
    graph.add((ref, RDF.type, HYDRA.PagedCollection))
    graph.add((ref, HYDRA.totalItems, Literal(total)))
    graph.add((ref, HYDRA.itemsPerPage, Literal(size)))
    for name, address in addresses_of.items():
        for predicate in (HYDRA[name], HYDRA[f"{name}Page"]):
            graph.add((ref, predicate, Literal(address)))
