"""DCAT-AP HVD 3.0.0: each rule fires on its mistake; complete datasets, and those that are none, are left alone."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckanext.smartlombardia.dcatapit import checker
from ckanext.smartlombardia.dcatapit.checker import SH, SL

REGULATION = "<http://data.europa.eu/eli/reg_impl/2023/138/oj>"
EU = "http://publications.europa.eu/resource/authority"
COMPLETE = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix ex: <https://dati.example.it/> .
ex:air a dcat:Dataset ;
  dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021> ;
  dcatap:applicableLegislation {REGULATION} ;
  dcat:contactPoint ex:office ;
  dcat:distribution ex:csv .
ex:csv a dcat:Distribution ;
  dcat:accessURL ex:page ;
  dcat:downloadURL ex:file ;
  dct:format <{EU}/file-type/CSV> ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> ;
  dcatap:applicableLegislation {REGULATION} .
ex:api a dcat:DataService ;
  dcat:servesDataset ex:air ;
  dcat:endpointURL ex:endpoint ;
  dcat:endpointDescription ex:openapi ;
  dcat:contactPoint ex:office ;
  foaf:page ex:docs ;
  dct:rights ex:terms ;
  dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021> ;
  dcatap:applicableLegislation {REGULATION} .
ex:office a vcard:Kind ; vcard:hasEmail <mailto:aria@comune.example.it> .
"""
CATEGORY = "dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021>"
LAW = f"dcatap:applicableLegislation {REGULATION}"
MISTAKES = {
    "hvd-legislation": (f"dcatap:applicableLegislation {REGULATION} ;\n  dcat:contact", "dcat:contact"),
    "hvd-category": ("hvdCategory <http://data.europa.eu/bna/c_dd313021>", 'hvdCategory "aria"'),
    "hvd-access": ("dcat:distribution ex:csv .", "dct:issued 2020 ."),
    "hvd-api": ("dcat:servesDataset ex:air ;", ""),
    "hvd-contact": ("dcat:contactPoint ex:office ;\n  dcat:distribution", "dcat:distribution"),
    "hvd-download": ("dcat:downloadURL ex:file ;", ""),
    "hvd-file-access": ("dcat:accessURL ex:page ;", ""),
    "hvd-file-legislation": (f";\n  dcatap:applicableLegislation {REGULATION} .\nex:api", ".\nex:api"),
    "hvd-file-licence": ("licenses/by/4.0/", "licenses/by-nc/4.0/"),
    "hvd-file-format": ("file-type/CSV", "file-type/PDF"),
    "hvd-service-endpoint": ("dcat:endpointURL ex:endpoint ;", ""),
    "hvd-service-legislation": (f";\n  dcatap:applicableLegislation {REGULATION} .\nex:office", ".\nex:office"),
    "hvd-service-category": (f"{CATEGORY} ;\n  {LAW} .\nex:office", f"{LAW} .\nex:office"),
    "hvd-service-contact": ("dcat:contactPoint ex:office ;\n  foaf:page", "foaf:page"),
    "hvd-service-page": ("foaf:page ex:docs ;", ""),
    "hvd-service-terms": ("dct:rights ex:terms ;", ""),
    "hvd-service-description": ("dcat:endpointDescription ex:openapi ;", ""),
    "Flagged": (f"{CATEGORY} ;\n  {LAW} ;\n  dcat:contact", f"{LAW} ;\n  dcat:contact"),
    "Contact": ("vcard:hasEmail <mailto:aria@comune.example.it>", 'vcard:fn "Aria"'),
}  # fmt: skip


def found(text: str) -> list[checker.Finding]:
    return checker.check(Graph().parse(data=text, format="turtle"), ["hvd"])


def test_a_complete_dataset_is_without_findings():
    assert found(COMPLETE) == []


def test_a_dataset_that_does_not_say_so_is_asked_nothing():
    plain = COMPLETE.replace("dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021> ;", "")
    assert found(plain.replace(REGULATION, "<https://leggi.example.it/1>")) == []


@pytest.mark.parametrize("licence", [
    "https://creativecommons.org/publicdomain/zero/1.0/", f"{EU}/licence/CC_BY_4_0", f"{EU}/licence/CC0",
    "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40",
])  # fmt: skip
def test_a_licence_as_open_as_cc_by_is_well(licence):
    assert found(COMPLETE.replace("https://creativecommons.org/licenses/by/4.0/", licence)) == []


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_is_found_by_its_rule_with_a_remedy(rule):
    right, wrong = MISTAKES[rule]
    assert right in COMPLETE
    findings = {one.rule: one for one in found(COMPLETE.replace(right, wrong, 1))}
    assert rule in findings
    assert findings[rule].message.endswith(".")
    assert findings[rule].remedy.endswith(".")


def test_every_rule_has_its_mistake_here():
    shapes = checker.shapes("hvd")
    assert {str(one).rpartition("#")[2] for one in shapes.subjects(SL.remedy)} == set(MISTAKES)
    assert all(shapes.value(one, SH.message) for one in shapes.subjects(SL.remedy))


EXAMPLES = {
    "hvd-example-data_service_openapi_sla.ttl": {"hvd-contact"},
    "hvd-example-data_service_service_desk.ttl": set(),
    "hvd-example-ms_catalogue_hvd.ttl": {"hvd-contact", "hvd-download"},
    "hvd-example-ms_dataset_hvd_profile.ttl": {"Flagged"},
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_official_examples_lack_only_what_they_lack(shared, name):
    text = (shared / "data/dcat" / name).read_text(encoding="utf-8")
    assert {one.rule for one in found(text)} == EXAMPLES[name]
