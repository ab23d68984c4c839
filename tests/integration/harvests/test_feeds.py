"""Open feeds become APIs that anybody may call, each with a call that answers."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.logic.network import client

TABLE = {"viewType": "tabular", "attribution": "Comune di Lecco", "license": {"name": "CC BY 4.0"}}
PACKAGE = {
    "id": "sosta",
    "name": "sosta",
    "title": "Sosta",
    "holder_identifier": "c_e507",
    "resources": [{"id": "r-1", "name": "Posti", "url": "https://d.it/p.csv", "datastore_active": True}],
}
LANDING = {"value": [{"name": name} for name in ("Things", "Sensors", "Datastreams", "Observations")]}
GBFS = {"last_updated": 1764547200, "ttl": 60, "version": "2.3", "data": {"it": {"feeds": []}}}
SITE = "dati.lecco-prova.it"


@pytest.fixture(scope="module")
def mobility(harvests, mirror_server):
    """The mobility sources of a new installation, harvested once: the run of each."""
    harvests.registry.by_office("smartlombardia_sources_load")
    harvests.read_from(mirror_server)
    return {name: harvests.run(name) for name in ("gbfs-systems", "gtfs-mobility-database")}


def test_the_real_feeds_of_lombardy_are_apis_that_anybody_may_call(registry, mobility):
    assert {name: run["state"] for name, run in mobility.items()} == dict.fromkeys(mobility, "done")
    assert mobility["gbfs-systems"]["counts"] == {"new": 8, "outside": 26}
    assert mobility["gtfs-mobility-database"]["counts"]["new"] == 7
    records = registry.call("package_search", fq='+sl_type:"dataservice" +sl_access:open', rows=100)["results"]
    shared = [record for record in records if record.get("function") == "shared-mobility"]
    transit = [record for record in records if record.get("function") == "public-transport"]
    assert (len(shared), len(transit)) == (8, 7)
    assert all(record["example_url"].startswith("https://") for record in shared + transit)
    agencies = {record["organization"]["title"] for record in transit}
    assert "Azienda Trasporti Milanesi" in agencies
    assert not any(name.startswith("Comune di") for name in agencies)


def test_the_page_of_a_feed_shows_its_call(harvests, registry, mobility):
    (record,) = registry.call("package_search", fq='+sl_type:"dataservice"', q="Bikemi")["results"]
    page = harvests.page(f"/dataservice/{record['name']}").get_data(as_text=True)
    assert "https://gbfs.urbansharing.com/bikemi.com/gbfs.json" in page
    assert "curl" in page


def test_every_example_call_answers(harvests, elsewhere, registry):
    """Socrata, CKAN, SensorThings and GBFS on a site of our own: what the record says to call is called."""
    site = f"/{SITE}"
    views = [{**TABLE, "id": f"aaaa-000{number}", "name": f"Tabella {number}"} for number in range(3)]
    catalogue = {"success": True, "result": {"count": 1, "results": [PACKAGE]}}
    elsewhere[f"{site}/api/views"] = json.dumps(views).encode()
    elsewhere[f"{site}/api/3/action/package_search?rows=100&start=0&sort=id+asc"] = json.dumps(catalogue).encode()
    elsewhere[f"{site}/v1.1"] = json.dumps(LANDING).encode()
    elsewhere[f"{site}/gbfs.json"] = json.dumps(GBFS).encode()
    for number in range(3):
        elsewhere[f"{site}/resource/aaaa-000{number}.json?%24limit=1"] = b'[{"specie": "tiglio"}]'
    rows = {"success": True, "result": {"records": [{"posti": 3}]}}
    elsewhere[f"{site}/api/3/action/datastore_search?resource_id=r-1&limit=1"] = json.dumps(rows).encode()
    elsewhere[f"{site}/v1.1/Things?%24top=1"] = b'{"value": []}'
    for kind, path in (("socrata", "/api/views"), ("ckan", ""), ("landing", "/v1.1"), ("gbfs", "/gbfs.json")):
        assert harvests.run(harvests.add(f"feed-{kind}", kind, f"https://{SITE}{path}"))["state"] == "done", kind
    records = registry.call("package_search", fq='+sl_type:"dataservice" +sl_access:open', rows=200)["results"]
    calls = [record["example_url"] for record in records if SITE in record.get("example_url", "")]
    assert len(calls) == 6
    assert all(client.content(call) for call in calls)
    served = [record for record in records if record.get("serves_datasets") and SITE in record["endpoint_url"]]
    assert len(served) == 4
