"""Data services, platforms, software and projects in RDF, each in the vocabulary that was made for it.

- data service: dcat:DataService (DCAT 3), listed by dcat:service.
- platform, a system in use at one body: schema:SoftwareApplication, run by its body (schema:provider), an example of
  a product (schema:exampleOfWork). ADMS and CPSV-AP describe reusable assets and services to citizens, which a system
  in use is not; the Italian ontologies have no class for it.
- software, a product: schema:SoftwareSourceCode, to which publiccode.yml and CodeMeta are mapped; schema:version,
  schema:codeRepository and schema:license are theirs.
- project: foaf:Project, its CUP as adms:Identifier.

All three are dcat:Resource, which is what DCAT 3 calls anything that a catalogue lists; none is a dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef

from ckanext.smartlombardia import vocabularies

from . import addresses, catalogue, licences, values
from .descriptions import CONTACT
from .terms import ADMS, DCAT, DCATAP, DCT, FOAF, RDF, SCHEMA, SKOS
from .writer import MORE, texts, to_list, write, write_more

Package = Mapping[str, Any]
PublicIris = Mapping[str, str]


def describe(graph: Graph, ref: URIRef, package: Package, public_iris: PublicIris) -> None:
    """Write a record that is no dataset. `public_iris` are IRIs by UUID of public records: no other is linked."""
    for term in texts(package, "title"):
        graph.add((ref, DCT.title, term))
    for term in texts(package, "notes"):
        graph.add((ref, DCT.description, term))
    if addresses.is_ours(package):
        graph.add((ref, DCT.identifier, Literal(package["id"])))
    for tag in package.get("tags") or ():
        graph.add((ref, DCAT.keyword, Literal(tag["name"], lang="it")))
    for scheme in ("functions", "domains"):
        for code in to_list(package.get(scheme[:-1])) + to_list(package.get(scheme)):
            _labels(graph, ref, DCAT.keyword, scheme, code)
    for row in to_list(package.get("standards")):
        if isinstance(row, Mapping) and row.get("standard"):
            _standard(graph, ref, row["standard"])
    _link(graph, ref, DCAT.landingPage, package.get("source_url") or package.get("landing_page"))
    _KINDS[package["type"]](graph, ref, package, public_iris)


_SERVICE_LINKS = {
    FOAF.page: "documentation",
    DCATAP.hvdCategory: "hvd_category",
    DCATAP.applicableLegislation: "applicable_legislation",
}


def service(graph: Graph, ref: URIRef, package: Package, public_iris: PublicIris) -> None:
    graph.add((ref, RDF.type, DCAT.DataService))
    _link(graph, ref, DCAT.endpointURL, package.get("endpoint_url"))
    _link(graph, ref, DCAT.endpointDescription, package.get("endpoint_description"))
    _link(graph, ref, DCT.rights, package.get("terms_url"))
    licence = _address("licences", package.get("licence"))
    if licence:
        licence_iri = licences.write_licence(graph, licence) if addresses.is_ours(package) else licence
        graph.add((ref, DCT.license, values.link(licence_iri)))
    _text(graph, ref, DCAT.version, package.get("version"))
    if package.get("modified"):
        graph.add((ref, DCT.modified, values.date(package["modified"])))
    condition = vocabularies.concept("access_conditions", package.get("access") or "")
    right = vocabularies.concept("access_rights", condition.extra["access_right"]) if condition else None
    _link(graph, ref, DCT.accessRights, right.uri if right else None)
    for predicate, field in _SERVICE_LINKS.items():
        for address in to_list(package.get(field)):
            _link(graph, ref, predicate, address)
    for dataset in to_list(package.get("serves_datasets")):
        _link(graph, ref, DCAT.servesDataset, public_iris.get(dataset))
    write_more(graph, ref, package.get(MORE))
    if addresses.is_ours(package):
        _organisation(graph, ref, DCT.publisher, package)
        _office(graph, ref, package)


def platform(graph: Graph, ref: URIRef, package: Package, public_iris: PublicIris) -> None:
    _types(graph, ref, SCHEMA.SoftwareApplication)
    _organisation(graph, ref, SCHEMA.provider, package)
    _text(graph, ref, SCHEMA.softwareVersion, package.get("version"))
    _vendor(graph, ref, package)
    _labels(graph, ref, SCHEMA.creativeWorkStatus, "platform_statuses", package.get("status"))
    _link(graph, ref, SCHEMA.exampleOfWork, public_iris.get(package.get("software") or ""))
    for other in [*to_list(package.get("apis")), *to_list(package.get("datasets"))]:
        _link(graph, ref, DCT.relation, public_iris.get(other))
    _office(graph, ref, package)


def software(graph: Graph, ref: URIRef, package: Package, public_iris: PublicIris) -> None:
    _types(graph, ref, SCHEMA.SoftwareSourceCode)
    _text(graph, ref, SCHEMA.version, package.get("version"))
    _link(graph, ref, SCHEMA.codeRepository, package.get("repository"))
    licence = _address("software_licences", package.get("licence"))
    if licence:
        graph.add((ref, SCHEMA.license, values.link(licence)))
    _text(graph, ref, SCHEMA.datePublished, package.get("release_date"))
    _link(graph, ref, SCHEMA.url, package.get("landing_page"))
    _link(graph, ref, FOAF.page, package.get("publiccode_url"))
    for based in to_list(package.get("is_based_on")):
        _link(graph, ref, SCHEMA.isBasedOn, based)
    _vendor(graph, ref, package)


def project(graph: Graph, ref: URIRef, package: Package, public_iris: PublicIris) -> None:
    _types(graph, ref, FOAF.Project)
    for ipa in dict.fromkeys([*_owner(package), *_participants(package)]):
        agent = catalogue.agent(graph, ipa)
        if agent is not None:
            graph.add((agent, FOAF.currentProject, ref))
            graph.add((ref, DCT.contributor, agent))
    for predicate, field in ((SCHEMA.startDate, "start_date"), (SCHEMA.endDate, "end_date")):
        if package.get(field):
            graph.add((ref, predicate, values.date(package[field])))
    if package.get("cup"):
        node = BNode()
        graph.add((ref, ADMS.identifier, node))
        graph.add((node, RDF.type, ADMS.Identifier))
        graph.add((node, SKOS.notation, Literal(package["cup"])))
    for other in to_list(package.get("platforms")):
        _link(graph, ref, DCT.relation, public_iris.get(other))


_KINDS: dict[str, Callable[[Graph, URIRef, Package, PublicIris], None]] = {
    "dataservice": service,
    "platform": platform,
    "software": software,
    "project": project,
}


def links(package: Package) -> list[str]:
    """UUIDs of the other records that a record names."""
    fields = ("serves_datasets", "software", "apis", "datasets", "platforms")
    return [record_id for field in fields for record_id in to_list(package.get(field)) if isinstance(record_id, str)]


def _types(graph: Graph, ref: URIRef, kind: URIRef) -> None:
    graph.add((ref, RDF.type, DCAT.Resource))
    graph.add((ref, RDF.type, kind))


def _owner(package: Package) -> list[str]:
    organization = package.get("organization") or {}
    return [organization["name"]] if organization.get("name") else []


def _participants(package: Package) -> list[str]:
    """The bodies that take part and have confirmed it."""
    unconfirmed = package.get("unconfirmed_bodies") or ()
    return [ipa for ipa in to_list(package.get("bodies")) if ipa not in unconfirmed]


def _organisation(graph: Graph, ref: URIRef, predicate: URIRef, package: Package) -> None:
    for ipa in _owner(package):
        agent = catalogue.agent(graph, ipa, package["organization"].get("title"))
        if agent is not None:
            graph.add((ref, predicate, agent))


def _vendor(graph: Graph, ref: URIRef, package: Package) -> None:
    if package.get("vendor_name"):
        vendor = BNode()
        graph.add((ref, SCHEMA.creator, vendor))
        graph.add((vendor, RDF.type, SCHEMA.Organization))
        graph.add((vendor, SCHEMA.name, Literal(package["vendor_name"])))
        _text(graph, vendor, SCHEMA.vatID, package.get("vendor_vat"))


def _office(graph: Graph, ref: URIRef, package: Package) -> None:
    """The office to ask, never a person's mailbox: the form asks for an office's."""
    contact = {"name": package.get("contact_office"), "email": package.get("contact_email")}
    if contact["email"] or contact["name"]:
        node = BNode()
        graph.add((ref, DCAT.contactPoint, node))
        write(graph, node, CONTACT, contact)


def _standard(graph: Graph, ref: URIRef, code: str) -> None:
    concept = vocabularies.concept("standards", code)
    uri = concept.uri if concept else code
    if uri and values.is_iri(uri):
        graph.add((ref, DCT.conformsTo, values.iri(uri)))


def _address(scheme: str, code: str | None) -> str | None:
    """The address of an entry of a vocabulary; what is no entry stays as it is."""
    concept = vocabularies.concept(scheme, code) if code else None
    return concept.uri if concept and concept.uri else code


def _labels(graph: Graph, ref: URIRef, predicate: URIRef, scheme: str, code: str | None) -> None:
    concept = vocabularies.concept(scheme, code) if code else None
    if concept:
        graph.add((ref, predicate, Literal(concept.label["it"], lang="it")))
        graph.add((ref, predicate, Literal(concept.label["en"], lang="en")))


def _link(graph: Graph, ref: URIRef, predicate: URIRef, address: str | None) -> None:
    if address and values.is_iri(address):
        graph.add((ref, predicate, values.iri(address)))


def _text(graph: Graph, ref: URIRef | BNode, predicate: URIRef, text: Any) -> None:
    if text:
        graph.add((ref, predicate, Literal(str(text))))
