"""What programs find: the catalogue of APIs and the site map, with what anybody may see and nothing else."""

from __future__ import annotations

import json

import pytest
from lxml import etree

LOCATIONS = "//*[local-name()='loc']/text()"


@pytest.fixture(scope="module")
def records(registry):
    """A public API, one without an address, and a platform that only bodies may see."""
    return {
        "api": registry.add("dataservice", title="Eventi", endpoint_url="https://api.example.org/eventi"),
        "bare": registry.add("dataservice", title="Senza indirizzo"),
        "hidden": registry.add("platform", title="Telecamere", function="video-surveillance"),
        "open": registry.add("platform", title="Biblioteca", function="library"),
    }


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_catalogue_lists_public_apis_that_have_an_address(registry, records, signed_in):
    client = registry.client(registry.user("c_f205") if signed_in else None)
    answer = client.get("/.well-known/api-catalog")
    assert answer.status_code == 200
    assert answer.content_type.startswith("application/linkset+json")
    listed = json.loads(answer.data)["linkset"]
    assert [row["anchor"] for row in listed[1:]] == ["https://api.example.org/eventi"]
    assert 'rel="api-catalog"' in client.head("/.well-known/api-catalog").headers["Link"]
    apis = json.loads(client.get("/apis.json").data)["apis"]
    assert [(api["name"], api["baseURL"]) for api in apis] == [("Eventi", "https://api.example.org/eventi")]


def test_the_site_map_leads_to_every_public_record_and_to_no_other(registry, records):
    client = registry.client()
    index = etree.fromstring(client.get("/sitemap.xml").data)
    parts = [address.partition("/sitemap/")[2] for address in index.xpath(LOCATIONS)]
    assert {"bodies-0.xml", "platform-0.xml", "dataservice-0.xml"} <= set(parts)
    pages = [
        address for part in parts for address in etree.fromstring(client.get(f"/sitemap/{part}").data).xpath(LOCATIONS)
    ]
    for name in ("api", "bare", "open"):
        assert sum(records[name]["name"] in page for page in pages) == 1
    assert not [page for page in pages if records["hidden"]["name"] in page]
    bodies = registry.call("smartlombardia_body_list")
    assert len([page for page in pages if "/organization/" in page]) == len(bodies) > 20
    assert client.get("/sitemap/harvest-0.xml").status_code == 404
    assert client.get("/sitemap/platform-²..xml").status_code == 404
    assert "sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
