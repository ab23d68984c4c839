"""The profile `it_dcat_ap` of ckanext-dcat: DCAT-AP_IT 1.0 on DCAT-AP 3, for every type of record of the registry."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rdflib import URIRef

from ckan import model
from ckanext.dcat.profiles import EuropeanDCATAP3Profile

from ckanext.smartlombardia.registry import readable

from . import addresses, catalogue, datasets, reader, terms, things


class ItalianDCATAPProfile(EuropeanDCATAP3Profile):
    """DCAT-AP_IT for every type of record. Calls no other profile, so that no property is written twice or guessed."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> dict[str, Any]:
        """Every property of a dataset, those that have no field of ours in `more`."""
        dataset_dict.update(reader.dataset(self.g, dataset_ref))
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        terms.bind(self.g)
        if dataset_dict.get("type") in (None, "dataset"):
            datasets.describe(self.g, dataset_ref, dataset_dict)
        else:
            things.describe(self.g, dataset_ref, dataset_dict, _public_iris(things.links(dataset_dict)))

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """`catalog_dict` may have `modified` (ISO) and `body` (IPA code), for the catalogue of one body."""
        terms.bind(self.g)
        fields = catalog_dict or {}
        catalogue.describe(self.g, catalog_ref, fields.get("modified"))
        if fields.get("body"):
            catalogue.describe(
                self.g, URIRef(addresses.catalogue(fields["body"])), fields.get("modified"), fields["body"]
            )


def _public_iris(ids: list[str]) -> dict[str, str]:
    """IRIs of the records that anyone may see, by UUID."""
    if not ids:
        return {}
    query = sa.select(model.Package).where(model.Package.id.in_(ids), readable.is_public())
    packages = model.Session.scalars(query)
    return {
        package.id: addresses.package_iri({"id": package.id, "type": package.type, "uri": package.extras.get("uri")})
        for package in packages
    }
