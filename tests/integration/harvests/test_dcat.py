"""DCAT catalogues harvested into the registry: whose records they become, what is told, and what comes out again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

from ckan import model

from tests.benchmarks.rdf import beyond

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix d: <https://dati.example.it/> .
"""
CATALOGUE = f"""{PREFIXES}
d:trees a dcat:Dataset ; dct:title "Alberi"@it, "Trees"@en ; dcat:keyword "verde/alberi" ; dct:identifier "1" ;
  dct:rightsHolder [ a foaf:Agent ; foaf:name "Comune di Milano" ; dct:identifier "c_f205" ] ;
  dcat:distribution d:csv . d:csv a dcat:Distribution ; dct:format <CSV> ; dcat:accessURL <https://dati.example.it/a> .
d:lamps a dcat:Dataset ; dct:title "Lampioni" ; dct:identifier "1" ;
  dct:publisher [ a foaf:Agent ; foaf:name "Ditta Rossi" ; dct:identifier "ditta" ] .
d:api a dcat:DataService ; dct:title "API alberi" ; dcat:endpointURL <https://api.example.it> ;
  dcat:servesDataset d:trees ; dct:identifier "api-1" .
"""


def titles(body: str, kind: str = "dataset") -> dict[str, str]:
    org = model.Group.get(body)
    rows = model.Session.query(model.Package).filter_by(owner_org=org.id, type=kind, state="active")
    return {row.title: row.id for row in rows}


@pytest.fixture(scope="module")
def harvested(harvests):
    """The catalogue, read by a source of the regional office."""
    return lambda site, name, body="r_lombar": _harvest(harvests, site, name, body)


def catalogue(name: str) -> str:
    """The catalogue with IRIs of its own: an IRI is one record, whoever holds it."""
    return CATALOGUE.replace("https://dati.example.it/", f"https://dati.example.it/{name}/")


def _harvest(harvests, site, name, body):
    site[f"/example.org/{name}.ttl"] = (200, {"ETag": '"1"'}, catalogue(name).encode())
    return harvests.run(harvests.add(name, "dcat_rdf", f"https://example.org/{name}.ttl", body=body))


def test_an_office_source_gives_each_record_to_its_body_and_keeps_and_tells_the_others(harvested, elsewhere, registry):
    run = harvested(elsewhere, "office")
    assert run["counts"]["new"] == 3
    assert "Alberi" in titles("c_f205")
    assert "Lampioni" in titles("r_lombar")
    assert any("Ditta Rossi" in group["why"] for group in run["report"]["noted"])
    record = registry.by_office("package_show", id=titles("c_f205")["Alberi"])
    assert record["rights_holder"][0]["body"] == "c_f205"
    assert [tag["name"] for tag in record["tags"]] == ["verde/alberi"]
    (api,) = [registry.by_office("package_show", id=one) for one in titles("r_lombar", "dataservice").values()]
    assert api["serves_datasets"] == [record["id"]]


def test_a_source_of_a_body_writes_into_no_other(harvested, elsewhere):
    harvested(elsewhere, "own", "c_b157")
    assert {"Alberi", "Lampioni"} <= set(titles("c_b157"))


def test_what_did_not_change_is_told_again_and_files_keep_their_addresses(harvests, elsewhere, registry):
    elsewhere["/example.org/same.ttl"] = catalogue("same").encode()
    name = harvests.add("same", "dcat_rdf", "https://example.org/same.ttl", body="c_i996")
    first = harvests.run(name)
    before = registry.by_office("package_show", id=titles("c_i996")["Alberi"])["resources"]
    assert harvests.run(name)["report"]["noted"] == first["report"]["noted"]
    elsewhere["/example.org/same.ttl"] = catalogue("same").replace("Alberi", "Piante").encode()
    assert harvests.run(name)["counts"] == {"changed": 1, "repaired": 1, "unchanged": 2}
    after = registry.by_office("package_show", id=titles("c_i996")["Piante"])["resources"]
    assert [one["id"] for one in before] == [one["id"] for one in after]


def test_a_service_goes_out_as_it_came_in(harvested, elsewhere, registry):
    harvested(elsewhere, "services", "c_e507")
    graph = Graph().parse(data=registry.page("/organization/c_e507/catalog.ttl"), format="turtle")
    api = URIRef("https://dati.example.it/services/api")
    assert (api, RDF.type, DCAT.DataService) in graph
    assert [str(one) for one in graph.objects(api, DCTERMS.identifier)] == ["api-1"]
    assert set(graph.objects(api, DCAT.servesDataset)) == {URIRef("https://dati.example.it/services/trees")}
    assert not list(graph.objects(api, DCTERMS.publisher))


def test_our_own_catalogue_can_be_harvested_and_makes_no_double(harvests, elsewhere, registry):
    registry.add("dataset", "c_l400", title="Fontanelle", identifier="c_l400:f")
    elsewhere["/example.org/ours.ttl"] = registry.page("/organization/c_l400/catalog.ttl").encode()
    before = registry.by_office("package_show", id=titles("c_l400")["Fontanelle"])
    run = harvests.run(harvests.add("ours", "dcat_rdf", "https://example.org/ours.ttl"))
    assert run["counts"]["joined"] >= 1
    assert "Fontanelle" not in titles("r_lombar")
    after = registry.by_office("package_show", id=titles("c_l400")["Fontanelle"])
    changing = {"metadata_modified", "extras"}  # what ckanext-harvest adds of a source
    assert {name for name in after if after[name] != before.get(name)} <= changing
    elsewhere["/example.org/copied.ttl"] = registry.page("/organization/c_l400/catalog.ttl").encode()
    copied = harvests.run(harvests.add("copied", "dcat_rdf", "https://example.org/copied.ttl", body="c_c933"))
    assert copied["counts"]["refused"] >= 1
    assert "Fontanelle" not in titles("c_c933")


def test_a_file_outside_the_folder_of_sources_is_not_read(harvests, elsewhere):
    run = harvests.run(harvests.add("passwords", "dcat_rdf", "/etc/passwd"))
    assert run["state"] == "faults"
    assert "fetch.files" in run["report"]["faults"][0]["remedy"]


def test_real_catalogues_come_out_again(template, stack, shared, tmp_path):
    """From file to `/catalog.ttl`, by the acceptance script, in a portal of its own."""
    files = sorted(Path(os.environ.get("SMARTLOMBARDIA_CATALOGUES") or shared / "data/dcat").glob("*.rdf"))
    settings = {"ckanext.smartlombardia.fetch.files": str(files[0].parent)}
    portal = stack.portal("catalogues", settings)
    portal.configure()
    portal.postgres.execute(f'CREATE DATABASE catalogues TEMPLATE "{template.name}"')
    command = [sys.executable, shared / "acceptance/roundtrip.py", "--config", portal.ini, "--out", tmp_path, *files]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    result = json.loads((tmp_path / "result.json").read_text())
    total = result["total"]
    assert not total.get("errors"), [one["error_texts"] for one in result["files"]]
    assert not total.get("datasets_missing")
    assert total["kept"] >= 0.99 * total["facts"]
    repaired = ("distribution/license", "distribution/format", "contactPoint/hasURL")  # and told
    changed = [fact for one in result["files"] for fact in one["lost_facts"] + one["added_facts"]]
    assert [fact for fact in changed if fact[0] not in repaired] == []
    for path in files:
        found = beyond.beyond(beyond.read(path), beyond.read(tmp_path / f"{path.name}.ttl"))
        assert not found.rules, path.name
        assert not found.formats["not EU"] + found.formats["degraded"], path.name


def test_what_was_mended_is_on_the_page_of_the_record_and_in_a_file(harvested, elsewhere, registry):
    harvested(elsewhere, "mended", "c_d150")
    record = registry.by_office("package_show", id=titles("c_d150")["Alberi"])
    page = registry.page(f"/dataset/{record['name']}")
    assert "authority/file-type/CSV" in page
    assert 'id="mended"' in page
    editor = registry.user("c_d150", "admin")
    log = registry.page("/fonti/mended/riparati.csv", editor)
    assert "https://dati.example.it/mended/trees,http://purl.org/dc/terms/format,CSV,http" in log
    registry.page("/fonti/mended/riparati.csv", registry.user("c_b157"), status=404)
    assert "Ditta Rossi" in registry.page("/fonti/mended", editor)
