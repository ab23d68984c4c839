"""Packages that are written many at a time are those that CKAN's own action writes one at a time."""

from __future__ import annotations

from typing import Any

import pytest

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.bodies.territory import organization_id
from ckanext.smartlombardia.logic.records import bulk_insert, packages

OWN = {"id", "name", "metadata_created", "metadata_modified"}  # of each package its own
FILE = {"title": "Tabella", "name": "Tabella", "url": "https://example.org/a.csv", "format": "csv", "license": "CC0"}
RECORDS = (
    (
        "dataset",
        {
            "title": "Alberi",
            "notes": "Dove stanno",
            "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
            "tag_string": "alberi,verde",
            "identifier": "i996:alberi",
            "contact": [{"name": "Ufficio verde", "email": "verde@example.org"}],
            "resources": [FILE, {**FILE, "url": "https://example.org/b.json", "format": "JSON"}],
        },
    ),
    ("software", {"title": "Sportello", "repository": "https://example.org/code", "functions": ["public-lighting"]}),
    ("platform", {"title": "Albo", "product_name": "Albo", "status": "in_use"}),
    ("dataservice", {"title": "Strade", "endpoint_url": "https://example.org/api", "protocol": "rest"}),
    ("project", {"title": "Luce", "cup": "B11B22000000006"}),
)


def shown(record: str) -> dict[str, Any]:
    """A package without what differs from one to the other."""
    package = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": record})
    said = {name: value for name, value in package.items() if name not in OWN}
    said["tags"] = [tag["name"] for tag in package["tags"]]
    said["resources"] = [
        {name: value for name, value in one.items() if name not in (*OWN, "package_id", "created")}
        for one in package["resources"]
    ]
    return said


@pytest.mark.parametrize(("kind", "fields"), RECORDS)
def test_a_package_of_a_batch_is_as_ckan_writes_it(registry, kind, fields):
    org = organization_id("c_i996")
    one = registry.by_office("package_create", type=kind, owner_org=org, **fields)["id"]
    wanted = [packages.PackageDraft(packages.new_id(), kind, fields, org) for _ in range(2)]
    bulk_insert.create(wanted)
    model.repo.commit()
    for other in wanted:
        assert shown(other.record) == shown(one)
    assert packages.index([other.record for other in wanted]) == []
    found = registry.by_office("package_search", fq=f"id:{wanted[0].record}")
    assert found["count"] == 1


def test_one_that_is_not_valid_leaves_the_others_unwritten(registry):
    good = packages.PackageDraft(packages.new_id(), "dataset", {"title": "Uno"}, organization_id("c_i996"))
    bad = packages.PackageDraft(packages.new_id(), "dataset", {"title": ""}, organization_id("c_i996"))
    with pytest.raises(tk.ValidationError):
        bulk_insert.create([good, bad])
    assert model.Package.get(good.record) is None
