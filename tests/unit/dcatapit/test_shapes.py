"""Each rule of DCAT-AP_IT finds its mistake, and finds nothing in a catalogue without mistakes."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph

from ckanext.smartlombardia.dcatapit import checker
from ckanext.smartlombardia.dcatapit.__main__ import main
from ckanext.smartlombardia.dcatapit.checker import SH, SL

EU = "http://publications.europa.eu/resource/authority"
GOOD = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix dcatapit: <http://dati.gov.it/onto/dcatapit#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ex: <https://dati.example.it/> .

ex:catalogue a dcatapit:Catalog, dcat:Catalog ;
  dct:title "Catalogo"@it ;
  dct:description "I dati del Comune"@it ;
  dct:publisher ex:milano ;
  dct:modified "2026-11-25"^^xsd:date ;
  dct:language <{EU}/language/ITA> ;
  foaf:homepage <https://dati.example.it/> ;
  dct:issued "2020-01-01"^^xsd:date ;
  dcat:themeTaxonomy <{EU}/data-theme> ;
  dcat:dataset ex:trees .
ex:trees a dcatapit:Dataset, dcat:Dataset ;
  dct:identifier "c_f205:D.1" ;
  dct:title "Alberi"@it ;
  dct:creator ex:milano ;
  dct:issued "2021"^^xsd:gYear ;
  owl:versionInfo "1.2" ;
  dct:isVersionOf ex:old ;
  dcat:keyword "verde"@it ;
  dct:spatial [ a dct:Location ; dcatapit:geographicalIdentifier "3181913" ] ;
  dct:description "Gli alberi dei viali"@it ;
  dct:modified "2026-11-20"^^xsd:date ;
  dcat:theme <{EU}/data-theme/ENVI> ;
  dct:subject <http://eurovoc.europa.eu/100253> ;
  dct:rightsHolder ex:milano ;
  dct:publisher ex:milano ;
  dct:accrualPeriodicity <{EU}/frequency/ANNUAL> ;
  dct:language <{EU}/language/ITA> ;
  dcat:landingPage <https://dati.example.it/alberi> ;
  dcat:contactPoint ex:office ;
  adms:identifier [ a adms:Identifier ; skos:notation "ALBERI-1" ] ;
  dct:conformsTo ex:standard ;
  dct:temporal [ a dct:PeriodOfTime ;
    dcatapit:startDate "2024-01-01"^^xsd:date ; dcatapit:endDate "2024-12-31"^^xsd:date ] ;
  dcat:distribution ex:csv .
ex:csv a dcatapit:Distribution, dcat:Distribution ;
  dct:title "Alberi, CSV"@it ;
  dct:modified "2026-11-20"^^xsd:date ;
  dct:description "Un albero a riga"@it ;
  dct:format <{EU}/file-type/CSV> ;
  dcat:accessURL <https://dati.example.it/alberi.csv> ;
  dcat:downloadURL <https://dati.example.it/alberi.csv> ;
  dcat:byteSize "10"^^xsd:nonNegativeInteger ;
  dct:license ex:licence .
ex:licence a dcatapit:LicenseDocument ; foaf:name "CC-BY 4.0" ;
  dct:type <http://purl.org/adms/licencetype/Attribution> .
ex:milano a dcatapit:Agent, foaf:Agent ; dct:identifier "c_f205" ; foaf:name "Comune di Milano"@it .
ex:office a dcatapit:Organization, vcard:Kind ;
  vcard:fn "Ufficio Verde" ; vcard:hasEmail <mailto:verde@comune.example.it> ; vcard:hasURL <https://dati.example.it/> ;
  vcard:hasTelephone [ a vcard:TelephoneType ; vcard:hasValue <tel:+39021234567> ] .
ex:standard a dcatapit:Standard ; dct:identifier "UNI 1" ; dct:title "Verde"@it ;
  dct:description "Regole"@it ; dcatapit:referenceDocumentation ex:rules .
"""

MISTAKES = {
    "catalogue-title": ('dct:title "Catalogo"@it ;', ""),
    "catalogue-description": ('dct:description "I dati del Comune"@it ;', ""),
    "catalogue-publisher": ("dct:publisher ex:milano ;\n  dct:modified", "dct:modified"),
    "catalogue-modified": ('dct:modified "2026-11-25"^^xsd:date ;', ""),
    "catalogue-dataset": ("dcat:dataset ex:trees .", "dct:spatial ex:here ."),
    "catalogue-homepage": ("foaf:homepage <https://dati.example.it/>", 'foaf:homepage "https://dati.example.it/"'),
    "catalogue-language": (f"dct:language <{EU}/language/ITA> ;\n  foaf:homepage", 'dct:language "it" ; foaf:homepage'),
    "dataset-identifier": ('dct:identifier "c_f205:D.1" ;', ""),
    "dataset-title": ('dct:title "Alberi"@it ;', ""),
    "dataset-description": ('dct:description "Gli alberi dei viali"@it ;', ""),
    "dataset-modified": ('"2026-11-20"^^xsd:date', '"ieri"'),
    "dataset-theme": (f"dcat:theme <{EU}/data-theme/ENVI> ;", ""),
    "dataset-theme-known": (f"<{EU}/data-theme/ENVI>", '"Ambiente"'),
    "dataset-holder": ("dct:rightsHolder ex:milano ;", ""),
    "dataset-frequency": (f"dct:accrualPeriodicity <{EU}/frequency/ANNUAL> ;", ""),
    "dataset-frequency-known": (f"<{EU}/frequency/ANNUAL>", '"annuale"'),
    "dataset-distribution": ("dcat:distribution ex:csv .", 'dct:issued "2020" .'),
    "dataset-language": (f"dct:language <{EU}/language/ITA> ;\n  dcat:landing", 'dct:language "it" ; dcat:landing'),
    "dataset-contact": ("dcat:contactPoint ex:office ;", ""),
    "dataset-publisher": ("dct:publisher ex:milano ;\n  dct:accrual", 'dct:publisher "Milano" ;\n  dct:accrual'),
    "dataset-landing": ("<https://dati.example.it/alberi> ;", '"https://dati.example.it/alberi" ;'),
    "dataset-description-html": ("Gli alberi dei viali", "<p>Gli alberi</p>"),
    "dataset-subject": ("<http://eurovoc.europa.eu/100253>", "<http://eurovoc.europa.eu/>"),
    "distribution-format": (f"dct:format <{EU}/file-type/CSV> ;", ""),
    "distribution-format-known": (f"<{EU}/file-type/CSV>", '"CSV"'),
    "distribution-access": ("dcat:accessURL <https://dati.example.it/alberi.csv> ;", ""),
    "distribution-licence": ("dct:license ex:licence .", 'dct:issued "2020" .'),
    "distribution-description": ('dct:description "Un albero a riga"@it ;', ""),
    "distribution-download": (
        "dcat:downloadURL <https://dati.example.it/alberi.csv>",
        'dcat:downloadURL "alberi.csv"',
    ),
    "distribution-size": ('"10"^^xsd:nonNegativeInteger', '"10 kB"'),
    "agent-identifier": ('dct:identifier "c_f205" ;', ""),
    "agent-name": ('; foaf:name "Comune di Milano"@it .', "."),
    "contact-name": ('vcard:fn "Ufficio Verde" ;', ""),
    "contact-email": ("<mailto:verde@comune.example.it>", '"verde@comune.example.it"'),
    "contact-url": ("vcard:hasURL <https://dati.example.it/>", 'vcard:hasURL "dati.example.it"'),
    "Separate": ("ex:milano a dcatapit:Agent", "ex:office a dcatapit:Agent"),
    "licence-name": ('foaf:name "CC-BY 4.0" ;', ""),
    "period-start": ('dcatapit:startDate "2024-01-01"^^xsd:date ;', ""),
    "period-end": ('dcatapit:endDate "2024-12-31"', 'dcatapit:endDate "2025-12-31"^^xsd:date, "2024-12-31"'),
    "standard-identifier": ('; dct:identifier "UNI 1" ;', ";"),
    "catalogue-issued": ('"2020-01-01"^^xsd:date', '"ieri"'),
    "catalogue-homepage-said": ("foaf:homepage <https://dati.example.it/> ;", ""),
    "catalogue-language-said": (f"dct:language <{EU}/language/ITA> ;\n  foaf:homepage", "foaf:homepage"),
    "catalogue-issued-said": ('dct:issued "2020-01-01"^^xsd:date ;', ""),
    "catalogue-themes-said": (f"dcat:themeTaxonomy <{EU}/data-theme> ;", ""),
    "CatalogueType": ("a dcatapit:Catalog, dcat:Catalog", "a dcat:Catalog"),
    "DatasetType": ("a dcatapit:Dataset, dcat:Dataset", "a dcat:Dataset"),
    "DistributionType": ("a dcatapit:Distribution, dcat:Distribution", "a dcat:Distribution"),
    "dataset-subject-said": ("dct:subject <http://eurovoc.europa.eu/100253> ;", ""),
    "dataset-publisher-said": ("dct:publisher ex:milano ;\n  dct:accrual", "dct:accrual"),
    "dataset-creator": ("dct:creator ex:milano", 'dct:creator "Milano"'),
    "dataset-issued": ('"2021"^^xsd:gYear', '"un giorno"'),
    "dataset-version": ('"1.2"', '"1.2", "1.3"'),
    "dataset-version-of": ("dct:isVersionOf ex:old", 'dct:isVersionOf "quello di prima"'),
    "dataset-keyword": ('dcat:keyword "verde"@it', "dcat:keyword ex:verde"),
    "dataset-period": ("dct:temporal [", 'dct:temporal "2024", ['),
    "dataset-area": ("dct:spatial [", 'dct:spatial "Milano", ['),
    "dataset-standard": ("dct:conformsTo ex:standard", 'dct:conformsTo "UNI 1"'),
    "distribution-title": ('dct:title "Alberi, CSV"@it', "dct:title ex:csv"),
    "distribution-modified": (
        'dct:modified "2026-11-20"^^xsd:date ;\n  dct:description "Un',
        'dct:modified "ieri" ;\n  dct:description "Un',
    ),
    "contact-telephone": ("vcard:hasTelephone [", 'vcard:hasTelephone "02 1234567", ['),
    "licence-type": (";\n  dct:type <http://purl.org/adms/licencetype/Attribution> .", "."),
    "standard-title": ('dct:title "Verde"@it', "dct:title ex:verde"),
    "standard-description": ('dct:description "Regole"@it', "dct:description ex:verde"),
    "standard-documentation": ("dcatapit:referenceDocumentation ex:rules", 'dcatapit:referenceDocumentation "carta"'),
    "place-geonames": ('dcatapit:geographicalIdentifier "3181913"', "dcatapit:geographicalIdentifier ex:3181913"),
    "identifier-notation": ('a adms:Identifier ; skos:notation "ALBERI-1"', "a adms:Identifier"),
    "Identifier": ('[ a adms:Identifier ; skos:notation "ALBERI-1" ]', '"ALBERI-1"'),
}


def found(text: str, profile: str = "dcat-ap-it") -> list[checker.Finding]:
    return checker.check(Graph().parse(data=text, format="turtle"), [profile])


@pytest.mark.parametrize("profile", checker.PROFILES)
def test_a_right_catalogue_is_without_findings(profile):
    assert found(GOOD, profile) == []


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_is_found_by_its_rule_with_a_remedy(rule):
    right, wrong = MISTAKES[rule]
    assert right in GOOD
    findings = {one.rule: one for one in found(GOOD.replace(right, wrong, 1))}
    assert rule in findings
    assert findings[rule].subject.startswith("https://dati.example.it/")
    assert findings[rule].message.endswith(".")
    assert findings[rule].remedy.endswith(".")


def test_every_rule_has_its_mistake_here():
    shapes = checker.shapes()
    rules = {str(one).rpartition("#")[2] for one in shapes.subjects(SL.remedy)}
    assert rules == set(MISTAKES)
    assert all(shapes.value(one, SH.message) for one in shapes.subjects(SL.remedy))


def test_the_command_says_what_is_wrong_and_what_to_do(tmp_path, capsys):
    path = tmp_path / "catalogue.ttl"
    path.write_text(GOOD.replace('dct:title "Alberi"@it ;', ""))
    assert main(["check", "--format", "json", str(path)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)[str(path)]
    assert finding["rule"] == "dataset-title"
    assert finding["message"] == "Il dataset non ha un titolo."
    path.write_text(GOOD)
    assert main(["check", str(path)]) == 0
    assert "0 errori" in capsys.readouterr().out


HOSTILE = {
    "bomb.rdf": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "outside.rdf": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "context.jsonld": '{"@context": "https://example.org/context.jsonld", "@id": "x"}',
    "broken.ttl": "<a> <b",
    "empty.ttl": "",
    "words.txt": "ciao",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_words(tmp_path, capsys, name):
    path = tmp_path / name
    path.write_text(HOSTILE[name])
    assert main(["check", str(path)]) == 2
    assert "Il f" in capsys.readouterr().out
