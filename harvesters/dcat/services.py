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
    served = [one["@id"] for one in more.get(str(DCAT.servesDataset), ()) if "@id" in one]
    fields[DATASETS] = [one for one in served if (URIRef(one), None, None) in graph]
    return fields | {"more": more}


def _code(said: str) -> str:
    """The code of a licence that the vocabulary knows by this address."""
    return next((one.code for one in vocabularies.concepts("licences") if one.uri == said), said)
