"""An address is pasted, tried without writing anything, and added; many come from a table."""

from __future__ import annotations

import html
import json
import re

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.formats import lists
from ckanext.smartlombardia.jobs import drain
from ckanext.smartlombardia.logic.previews import preview_store
from ckanext.smartlombardia.logic.quality import import_precheck
from ckanext.smartlombardia.types import Record
from tests.integration.harvests.conftest import writes
from tests.integration.harvests.test_bad_input import HEADER, project

API = """
openapi: 3.0.3
info: {title: Eventi del Comune, version: 1.0.0}
servers: [{url: https://servizi.comune.suello.lc.it/v1}]
paths: {}
"""
PACKAGE = {
    "id": "p1",
    "name": "alberi",
    "title": "Alberi",
    "holder_name": "Comune di Suello",
    "holder_identifier": "c_i996",
}


@pytest.fixture
def office(registry):
    return registry.user("r_lombar", "editor")


@pytest.fixture
def tried(registry, harvests, elsewhere, office):
    """Try an address as the office, and do what a worker would; the trial as it is shown."""

    def go(address, user=office, **more):
        number = tk.get_action("smartlombardia_source_try")({"user": user}, {"address": address, **more})["id"]
        preview_store.run_trial(number)
        return tk.get_action("smartlombardia_trial_show")({"user": user}, {"id": number})

    return go


def test_a_description_is_recognised_and_nothing_is_written(tried, elsewhere):
    elsewhere["/example.org/api.yaml"] = API.encode()
    before = writes()
    trial = tried("https://example.org/api.yaml")
    changed = {name for name, n in writes().items() if n != before.get(name, 0)}
    assert (trial["state"], trial["type"], trial["kinds"]) == ("done", "openapi", {"dataservice": 1})
    assert trial["examples"][0]["title"] == "Eventi del Comune"
    assert trial["bodies"] == [["r_lombar", 1]]
    assert changed <= {"smartlombardia_run", "user"}


def test_a_site_is_recognised_by_what_stands_in_the_usual_places(tried, elsewhere):
    elsewhere["/example.org/"] = b"<html>Il nostro sito</html>"
    said = {
        "result": {
            "count": 2,
            "results": [PACKAGE, {**PACKAGE, "id": "p2", "holder_name": "", "holder_identifier": "c_zzz"}],
        }
    }
    elsewhere["/example.org/api/3/action/package_search?rows=100&start=0&sort=id+asc"] = json.dumps(said).encode()
    trial = tried("https://example.org/")
    assert (trial["type"], trial["address"]) == ("ckan", "https://example.org/")
    assert ["c_i996", 1] in trial["bodies"]


@pytest.mark.parametrize(
    ("address", "page", "word"),
    [
        ("https://example.org/pagina", b"<html>Niente</html>", "niente che sappiamo leggere"),
        ("https://example.org/manca", None, "non c’è più nulla"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_remedy(tried, elsewhere, address, page, word):
    if page:
        elsewhere["/example.org/pagina"] = page
    said = tried(address)["refused_address"]
    assert (word in said["why"], bool(said["remedy"])) == (True, True)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "lecco", "", "ftp://example.org/x"])
def test_what_is_no_web_address_is_told_at_once(tried, address):
    with pytest.raises(tk.ValidationError) as error:
        tried(address)
    assert "address" in error.value.error_dict


def test_a_network_of_our_own_is_never_asked(registry, office, harvests):
    harvests.read_from("")
    number = tk.get_action("smartlombardia_source_try")({"user": office}, {"address": "http://127.0.0.1/x"})["id"]
    preview_store.run_trial(number)
    trial = tk.get_action("smartlombardia_trial_show")({"user": office}, {"id": number})
    assert "rete privata" in trial["refused_address"]["why"]


def test_a_trial_is_for_who_asked_and_for_the_office(registry, tried, elsewhere, office):
    elsewhere["/example.org/api.yaml"] = API.encode()
    suello, lecco = registry.user("c_i996", "editor"), registry.user("c_e507", "editor")
    trial = tried("https://example.org/api.yaml", user=suello, body="c_i996")
    assert trial["bodies"] == [["c_i996", 1]]
    show = tk.get_action("smartlombardia_trial_show")
    assert show({"user": office}, {"id": trial["id"]})["state"] == "done"
    for other in (lecco, ""):
        with pytest.raises(tk.NotAuthorized):
            show({"user": other, "ignore_auth": False}, {"id": trial["id"]})
    for body in ("c_e507", "r_lombar", ""):
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("smartlombardia_source_try")(
                {"user": suello}, {"address": "https://example.org/", "body": body}
            )


def test_a_trial_of_a_bodys_own_source_leaves_others_out(tried, elsewhere):
    rows = [project("c_i996", "Comune di Suello", "CUP1"), project("c_e507", "Comune di Lecco", "CUP2")]
    elsewhere["/example.org/finanziati.csv"] = "\n".join([HEADER, *rows]).encode()
    trial = tried("https://example.org/finanziati.csv", body="c_i996", type="pad2026")
    counts = trial["counts"]
    assert (counts["new"], counts["outside"], trial["bodies"]) == (1, 1, [["c_i996", 1]])


def test_the_registry_itself_reads_the_report_of_a_bodys_source(harvests):
    name = harvests.add("di-suello", "data_json", "https://example.org/di-suello.json", body="c_i996")
    for action in ("smartlombardia_source_report", "smartlombardia_source_list"):
        found = tk.get_action(action)({"ignore_auth": True}, {"source": name})
        assert name in ([found["name"]] if isinstance(found, dict) else [one["name"] for one in found])


def test_what_was_tried_is_added_once(registry, tried, elsewhere, harvests, office):
    elsewhere["/example.org/nuova.yaml"] = API.encode()
    trial = tried("https://example.org/nuova.yaml")
    wanted = {"address": trial["address"], "type": trial["type"], "title": "API di Suello", "body": "c_i996"}
    add = tk.get_action("smartlombardia_source_add")
    name = add({"user": office}, dict(wanted))["name"]
    assert name == "api-di-suello"
    with pytest.raises(tk.ValidationError, match="api-di-suello"):
        add({"user": office}, dict(wanted))
    source = tk.get_action("smartlombardia_source_report")({"user": office}, {"source": name})
    assert (source["body"], source["type"], source["waiting"]) == ("c_i996", "openapi", True)


def test_a_body_adds_no_register_of_all_bodies(registry):
    suello = registry.user("c_i996", "editor")
    said = {"address": "https://example.org/x.csv", "type": "pdnd", "title": "X", "body": "c_i996"}
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("smartlombardia_source_add")({"user": suello}, said)


def test_what_the_metadata_would_lack_is_told_in_italian_before_anything_comes_in(tried, elsewhere, harvests, office):
    elsewhere["/example.org/catalogo.ttl"] = b"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        <https://example.org/alberi> a dcat:Dataset ; dct:title "Alberi" ; dct:identifier "1" ;
            dct:publisher [ foaf:name "Comune di Suello" ; dct:identifier "c_i996" ] ;
            dcat:distribution [ a dcat:Distribution ; dct:title "CSV" ] ."""
    trial = tried("https://example.org/catalogo.ttl", body="c_i996")
    assert (trial["counts"]["new"], trial["checked"]["records"]) == (1, 1)
    told = {group["why"]: group for group in trial["checked"]["errors"]}
    assert any("titolare" in why for why in told)
    assert any("distribuzione" in why for why in told)
    assert all(group["remedy"] and group["cases"][0]["where"] for group in told.values())
    page = harvests.page(f"/fonti/prove/{trial['id']}", office).get_data(as_text=True)
    assert next(iter(told)) in page


def test_what_could_not_be_written_is_known_before(registry):
    record = Record(
        "dataset", "1", {"title": "Alberi", "tag_string": "verde", "resources": [{"url": "", "name": "CSV"}]}
    )
    assert import_precheck.refusal(record, "c_i996") == {}
    record.fields["tag_string"] = "v"
    assert list(import_precheck.refusal(record, "c_i996")) == ["tag_string"]


def test_a_table_makes_many_sources_that_differ_only_in_their_query(registry, office):
    rows = [
        {"URL": "https://catalogo.example.org/data.json?o=suello", "Titolo": "Comune di Suello"},
        {"URL": "https://catalogo.example.org/data.json?o=lecco", "Titolo": "Comune di Lecco"},
        {"URL": "https://catalogo.example.org/", "Titolo": "Senza tipo"},
        {"URL": "catalogo", "Titolo": "Senza indirizzo"},
        {"URL": "https://catalogo.example.org/data.json?o=torre", "Titolo": "Comune di Torre Annunziata"},
    ]
    act = tk.get_action("smartlombardia_sources_import")
    first = act({"user": office}, {"rows": rows, "dry_run": True})["rows"]
    assert [one.get("body") for one in first[:2]] == ["c_i996", "c_e507"]
    assert [bool(one.get("wrong")) for one in first] == [False, False, True, True, True]
    made = act({"user": office}, {"rows": rows})["rows"]
    assert [one.get("name") for one in made[:2]] == ["comune-di-suello", "comune-di-lecco"]
    again = act({"user": office}, {"rows": rows})["rows"]
    assert [one.get("there") for one in again[:2]] == ["comune-di-suello", "comune-di-lecco"]
    with pytest.raises(tk.NotAuthorized):
        act({"user": registry.user("c_i996", "editor")}, {"rows": rows})


def test_the_list_of_the_national_portal(registry, office, shared):
    rows = lists.read((shared / "data/dcat/datigov_harvest_sources_lombardia.json").read_bytes())
    found = tk.get_action("smartlombardia_sources_import")({"user": office}, {"rows": rows, "dry_run": True})["rows"]
    assert {one["type"] for one in found} == {"dcat_rdf"}
    assert [one["title"] for one in found if "wrong" in one] == ["comune-di-torre-annunziata"]
    bodies = {one["title"]: one["body"] for one in found if "wrong" not in one}
    assert [title for title, body in bodies.items() if body == "r_lombar"] == [
        *("ATS Milano", "ARIA spa - Lombardia", "Regione Lombardia"),
    ]
    assert bodies["azienda-socio-sanitaria-territoriale-di-lecco"] == "asstl"


def test_the_pages(harvests, registry, tried, elsewhere, office):
    elsewhere["/example.org/pagine.yaml"] = API.encode()
    trial = tried("https://example.org/pagine.yaml")
    assert harvests.page("/fonti/aggiungi", office).status_code == 200
    answer = harvests.page(f"/fonti/prove/{trial['id']}", office)
    assert "Eventi del Comune" in answer.get_data(as_text=True)
    assert harvests.page("/fonti/elenco", office).status_code == 200
    assert harvests.page("/fonti/aggiungi").status_code == 403
    assert harvests.page(f"/fonti/prove/{trial['id']}").status_code == 404
    assert harvests.page("/fonti/elenco", registry.user("c_i996", "editor")).status_code == 403


INVENTORY = "Nome del programma;Chi lo vende;Cosa fa\nUrbi;PA Digitale;Protocollo informatico\n"


def test_an_inventory_is_mapped_once_and_remembered(registry, tried, harvests, elsewhere, office):
    elsewhere["/example.org/programmi.csv"] = INVENTORY.encode()
    said = json.dumps({"columns": {"Nome del programma": "product_name", "Chi lo vende": "vendor_name"}})
    trial = tried("https://example.org/programmi.csv", type="inventory", config=said, body="c_i996")
    assert [one["field"] for one in trial["columns"]] == ["product_name", "vendor_name", ""]
    assert (trial["kinds"], trial["bodies"]) == ({"platform": 1}, [["c_i996", 1]])
    wanted = {"address": trial["address"], "type": trial["type"], "title": "Programmi di Suello", "body": "c_i996"}
    name = tk.get_action("smartlombardia_source_add")({"user": office}, {**wanted, "config": said})["name"]
    registry.by_office("smartlombardia_harvest", source=name)
    found = registry.by_office("package_search", fq='+sl_type:"platform" +product_name:"Urbi"', rows=5)["results"]
    (platform,) = [one for one in found if one["organization"]["name"] == "c_i996"]
    assert platform["vendor_name"] == "PA Digitale"


def test_a_national_catalogue_leaves_other_regions_out(registry, tried, elsewhere, harvests, office):
    others = {**PACKAGE, "id": "p3", "holder_name": "Comune di Bologna", "holder_identifier": "c_a944"}
    said = {"result": {"count": 2, "results": [PACKAGE, others]}}
    address = "https://example.org/api/3/action/package_search"
    elsewhere[f"{address.removeprefix('https:/')}?rows=100&start=0&sort=id+asc"] = json.dumps(said).encode()
    trial = tried(address)
    assert (trial["counts"]["outside"], trial["bodies"]) == (1, [["c_i996", 1]])
    wanted = {"address": trial["address"], "type": trial["type"], "title": "Catalogo nazionale"}
    name = tk.get_action("smartlombardia_source_add")({"user": office}, wanted)["name"]
    counts = harvests.run(name)["counts"]
    assert (counts["new"], counts["outside"]) == (1, 1)


def test_the_report_says_what_was_found_after_the_run(registry, harvests, elsewhere, office):
    elsewhere["/example.org/dopo.yaml"] = API.replace("Eventi", "Avvisi").encode()
    harvests.add("dopo", "openapi", "https://example.org/dopo.yaml", "c_i996")
    registry.by_office("smartlombardia_harvest", source="dopo")
    report = tk.get_action("smartlombardia_source_report")
    assert report({"user": office}, {"source": "dopo"})["runs"][0]["followed"]["waiting"]
    drain.drain()
    followed = report({"user": office}, {"source": "dopo"})["runs"][0]["followed"]
    assert not followed["waiting"]
    assert followed["cases"] >= 0
    assert "Che cosa si è trovato poi" in harvests.page("/fonti/dopo", office).get_data(as_text=True)


def test_a_list_is_seen_first_and_made_by_a_second_click(registry, office):
    said = json.dumps([{"url": "https://altro.example.org/data.json", "title": "Comune di Lecco", "id": "x-1"}])
    seen = registry.page("/fonti/elenco", office, sent={"table": said})
    assert "Comune di Lecco" in seen
    again = html.unescape(re.search(r'name="table" value="([^"]*)"', seen)[1])
    made = registry.page("/fonti/elenco", office, sent={"table": again, "make": "1"})
    assert "comune-di-lecco" in made


def test_contracts_and_lists_of_e015_are_recognised(tried, elsewhere):
    lot = {"id": "A000000001", "description": "Canone", "classification": {"id": "72000000-5"}}
    release = {
        "ocid": "ocds-hu01ve-1",
        "buyer": {"id": "1", "name": "COMUNE DI SUELLO"},
        "tender": {"items": [lot]},
        "awards": [{"id": "a", "suppliers": [{"id": "02066400405", "name": "MAGGIOLI S.P.A."}]}],
    }
    elsewhere["/example.org/contratti.jsonl"] = json.dumps(release).encode()
    trial = tried("https://example.org/contratti.jsonl")
    assert (trial["type"], trial["kinds"], trial["bodies"]) == ("anac", {"observation": 1}, [["c_i996", 1]])
    table = "Nome API,Fornitore,URL\nParcheggi,Comune di Lecco,https://lecco.e015.servizirl.it/v1\n"
    elsewhere["/example.org/e015.csv"] = table.encode()
    trial = tried("https://example.org/e015.csv")
    assert (trial["type"], trial["kinds"], trial["bodies"]) == ("e015", {"dataservice": 1}, [["c_e507", 1]])
    assert [one["field"] for one in trial["columns"]] == ["title", "body", "endpoint_url"]
