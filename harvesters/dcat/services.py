"""A data service that stands by itself -> the fields of our type `dataservice`; what has no field stays in `more`."""

from __future__ import annotations

import re
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.dcatapit import reader
from ckanext.smartlombardia.dcatapit.terms import DCAT

ADDRESSES = {"endpoint_url": DCAT.endpointURL, "endpoint_description": DCAT.endpointDescription}
DATASETS = "dataset_guids"
_WEB = re.compile(r"https?://\S+")


def read(graph: Graph, ref: Term) -> dict[str, Any]:
    """Fields of the service. `dataset_guids` are the datasets of this document that it serves."""
    fields = reader.listed_service(graph, ref)
    more = fields.setdefault("more", {})
    for name, predicate in ADDRESSES.items():
        if name in fields and not _WEB.fullmatch(fields[name]):
            more.setdefault(str(predicate), []).append({"@value": fields.pop(name)})
    if fields.get("licence"):
        fields["licence"] = _code(fields["licence"])
    served = [link["@id"] for link in more.get(str(DCAT.servesDataset), ()) if "@id" in link]
    fields[DATASETS] = [iri for iri in served if (URIRef(iri), None, None) in graph]
    return fields | {"more": more}


def _code(address: str) -> str:
    """The code of a licence that the vocabulary knows by this address."""
    return next((concept.code for concept in vocabularies.concepts("licences") if concept.uri == address), address)
