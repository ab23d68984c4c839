"""Open feeds as data services: GBFS, GTFS, SensorThings, NGSI, and the rows of Socrata and CKAN datasets."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.formats import gbfs as gbfs_format
from ckanext.smartlombardia.harvesters.ckan import reader as ckan
from ckanext.smartlombardia.harvesters.gbfs import reader as gbfs
from ckanext.smartlombardia.harvesters.gtfs import reader as gtfs
from ckanext.smartlombardia.harvesters.landing import reader as landing
from ckanext.smartlombardia.harvesters.socrata import reader as socrata
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document, library

HEADER = (
    "Country Code,Name,Location,System ID,URL,Auto-Discovery URL,Supported Versions,"
    "Authentication Info URL,Authentication Type,Authentication Parameter Name\n"
)
SYSTEMS = HEADER + (
    "IT,Bici Como,Como,bici_como,https://bici.example.com,https://bici.comolake.it/gbfs.json,1.1 ; 2.3,,,\n"
    "IT,Auto Milano,Milan,auto_mi,https://auto.example.com,https://example.org/auto.json,3.0,https://auto.example.com/k,1,key\n"
    "IT,Bici Roma,Rome,bici_roma,https://bici.example.com,https://example.org/roma.json,2.3,,,\n"
)
FEEDS = [
    {"name": "system_information", "url": "https://bici.comolake.it/information.json"},
    {"name": "station_status", "url": "https://bici.comolake.it/status.json"},
]
LIST = "https://example.org/systems.csv"
GBFS = "https://bici.comolake.it/gbfs.json"
DETAILS = "https://bici.comolake.it/information.json"
VERSIONS = {
    "1.0": {"last_updated": 1764547200, "ttl": 60, "data": {"en": {"feeds": FEEDS}}},
    "2.3": {"last_updated": 1764547200, "ttl": 60, "version": "2.3", "data": {"it": {"feeds": FEEDS}}},
    "3.0": {"last_updated": "2025-12-01T01:00:00+01:00", "ttl": 60, "version": "3.0", "data": {"feeds": FEEDS}},
}
INFORMATION = {
    "data": {
        "name": [{"text": "Bici di Como", "language": "it"}],
        "operator": [{"text": "Bici S.p.A.", "language": "it"}],
        "license_id": "CC-BY-4.0",
    }
}


def services(reader, get, *addresses) -> dict[str, Record]:
    """What a reader finds at addresses, by identifier."""
    records = [record for page in reader.pages(get, addresses) for record in reader.read(page)]
    return {record.guid: record for record in records}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_system_comes_with_its_feeds_licence_and_last_update(version):
    pages = {"systems.csv": SYSTEMS, GBFS: json.dumps(VERSIONS[version]), DETAILS: json.dumps(INFORMATION)}
    get = library(**pages)
    record = services(gbfs, get, LIST)["bici_como"].fields
    assert record["example_url"] == record["endpoint_url"] == GBFS
    assert (record["access"], record["licence"], record["modified"]) == ("open", "A21_CCBY40", "2025-12-01")
    assert record["standards"] == [{"standard": "gbfs", "version": version, "role": "provider"}]
    assert record["notes"].endswith("a Como, in formato GBFS. Feed: station_status, system_information.")
    assert record["provider"] == "Bici S.p.A."


def test_a_system_that_does_not_answer_is_still_listed_and_its_operator_is_no_municipality():
    record = services(gbfs, library(**{"systems.csv": SYSTEMS}), LIST)
    assert record["bici_como"].body is None
    assert "modified" not in record["bici_como"].fields
    assert [row["version"] for row in record["bici_como"].fields["standards"]] == ["1.1", "2.3"]


def test_a_system_with_a_key_is_on_request_and_has_no_free_call():
    record = services(gbfs, library(**{"systems.csv": SYSTEMS}), LIST)["auto_mi"]
    assert record.fields["access"] == "on_request"
    assert "example_url" not in record.fields
    assert "Milano" in record.fields["notes"]


def test_a_system_of_another_region_keeps_its_place_for_identity_to_leave_out():
    record = services(gbfs, library(**{"systems.csv": SYSTEMS}), LIST)["bici_roma"]
    assert (record.body, record.fields) == (BodyRef(name="Rome"), {"title": "Bici Roma"})


def test_one_gbfs_json_is_a_source_of_its_own():
    get = library(**{GBFS: json.dumps(VERSIONS["3.0"]), DETAILS: json.dumps(INFORMATION)})
    (record,) = services(gbfs, get, GBFS).values()
    assert record.fields["title"] == "Bici di Como: veicoli in condivisione (GBFS)"


NAMES = st.sampled_from(["data", "last_updated", "feeds", "name", "url", "version", "it"])
LEAVES = st.none() | st.booleans() | st.floats() | st.text()
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=12)


@given(TREES)
def test_no_gbfs_document_brings_the_reader_down(tree):
    page = document(json.dumps(tree), "https://example.org/gbfs.json")
    assert gbfs.recognises(page) in (True, False)
    gbfs_format.parse_information(tree)
    for record in gbfs.pages(lambda url: page, ["https://example.org/gbfs.json"]):
        assert list(gbfs.read(record))


ENTRY = {
    "mdb_source_id": 7,
    "data_type": "gtfs",
    "provider": "Azienda Trasporti Milanesi (ATM)",
    "location": {"country_code": "IT", "subdivision_name": "Lombardia", "municipality": "Milan"},
    "urls": {"direct_download": "https://atm.example.com/gtfs.zip", "latest": "https://copies.example.com/7.zip"},
}
REALTIME = {
    **ENTRY,
    "mdb_source_id": 8,
    "data_type": "gtfs-rt",
    "entity_type": ["vp", "sa"],
    "provider": "Bergamo",
    "urls": {"direct_download": "https://rt.example.com/feed", "authentication_type": 2},
}


def gtfs_records(entry) -> list[Record | Refused]:
    return list(gtfs.read(document(json.dumps(entry), "https://example.org/7.json")))


def test_a_timetable_belongs_to_its_agency_where_that_is_a_body():
    (record,) = gtfs_records({**ENTRY, "urls": {**ENTRY["urls"], "direct_download": "https://gtfs.atm.it/g.zip"}})
    assert record.body.ipa == "2blmcdr6"
    assert record.fields["endpoint_url"] == "https://gtfs.atm.it/g.zip"
    assert record.fields["standards"] == [{"standard": "gtfs", "role": "provider"}]
    assert (record.fields["function"], record.fields["tag_string"]) == ("public-transport", "GTFS,Milano")


def test_an_operator_named_after_a_town_is_not_the_town():
    (record,) = gtfs_records(REALTIME)
    assert record.body is None
    assert record.fields["access"] == "on_request"
    assert record.fields["notes"] == "Tempo reale di Bergamo: posizione dei mezzi, avvisi."
    (town,) = gtfs_records({**REALTIME, "provider": "Comune di Bergamo"})
    assert town.body.ipa == "c_a794"


@pytest.mark.parametrize(
    ("status", "lifecycle"), [("deprecated", "deprecated"), ("inactive", "suspended"), ("", "published")]
)
def test_a_feed_that_was_replaced_says_so(status, lifecycle):
    (record,) = gtfs_records({**ENTRY, "status": status})
    assert record.fields["lifecycle"] == lifecycle


def test_the_whole_catalogue_as_a_table():
    table = (
        "mdb_source_id,data_type,location.country_code,location.subdivision_name,location.municipality,provider,"
        "urls.direct_download,urls.latest,urls.license,urls.authentication_type\n"
        "1,gtfs,IT,Lombardia,Varese,Linee S.r.l.,https://linee.it/g.zip,,https://creativecommons.org/licenses/by/4.0/,\n"
        "2,gtfs,IT,Lazio,Rome,Linee Romane,https://linee.it/r.zip,,,\n"
        "3,gbfs,IT,Lombardia,Varese,Bici,https://linee.it/b.json,,,\n"
    )
    here, outside = gtfs.read(document(table, "https://example.org/feeds.csv"))
    assert (here.guid, here.fields["licence"], here.fields["example_url"]) == (
        "mdb-1",
        "A21_CCBY40",
        "https://linee.it/g.zip",
    )
    assert outside.body == BodyRef(name="Rome (IT)")


@pytest.mark.parametrize("reader", [gbfs, gtfs, landing])
@pytest.mark.parametrize("content", ["", "<html>", "{}", "3", "[[[", '{"systems": 3}'])
def test_what_is_no_feed_is_named_with_its_remedy(reader, content):
    (refused,) = reader.read(document(content, "https://example.org/x"))
    assert (refused.where, bool(refused.why and refused.remedy)) == ("https://example.org/x", True)
    assert not reader.recognises(document(content, "https://example.org/x"))


THINGS = {"value": [{"name": name} for name in ("Things", "Sensors", "Datastreams", "Observations")]}
TYPES = {"id": "urn:ngsi-ld:EntityTypeList:1", "type": "EntityTypeList", "typeList": ["ParkingSpot"]}


@pytest.mark.parametrize(
    ("page", "address", "example"),
    [
        (THINGS, "https://sensori.comune.lecco.it/v1.1/", "https://sensori.comune.lecco.it/v1.1/Things?%24top=1"),
        (TYPES, "https://broker.comune.lecco.it/ngsi-ld/v1/types", "https://broker.comune.lecco.it/ngsi-ld/v1/types?limit=1"),
        ({"entities_url": "/v2/entities", "types_url": "/v2/types"}, "https://orion.comune.lecco.it/v2",
         "https://orion.comune.lecco.it/v2/entities?limit=1"),
    ],
)  # fmt: skip
def test_a_landing_page_becomes_a_service_with_a_call(page, address, example):
    (record,) = landing.read(document(json.dumps(page), address))
    assert (record.fields["example_url"], record.fields["access"]) == (example, "open")
    assert record.fields["example_url"].startswith(record.fields["endpoint_url"])


VIEW = {
    "id": "abcd-1234",
    "name": "Alberi",
    "viewType": "tabular",
    "attribution": "Comune di Lecco",
    "license": {"name": "CC BY 4.0", "termsLink": "https://creativecommons.org/licenses/by/4.0/"},
}


def test_a_socrata_table_is_also_a_service_that_answers_with_one_row():
    dataset, service = socrata.read(document(json.dumps([VIEW]), "https://www.dati.lombardia.it/api/views"))
    assert service.fields["example_url"] == "https://www.dati.lombardia.it/resource/abcd-1234.json?%24limit=1"
    assert service.fields["dataset_guids"] == [dataset.guid]
    assert (service.body, service.fields["licence"], service.fields["access"]) == (dataset.body, "A21_CCBY40", "open")


def test_a_socrata_file_cannot_be_asked():
    assert (
        len(list(socrata.read(document(json.dumps([{**VIEW, "viewType": "blobby"}]), "https://d.it/api/views")))) == 1
    )


PACKAGE = {
    "id": "p1",
    "name": "sosta",
    "title": "Sosta",
    "license_id": "CC-BY-4.0",
    "resources": [
        {"id": "r-1", "name": "Parcheggi", "url": "https://d.it/1.csv", "datastore_active": True},
        {"id": "r-2", "name": "Tariffe", "url": "https://d.it/2.csv", "datastore_active": True},
        {"id": "r-3", "name": "Regole", "url": "https://d.it/3.pdf", "datastore_active": False},
        {"id": "../r-4", "name": "Falso", "url": "https://d.it/4.csv", "datastore_active": True},
    ],
}


def ckan_records(package) -> list[Record]:
    content = json.dumps({"success": True, "result": {"count": 1, "results": [package]}})
    return list(ckan.read(document(content, "https://dati.comune.lecco.it/api/3/action/package_search?rows=1")))


def test_each_resource_of_a_ckan_datastore_is_a_service():
    dataset, *services = ckan_records(PACKAGE)
    assert [service.fields["title"] for service in services] == ["Sosta, Parcheggi (API)", "Sosta, Tariffe (API)"]
    assert services[0].fields["example_url"] == (
        "https://dati.comune.lecco.it/api/3/action/datastore_search?resource_id=r-1&limit=1"
    )
    assert all(service.fields["dataset_guids"] == [dataset.guid] for service in services)


def test_rows_that_not_everybody_may_have_are_no_open_service():
    restricted = {
        **PACKAGE,
        "access_rights": "http://publications.europa.eu/resource/authority/access-right/RESTRICTED",
    }
    _, service, _ = ckan_records(restricted)
    assert "access" not in service.fields
    assert "example_url" not in service.fields
