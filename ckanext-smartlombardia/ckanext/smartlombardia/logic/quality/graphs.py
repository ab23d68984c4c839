"""A dataset as it will leave the registry: its graph, with the services that give its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from rdflib import Graph, URIRef

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.dcatapit import addresses, datasets, terms, things
from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.registry import readable

UNSAVED = "nuovo"  # the id of what is not saved yet


def graph_of(package: Mapping[str, Any]) -> tuple[Graph, URIRef]:
    """The graph of a dataset, also of one that is not saved yet, and the dataset's node in it."""
    package = {"id": UNSAVED, "type": "dataset", **package}
    graph, ref = terms.graph(), URIRef(addresses.package_iri(package))
    datasets.describe(graph, ref, package)
    for service in _services(package["id"]):
        things.describe(graph, URIRef(addresses.package_iri(service)), service, {package["id"]: str(ref)})
    return graph, ref


def _services(dataset: str) -> list[dict[str, Any]]:
    """Public data services that say that they give a dataset."""
    if dataset == UNSAVED:
        return []
    query = sa.select(core.Package.id).where(
        core.Package.type == "dataservice",
        readable.is_public(),
        core.Package.extras["serves_datasets"].astext.contains(dataset),
    )
    show = tk.get_action("package_show")
    return [show(packages.context(), {"id": record_id}) for record_id in core.Session.scalars(query)]
