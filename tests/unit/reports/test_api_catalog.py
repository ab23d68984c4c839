"""APIs for programs: RFC 9727 and APIs.json."""

from __future__ import annotations

from ckanext.smartlombardia.reports.api_catalog import ListedAPI, to_apis_json, to_linkset

SOAP = ListedAPI(
    id="1", title="Albo", notes="Gli atti", endpoint="https://a.example/soap", page="https://p.example/dataservice/albo",
    description="https://a.example/soap?wsdl", protocol="soap", body="Suello", modified="2026-01-02",
)  # fmt: skip
BARE = ListedAPI(
    id="2", title="Eventi", notes="", endpoint="https://b.example/", page="https://p.example/dataservice/e"
)
ABOUT = {
    "name": "Smart Lombardia", "description": "Le API dei Comuni", "url": "https://p.example/apis.json",
    "site": "https://p.example/", "image": "https://p.example/i.svg", "owner": "Regione", "modified": "2026-01-02",
}  # fmt: skip


def test_each_api_is_an_item_and_a_context_with_its_description_where_it_has_one():
    catalogue, soap, bare = to_linkset([SOAP, BARE], "https://p.example/.well-known/api-catalog")["linkset"]
    assert [item["href"] for item in catalogue["item"]] == [SOAP.endpoint, BARE.endpoint]
    assert (soap["anchor"], soap["service-desc"]) == (SOAP.endpoint, [{"href": SOAP.description}])
    assert "service-desc" not in bare
    assert bare["service-doc"][0]["href"] == BARE.page


def test_a_description_has_the_type_of_its_protocol():
    soap, bare = to_apis_json([SOAP, BARE], ABOUT)["apis"]
    assert {"type": "WSDL", "url": SOAP.description} in soap["properties"]
    assert (bare["description"], bare["contact"]) == ("Eventi", [])
    assert [one["type"] for one in bare["properties"]] == ["Documentation"]
