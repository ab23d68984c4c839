"""A dataset of the registry as DCAT-AP_IT: its fields, its keywords, its distributions.

A dataset of a source says what the source says. One that was written here also says what the registry itself knows:
its identifier, the body that answers for it, and that the dataset's licence is that of its files; its licences are said
so that Italy and Europe know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef

from ckanext.smartlombardia import vocabularies

from . import addresses, catalogue, licences, values
from .descriptions import DATASET, DISTRIBUTION
from .terms import DCAT, DCT
from .writer import write

Package = Mapping[str, Any]


def describe(graph: Graph, ref: URIRef, package: Package) -> None:
    """Write a dataset and its distributions to a graph."""
    ours = addresses.is_ours(package)
    fields = dict(package)
    body = (package.get("organization") or {}).get("name")
    if ours and body:
        fields["identifier"] = package.get("identifier") or f"{body}:{package['id']}"
        if not package.get("rights_holder"):
            holder = catalogue.agent(graph, body, package["organization"].get("title"))
            if holder is not None:
                graph.add((ref, DCT.rightsHolder, holder))
    if ours and fields.get("license_id"):
        fields["license_id"] = licences.write_licence(graph, fields["license_id"])
    write(graph, ref, DATASET, fields, as_said=not ours)
    for tag in package.get("tags") or ():
        graph.add((ref, DCAT.keyword, Literal(tag["name"], lang="it")))
    for resource in package.get("resources") or ():
        distribution = values.iri(addresses.distribution(resource, package))
        graph.add((ref, DCAT.distribution, distribution))
        write(graph, distribution, DISTRIBUTION, _distribution(graph, resource, fields, ours), as_said=not ours)


def _distribution(graph: Graph, resource: Package, package: Package, ours: bool) -> dict[str, Any]:
    """Fields of a distribution, with what CKAN keeps elsewhere."""
    fields = dict(resource)
    url, download = resource.get("url"), resource.get("download_url")
    if not resource.get("access_url") and url and url != download:
        fields["access_url"] = url
    if resource.get("url_type") == "upload":
        fields["download_url"] = url
    fields["file_type"] = resource.get("file_type") or format_iri(resource.get("format") or "")
    if ours:
        licence = resource.get("license")
        fields["license"] = licences.write_licence(graph, licence) if licence else package.get("license_id")
    if resource.get("mimetype"):
        fields["mimetype"] = media_type(resource["mimetype"])
    fields["checksum"] = {key: resource[key] for key in ("hash", "hash_algorithm") if resource.get(key)}
    return fields


def format_iri(name: str) -> str:
    """Convert a format's name to the IRI of its EU file type; the name itself where there is none."""
    concept = vocabularies.concept("file_types", name.strip().upper().replace(" ", "_"))
    return concept.uri if concept and concept.uri else name


def media_type(name: str) -> str:
    """The IANA address of a media type."""
    return name if "://" in name else f"https://www.iana.org/assignments/media-types/{name}"
