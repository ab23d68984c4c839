"""Values and answers that catalogues of other makers give and that no standard foresees: one costs one value."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.harvesters import datasets, services
from ckanext.smartlombardia.harvesters.ckan import reader as ckan
from ckanext.smartlombardia.harvesters.csw import reader as csw
from ckanext.smartlombardia.harvesters.data_json import reader as data_json
from ckanext.smartlombardia.harvesters.ogc import reader as ogc
from ckanext.smartlombardia.harvesters.wsdl import reader as wsdl
from ckanext.smartlombardia.types import Record, Refused

from .documents import document

SITE = "https://dati.comune.lecco.it/data.json"
NAMESPACES = (
    'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco" '
    'xmlns:gmi="http://www.isotc211.org/2005/gmi" xmlns:srv="http://www.isotc211.org/2005/srv"'
)
SHEET = """<gmd:fileIdentifier><gco:CharacterString>c_e507:piste</gco:CharacterString></gmd:fileIdentifier>
<gmd:hierarchyLevel>{before}<gmd:MD_ScopeCode codeListValue="dataset"/></gmd:hierarchyLevel>
<gmd:contact><gmd:CI_ResponsibleParty><gmd:organisationName><gco:CharacterString>Comune di Lecco</gco:CharacterString>
</gmd:organisationName><gmd:role>{before}<gmd:CI_RoleCode codeListValue="owner"/></gmd:role></gmd:CI_ResponsibleParty>
</gmd:contact><gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title>{before}
<gco:CharacterString>Piste {before}ciclabili</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
</gmd:MD_DataIdentification></gmd:identificationInfo>"""
ISO_19115_3 = """<mdb:MD_Metadata xmlns:mdb="http://standards.iso.org/iso/19115/-3/mdb/2.0"
 xmlns:mcc="http://standards.iso.org/iso/19115/-3/mcc/1.0" xmlns:cit="http://standards.iso.org/iso/19115/-3/cit/2.0"
 xmlns:mri="http://standards.iso.org/iso/19115/-3/mri/1.0" xmlns:srv="http://standards.iso.org/iso/19115/-3/srv/2.1"
 xmlns:mrd="http://standards.iso.org/iso/19115/-3/mrd/1.0" xmlns:gco="http://standards.iso.org/iso/19115/-3/gco/1.0">
<mdb:metadataIdentifier><mcc:MD_Identifier><mcc:code><gco:CharacterString>lecco-wms</gco:CharacterString></mcc:code>
</mcc:MD_Identifier></mdb:metadataIdentifier>
<mdb:metadataScope><mdb:MD_MetadataScope><mdb:resourceScope><mcc:MD_ScopeCode codeListValue="service"/>
</mdb:resourceScope></mdb:MD_MetadataScope></mdb:metadataScope>
<mdb:contact><cit:CI_Responsibility><cit:role><cit:CI_RoleCode codeListValue="owner"/></cit:role><cit:party>
<cit:CI_Organisation><cit:name><gco:CharacterString>Comune di Lecco</gco:CharacterString></cit:name>
</cit:CI_Organisation></cit:party></cit:CI_Responsibility></mdb:contact>
<mdb:identificationInfo><srv:SV_ServiceIdentification><mri:citation><cit:CI_Citation><cit:title>
<gco:CharacterString>Mappe</gco:CharacterString></cit:title></cit:CI_Citation></mri:citation>
</srv:SV_ServiceIdentification></mdb:identificationInfo>
<mdb:distributionInfo><mrd:MD_Distribution><mrd:transferOptions><mrd:MD_DigitalTransferOptions><mrd:onLine>
<cit:CI_OnlineResource><cit:linkage><gco:CharacterString>https://sit.comune.lecco.it/ows?map=/a.map&amp;SERVICE=WMS
</gco:CharacterString></cit:linkage></cit:CI_OnlineResource></mrd:onLine></mrd:MD_DigitalTransferOptions>
</mrd:transferOptions></mrd:MD_Distribution></mdb:distributionInfo></mdb:MD_Metadata>"""
EXCEPTION = """<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows">
<ows:Exception exceptionCode="InvalidParameterValue" locator="outputSchema"/></ows:ExceptionReport>"""


def catalogue(*entries, **more):
    """A data.json of these datasets."""
    described = [{"title": "Alberi", "identifier": str(number), **entry} for number, entry in enumerate(entries)]
    return document(json.dumps({"dataset": described, **more}), SITE)


def results(content: str, matched: int = 1) -> str:
    """The answer of a CSW."""
    return (
        '<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">'
        f'<csw:SearchResults numberOfRecordsMatched="{matched}" nextRecord="0">{content}</csw:SearchResults>'
        "</csw:GetRecordsResponse>"
    )


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (1714557600000, "2024-05-01T10:00:00+00:00"),
        (1714557600, "2024-05-01T10:00:00+00:00"),
        (float("nan"), None),
        (float("inf"), None),
        (1e18, None),
        ("ieri", None),
        ("2024-02-30", None),
        ("2018-05", "2018-05"),
        ("04-08-2021", "2021-08-04"),
        ("2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.000Z"),
        (["2024-05-01"], None),
    ],
)
def test_a_date_is_read_or_left_out_with_an_entry(value, date):
    repairs = []
    assert (datasets.day("modified", value, repairs) or None) == date
    assert bool(repairs) is (date is None or value == "04-08-2021")


def test_a_period_in_place_of_a_date_says_how_often():
    (record,) = data_json.read(catalogue({"modified": "R/P1D"}))
    assert "modified" not in record.fields
    assert record.fields["frequency"].endswith("/DAILY")
    assert ("modified", "R/P1D") in [(repair.field, repair.was) for repair in record.repairs]


def test_texts_where_lists_and_mappings_should_be_are_taken():
    (record,) = data_json.read(
        catalogue(
            {
                "title": ["Alberi"],
                "keyword": "alberi; verde pubblico",
                "publisher": "Comune di Lecco",
                "distribution": {"downloadURL": "https://dati.comune.lecco.it/a.csv"},
                "spatial": {"type": "Point", "coordinates": [9.4, 45.8]},
                "temporal": "2019",
            }
        )
    )
    assert (record.fields["title"], record.fields["tag_string"]) == ("Alberi", "alberi,verde pubblico")
    assert (record.body.name, len(record.fields["resources"])) == ("Comune di Lecco", 1)
    assert json.loads(record.fields["spatial_coverage"][0]["geom"])["type"] == "Point"
    assert record.fields["temporal_coverage"] == [{"start": "2019-01-01", "end": "2019-12-31"}]


def test_a_catalogue_is_recognised_although_some_entries_are_void():
    standard = "https://project-open-data.cio.gov/v1.1/schema"
    void = {"title": " "}
    assert data_json.recognises(catalogue({}, void, {}))
    assert data_json.recognises(catalogue(void, {}, void, void, conformsTo=standard))
    assert not data_json.recognises(catalogue(void, void, void, conformsTo=standard))
    refused = [entry for entry in data_json.read(catalogue({}, void)) if isinstance(entry, Refused)]
    assert [entry.where for entry in refused] == [f"{SITE}, dataset 2"]


@pytest.mark.parametrize(
    ("content", "why"),
    [(b'{"dataset": [{"title": "a"},]}', "riga 1, colonna 2"), ('{"dataset": ["Cantù"]}'.encode("latin-1"), "UTF-8")],
)
def test_broken_json_is_refused_with_its_place(content, why):
    (refused,) = data_json.read(document(content, SITE))
    assert why in refused.why


def test_numbers_where_ckan_has_texts_cost_nothing():
    entry = {
        "id": 7,
        "name": "alberi",
        "title": {"it": "Alberi", "de": "Bäume"},
        "tags": [{"display_name": 2024}, {"name": "verde"}],
        "holder_name": "Comune di Lecco",
        "holder_identifier": 623530136,
    }
    content = json.dumps({"success": True, "result": {"count": 1, "results": [entry]}})
    (record,) = ckan.read(document(content, "https://dati.comune.lecco.it/api/3/action/package_search"))
    assert (record.guid, record.fields["tag_string"]) == ("7", "2024,verde")
    assert (record.fields["title"], record.fields["title_translated"]["de"]) == ("Alberi", "Bäume")
    assert (record.body.ipa, record.body.name) == (None, "Comune di Lecco")


@pytest.mark.parametrize(
    ("reader", "content"),
    [(ckan, json.dumps({"result": {"count": 1200, "results": []}})), (csw, results("", 171))],
)
def test_a_page_that_announces_records_and_gives_none_is_a_fault(reader, content):
    (refused,) = reader.read(document(content, "https://example.org/csw"))
    assert (refused.where, "annuncia" in refused.why) == ("https://example.org/csw", True)


@pytest.mark.parametrize("root", ["gmd:MD_Metadata", "gmi:MI_Metadata"])
@pytest.mark.parametrize("before", ["", "<!-- uno -->", "<?uno due?>"])
def test_sheets_are_read_whatever_stands_between_their_elements(root, before):
    sheet = f"<{root} {NAMESPACES}>{SHEET.format(before=before)}</{root}>"
    for content in (sheet, results(sheet)):
        assert csw.recognises(document(content))
        (record,) = csw.read(document(content))
        assert (record.guid, record.fields["title"]) == ("c_e507:piste", "Piste ciclabili")
        assert record.body.name == "Comune di Lecco"


def test_a_service_in_iso_19115_3_is_a_service_of_its_holder_at_its_address():
    (record,) = csw.read(document(ISO_19115_3))
    assert (record.kind, record.guid, record.body.name) == ("dataservice", "lecco-wms", "Comune di Lecco")
    assert record.fields["endpoint_url"] == "https://sit.comune.lecco.it/ows?map=/a.map"


def test_a_catalogue_that_refuses_iso_is_read_in_dublin_core():
    record = """<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:dct="http://purl.org/dc/terms/"><dc:identifier>c_e507:piste</dc:identifier><dc:title>Piste</dc:title>
        <dc:creator>Anna Rossi</dc:creator><dc:publisher>Comune di Lecco</dc:publisher><dc:subject>bici</dc:subject>
        <dct:references scheme="OGC:WFS">https://sit.comune.lecco.it/wfs</dct:references></csw:Record>"""

    def get(url):
        return document(results(record) if "csw%3ARecord" in url else EXCEPTION, url)

    (page,) = csw.pages(get, ["https://geodati.example.it/csw"])
    (dataset,) = csw.read(page)
    assert (dataset.guid, dataset.body.name) == ("c_e507:piste", "Comune di Lecco")
    assert (dataset.fields["tag_string"], dataset.fields["resources"][0]["format"]) == ("bici", "WFS")
    assert "Anna Rossi" not in str(dataset)


def test_a_catalogue_that_refuses_everything_says_its_code():
    (page,) = csw.pages(lambda url: document(EXCEPTION, url), ["https://geodati.example.it/csw"])
    (refused,) = csw.read(page)
    assert "InvalidParameterValue" in refused.why


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("https://x.it/cgi-bin/mapserv?map=/srv/a.map&", "https://x.it/cgi-bin/mapserv?map=/srv/a.map"),
        ("https://x.it/mapserv?MAP=%2Fsrv%2Fa.map&SERVICE=WMS&VERSION=1.3.0", "https://x.it/mapserv?MAP=%2Fsrv%2Fa.map"),
        ("https://x.it/lizmap?repository=r&project=p&REQUEST=GetCapabilities", "https://x.it/lizmap?repository=r&project=p"),
        ("https://x.it/geoserver/ows?", "https://x.it/geoserver/ows"),
        ("https://x.it/ows?map=a&token=segreto", "https://x.it/ows?map=a"),
    ],
)  # fmt: skip
def test_an_address_keeps_what_selects_the_service(address, endpoint):
    assert services.endpoint(address) == endpoint


def test_places_keep_the_map_that_is_meant():
    asked = "https://x.it/mapserv?map=/a.map&SERVICE=WMS&REQUEST=GetCapabilities"
    assert asked in ogc.places("https://x.it/mapserv?map=/a.map")


def test_a_tile_service_is_known_by_its_namespace():
    content = """<Capabilities xmlns="http://www.opengis.net/wmts/1.0" version="1.0.0"><ServiceIdentification>
        <Title>Ortofoto</Title><ServiceType codeSpace="wmts"/></ServiceIdentification></Capabilities>"""
    (record,) = ogc.read(document(content))
    assert record.fields["tag_string"] == "WMTS"


def test_an_undeclared_prefix_is_named():
    (refused,) = ogc.read(document('<WMS_Capabilities><Service xlink:href="a"/></WMS_Capabilities>'))
    assert "«xlink»" in refused.why
    assert "xmlns:xlink" in refused.remedy


def test_a_description_without_soap_keeps_its_address_and_is_not_called_soap():
    content = """<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
        xmlns:http="http://schemas.xmlsoap.org/wsdl/http/"><wsdl:service name="Meteo"><wsdl:port name="get">
        <http:address location="https://servizi.comune.lecco.it/meteo"/></wsdl:port></wsdl:service></wsdl:definitions>"""
    (record,) = wsdl.read(document(content))
    assert isinstance(record, Record)
    assert record.fields["endpoint_url"] == "https://servizi.comune.lecco.it/meteo"
    assert (record.fields["protocol"], "standards" in record.fields) == ("other", False)
