"""Catalogues that are not RDF: CKAN, data.json, Socrata, CSW."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.harvesters.ckan import reader as ckan
from ckanext.smartlombardia.harvesters.csw import reader as csw
from ckanext.smartlombardia.harvesters.data_json import reader as data_json
from ckanext.smartlombardia.harvesters.socrata import reader as socrata
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document, library

URL = "https://dati.comune.lecco.it/api/3/action/package_search"
CCBY = "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"
EU = "http://publications.europa.eu/resource/authority"
PACKAGE = {
    "id": "p1",
    "name": "alberi",
    "title": "Alberi",
    "notes": "Gli alberi del Comune",
    "type": "dataset",
    "license_url": "https://creativecommons.org/licenses/by/4.0/deed.it",
    "modified": "01-08-2026",
    "frequency": "ANNUAL",
    "language": "{ITA}",
    "themes_aggregate": '[{"theme": "ENVI", "subthemes": []}]',
    "holder_name": '{"it": "Comune di Lecco"}',
    "holder_identifier": "c_e507",
    "tags": [{"name": "verde"}],
    "resources": [
        {"url": "https://dati.comune.lecco.it/a.csv", "name": "Elenco", "format": "CSV", "size": 0},
        {"url": ""},
    ],
    "extras": [{"key": "identifier", "value": "c_e507:alberi"}],
}


def search(*results, count=None):
    return json.dumps({"success": True, "result": {"count": count or len(results), "results": list(results)}})


def test_a_ckan_dataset_comes_with_the_fields_of_the_italian_extension():
    (found,) = ckan.read(document(search(PACKAGE), URL))
    assert (found.kind, found.guid, found.body) == ("dataset", "p1", BodyRef(ipa="c_e507", name="Comune di Lecco"))
    assert found.fields == {
        "title": "Alberi",
        "notes": "Gli alberi del Comune",
        "url": "https://dati.comune.lecco.it/dataset/alberi",
        "identifier": "c_e507:alberi",
        "modified": "2026-08-01",
        "frequency": f"{EU}/frequency/ANNUAL",
        "language": [f"{EU}/language/ITA"],
        "theme": [f"{EU}/data-theme/ENVI"],
        "license_id": CCBY,
        "rights_holder": [{"name": "Comune di Lecco", "identifier": "c_e507"}],
        "tag_string": "verde",
        "resources": [{"url": "https://dati.comune.lecco.it/a.csv", "name": "Elenco", "format": "CSV"}],
        "source_url": URL,
    }
    assert [(repair.field, repair.was) for repair in found.repairs] == [
        ("license_id", "https://creativecommons.org/licenses/by/4.0/deed.it"),
        ("modified", "01-08-2026"),
    ]


def test_the_real_package_of_another_site(shared):
    said = json.loads((shared / "data/dcat/dati_trentino_package_show.json").read_text())["result"]
    found, *services = ckan.read(document(search(said), "https://dati.trentino.it/api/3/action/package_search"))
    assert (found.fields["title"], found.body.ipa) == ("Elenco aderenti EuregioFamilyPass", "p_tn")
    assert (found.fields["license_id"], len(found.fields["resources"])) == (CCBY, 3)
    assert {one.kind for one in services} <= {"dataservice"}
    assert found.fields["theme"] == [f"{EU}/data-theme/EDUC", f"{EU}/data-theme/INTR"]


def test_bad_datasets_are_named_and_other_types_are_left_alone():
    found = list(ckan.read(document(search({"id": "x"}, "no", {**PACKAGE, "type": "harvest"}, PACKAGE), URL)))
    assert [type(one) for one in found] == [Refused, Refused, Record]


def test_every_page_of_a_ckan_site_is_asked_for():
    asked = []

    def get(url):
        asked.append(url)
        return document(search(PACKAGE, count=250), url)

    assert len(list(ckan.pages(get, ["https://dati.comune.lecco.it/"]))) == 3
    assert [url.partition("start=")[2].partition("&")[0] for url in asked] == ["0", "100", "200"]
    assert all(url.startswith(f"{URL}?") for url in asked)


@pytest.mark.parametrize(
    "address",
    [
        "https://d.it", "https://d.it/dataset/", "https://d.it/api/3/action/package_search?rows=5", "https://d.it/api/3",
    ],
)  # fmt: skip
def test_the_address_of_a_ckan_site_may_be_written_in_many_ways(address):
    assert ckan.page_address(address) == "https://d.it/api/3/action/package_search?rows=100&start=0&sort=id+asc"


def test_a_search_in_the_address_stays():
    assert "fq=organization%3Alecco" in ckan.page_address("https://d.it/dataset?fq=organization:lecco")


@pytest.mark.parametrize("reader", [ckan, data_json, socrata])
@pytest.mark.parametrize("content", ["", "<html>", "{}", "3", '{"result": {"results": {}}}', '{"dataset": 1}'])
def test_what_is_no_catalogue_is_named_with_its_remedy(reader, content):
    (refused,) = reader.read(document(content, URL))
    assert (refused.where, bool(refused.why and refused.remedy)) == (URL, True)


@pytest.mark.parametrize("reader", [ckan, socrata, csw])
def test_a_catalogue_that_cannot_be_had_is_named(reader):
    (refused,) = reader.pages(library(), ["https://example.org/catalogo"])
    assert "404" in refused.why


DATA_JSON = {
    "@type": "dcat:Catalog",
    "dataset": [
        {
            "title": "Parcheggi",
            "description": "Posti",
            "identifier": "https://dati.comune.lecco.it/parcheggi",
            "keyword": ["sosta", "auto"],
            "modified": "2026-05-01",
            "publisher": {"name": "Comune di Lecco"},
            "accessLevel": "public",
            "accrualPeriodicity": "R/P1D",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "temporal": "2025-01-01/2026-01-01",
            "distribution": [{"downloadURL": "https://dati.comune.lecco.it/p.csv", "mediaType": "text/csv"}],
        },
        {"title": "Senza codice"},
        {"identifier": "x"},
    ],
}


def test_a_data_json_catalogue():
    found, *bad = data_json.read(document(json.dumps(DATA_JSON), "https://dati.comune.lecco.it/data.json"))
    assert found.body == BodyRef(name="Comune di Lecco")
    assert found.fields["frequency"] == f"{EU}/frequency/DAILY"
    assert found.fields["access_rights"] == f"{EU}/access-right/PUBLIC"
    assert (found.fields["license_id"], found.fields["tag_string"]) == (CCBY, "sosta,auto")
    assert found.fields["temporal_coverage"] == [{"start": "2025-01-01", "end": "2026-01-01"}]
    assert found.fields["resources"] == [
        {
            "url": "https://dati.comune.lecco.it/p.csv",
            "download_url": "https://dati.comune.lecco.it/p.csv",
            "mimetype": "text/csv",
        }
    ]
    assert ["«Senza codice»" in bad[0].why, "titolo" in bad[1].why] == [True, True]


def test_a_site_without_a_path_has_its_data_json_at_the_usual_place():
    (page,) = data_json.pages(library(**{"data.json": "{}"}), ["https://example.org/"])
    assert page.url == "https://example.org/data.json"


ENTRY = {
    "resource": {
        "id": "abcd-1234", "name": "Farmacie  lombarde", "description": "Elenco", "attribution": "Regione Lombardia",
        "type": "dataset", "createdAt": "2020-01-01T00:00:00.000Z", "data_updated_at": "2026-01-01T00:00:00.000Z",
    },
    "classification": {"domain_category": "Sanità", "domain_tags": ["farmacia"]},
    "metadata": {"domain": "www.dati.lombardia.it", "license": "CC BY 4.0"},
    "permalink": "https://www.dati.lombardia.it/d/abcd-1234",
}  # fmt: skip


def test_a_socrata_catalogue():
    said = {"results": [ENTRY, {**ENTRY, "resource": {**ENTRY["resource"], "type": "chart"}}, {}], "resultSetSize": 3}
    found, service, bad = socrata.read(document(json.dumps(said), "https://www.dati.lombardia.it/api/catalog/v1"))
    assert (found.guid, found.body) == ("abcd-1234", BodyRef(name="Regione Lombardia"))
    assert (found.fields["title"], found.fields["license_id"]) == ("Farmacie lombarde", CCBY)
    assert [one["url"] for one in found.fields["resources"]] == [
        "https://www.dati.lombardia.it/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD",
        "https://www.dati.lombardia.it/resource/abcd-1234.json",
    ]
    assert service.fields["endpoint_url"] == "https://www.dati.lombardia.it/resource/abcd-1234.json"
    assert isinstance(bad, Refused)


def test_the_views_of_a_socrata_site():
    said = [
        {"id": "abcd-1234", "name": "Farmacie", "viewType": "tabular", "rowsUpdatedAt": 1767225600,
         "license": {"name": "CC BY", "termsLink": "http://creativecommons.org/licenses/by/4.0/legalcode"}},
        {"id": "efgh-5678", "name": "Una pagina", "viewType": "story"},
    ]  # fmt: skip
    found, service = socrata.read(document(json.dumps(said), "https://www.dati.lombardia.it/api/views"))
    assert (found.fields["modified"], found.fields["license_id"]) == ("2026-01-01T00:00:00+00:00", CCBY)
    assert service.fields["dataset_guids"] == ["abcd-1234"]


def test_every_page_of_a_socrata_site_is_asked_for():
    asked = []

    def get(url):
        asked.append(url)
        return document(json.dumps({"results": [ENTRY], "resultSetSize": 101}), url)

    assert len(list(socrata.pages(get, ["https://www.dati.lombardia.it"]))) == 2
    assert "domains=www.dati.lombardia.it" in asked[0]
    assert next(iter(socrata.pages(get, ["https://www.dati.lombardia.it/api/views"]))).url.endswith("/api/views")


SHEET = """<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"
 xmlns:srv="http://www.isotc211.org/2005/srv">
<gmd:fileIdentifier><gco:CharacterString>{guid}</gco:CharacterString></gmd:fileIdentifier>
<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue="{level}"/></gmd:hierarchyLevel>
<gmd:identificationInfo><gmd:MD_DataIdentification>
<gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
<gmd:pointOfContact><gmd:CI_ResponsibleParty>
<gmd:individualName><gco:CharacterString>Una Persona</gco:CharacterString></gmd:individualName>
<gmd:organisationName><gco:CharacterString>Comune di Lecco</gco:CharacterString></gmd:organisationName>
<gmd:role><gmd:CI_RoleCode codeListValue="owner"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>
</gmd:MD_DataIdentification></gmd:identificationInfo>
<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions><gmd:onLine><gmd:CI_OnlineResource>
<gmd:linkage><gmd:URL>https://mappe.comune.lecco.it/wms?request=GetCapabilities</gmd:URL></gmd:linkage>
</gmd:CI_OnlineResource></gmd:onLine></gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>
</gmd:MD_Metadata>"""
ANSWER = """<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">
<csw:SearchResults numberOfRecordsMatched="3" numberOfRecordsReturned="2"
 nextRecord="{next}">{sheets}</csw:SearchResults>
</csw:GetRecordsResponse>"""


def sheet(guid="c_e507:1", level="dataset", title="Edifici"):
    return SHEET.format(guid=guid, level=level, title=title)


def test_a_geographical_catalogue_gives_datasets_and_services():
    said = ANSWER.format(next=3, sheets=sheet() + sheet("c_e507:2", "service") + sheet(title="") + sheet(guid=""))
    dataset, service, *bad = csw.read(document(said, "https://geo.comune.lecco.it/csw"))
    assert (dataset.kind, dataset.guid, dataset.body) == ("dataset", "c_e507:1", BodyRef(name="Comune di Lecco"))
    assert dataset.fields["resources"][0]["format"] == "WMS"
    assert (service.kind, service.fields["endpoint_url"]) == ("dataservice", "https://mappe.comune.lecco.it/wms")
    assert ["titolo" in bad[0].why, "identificativo" in bad[1].why] == [True, True]
    assert "Una Persona" not in str([dataset, service])


def test_a_geographical_catalogue_is_read_to_its_last_page():
    asked = []

    def get(url):
        asked.append(url)
        return document(ANSWER.format(next=3 if len(asked) == 1 else 0, sheets=sheet()), url)

    assert len(list(csw.pages(get, ["https://geo.comune.lecco.it/csw?service=CSW&request=GetCapabilities"]))) == 2
    assert [url.rpartition("=")[2] for url in asked] == ["1", "3"]
    assert asked[0].count("request=") == 1


def test_the_real_sheet_of_the_national_catalogue(shared):
    (found,) = csw.read(document((shared / "data/dcat/openrndt_item.xml").read_bytes(), "https://geodati.gov.it/x.xml"))
    assert (found.guid, found.fields["title"]) == (
        "age:D_E973_MARSAGLIA",
        "Cartografia catastale - Comune di MARSAGLIA",
    )
    assert found.fields["license_id"] == CCBY
    assert found.fields["access_rights"] == f"{EU}/access-right/PUBLIC"
    assert [one["format"] for one in found.fields["resources"]] == ["WMS", "WFS"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("<ExceptionReport><Exception>InvalidParameterValue</Exception></ExceptionReport>", "InvalidParameterValue"),
        ("<a/>", "ISO 19139"),
        ("no", "XML"),
    ],
)
def test_what_is_no_geographical_catalogue_is_named(content, word):
    (refused,) = csw.read(document(content, URL))
    assert word in refused.why
