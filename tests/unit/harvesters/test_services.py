"""Descriptions of services: OpenAPI, WSDL, GetCapabilities."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.harvesters.ogc import reader as ogc
from ckanext.smartlombardia.harvesters.openapi import reader as openapi
from ckanext.smartlombardia.harvesters.wsdl import reader as wsdl
from ckanext.smartlombardia.types import Record, Refused

from .documents import document, library

URL = "https://servizi.comune.lecco.it/api.yaml"
OPENAPI = """
openapi: {version}
info:
  title: Eventi del Comune
  description: Gli eventi in programma.
  version: 1.2.0
  termsOfService: https://www.comune.lecco.it/condizioni
  license: {{name: CC-BY-4.0}}
servers:
  - url: https://collaudo.comune.lecco.it/v1
    x-sandbox: true
  - url: https://{{porta}}.comune.lecco.it/v1
    variables: {{porta: {{default: servizi}}}}
tags: [{{name: eventi}}, {{name: "cultura, sport"}}]
paths: {{}}
"""


def one(found):
    (only,) = list(found)
    return only


@pytest.mark.parametrize(
    ("version", "standard"), [("3.0.3", "openapi-3.0"), ("3.1.0", "openapi-3.1")]
)  # fmt: skip
def test_an_openapi_document_becomes_a_data_service(version, standard):
    service = one(openapi.read(document(OPENAPI.format(version=version), URL)))
    assert (service.kind, service.guid, service.grade, service.body) == ("dataservice", URL, "E2", None)
    assert service.fields == {
        "title": "Eventi del Comune",
        "notes": "Gli eventi in programma.",
        "version": "1.2.0",
        "endpoint_url": "https://servizi.comune.lecco.it/v1",
        "endpoint_description": URL,
        "source_url": URL,
        "protocol": "rest",
        "terms_url": "https://www.comune.lecco.it/condizioni",
        "licence": "CC-BY-4.0",
        "standards": [{"standard": standard, "version": version, "role": "provider"}],
        "tag_string": "eventi,cultura sport",
    }


def test_swagger_2_says_its_address_in_three_parts():
    said = {
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "host": "x.e015.servizirl.it", "basePath": "/b",
        "schemes": ["http", "https"], "paths": {},
    }  # fmt: skip
    service = one(openapi.read(document(json.dumps(said), URL)))
    assert service.fields["endpoint_url"] == "https://x.e015.servizirl.it/b"
    assert (service.fields["channel"], service.fields["standards"][0]["standard"]) == ("e015", "openapi-2.0")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://localhost:8080/api", "rete interna"),
        ("http://192.168.1.4/api", "rete interna"),
        ("https://api.example.com/v1", "esempio"),
        ("https://<TO_DEFINE>", "indirizzo web"),
    ],
)
def test_an_address_that_nobody_can_call_is_left_out_and_logged(address, why):
    said = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "servers": [{"url": address}], "paths": {}}
    service = one(openapi.read(document(json.dumps(said), URL)))
    assert "endpoint_url" not in service.fields
    assert (service.repairs[0].was, why in service.repairs[0].why) == (address, True)


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}], [{"url": "https://{ente}.comuni.it/"}], "x", None])
def test_an_address_that_is_not_said_is_not_made_up(servers):
    said = {"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "servers": servers, "paths": {}}
    assert "endpoint_url" not in one(openapi.read(document(json.dumps(said), URL))).fields


@pytest.mark.parametrize("content", ["", "[]", "<html></html>", "openapi: 3.0.0\ninfo: {}", "a: [", "openapi: 3.0.0"])
def test_what_is_no_description_is_named_with_its_remedy(content):
    refused = one(openapi.read(document(content, URL)))
    assert isinstance(refused, Refused)
    assert (refused.where, bool(refused.remedy)) == (URL, True)


def test_a_description_that_cannot_be_had_is_named_and_the_others_come():
    found = list(openapi.pages(library(a="openapi: 3.0.0"), ["https://example.org/a", "https://example.org/b"]))
    assert [type(page).__name__ for page in found] == ["Document", "Refused"]


def test_every_real_description_is_read(shared):
    files = [path for path in sorted((shared / "data/openapi").iterdir()) if path.name != "spectral_golden.json"]
    found = [one(openapi.read(document(path.read_bytes(), f"https://dati.it/{path.name}"))) for path in files]
    assert len(found) >= 36
    assert all(isinstance(service, Record) and service.fields["title"] for service in found)
    e015 = [service.fields["title"] for service in found if service.fields.get("channel") == "e015"]
    assert sorted(e015) == ["Aree Protette", "Muoversi in Lombardia"]


WSDL = """<?xml version="1.0"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 xmlns:s="http://schemas.xmlsoap.org/wsdl/soap{v}/" name="Albo">
  <wsdl:documentation>Consultazione dell’albo pretorio</wsdl:documentation>
  <wsdl:portType name="P"><wsdl:operation name="elenco"/></wsdl:portType>
  {services}
</wsdl:definitions>"""
SERVICE = """<wsdl:service name="{name}"><wsdl:port name="p" binding="b">
<s:address location="{at}"/></wsdl:port></wsdl:service>"""


def test_a_wsdl_becomes_a_data_service():
    text = WSDL.format(v="", services=SERVICE.format(name="AlboService", at="https://servizi.comune.lecco.it/albo"))
    service = one(wsdl.read(document(text, URL)))
    assert service.fields == {
        "title": "AlboService",
        "notes": "Consultazione dell’albo pretorio",
        "endpoint_url": "https://servizi.comune.lecco.it/albo",
        "endpoint_description": URL,
        "source_url": URL,
        "protocol": "soap",
        "standards": [{"standard": "soap", "version": "1.1", "role": "provider"}],
    }


def test_two_services_of_one_document_are_two_records():
    services = "".join(SERVICE.format(name=name, at=f"https://s.comune.lecco.it/{name}") for name in ("A", "B"))
    found = list(wsdl.read(document(WSDL.format(v="12", services=services), URL)))
    assert [service.guid for service in found] == [f"{URL}#A", f"{URL}#B"]
    assert found[0].fields["standards"][0]["version"] == "1.2"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (WSDL.format(v="", services=""), "non contiene servizi"),
        ('<description xmlns="http://www.w3.org/ns/wsdl"/>', "WSDL 2.0"),
        ("<html/>", "non è un WSDL"),
        ("albo", "XML"),
        (WSDL.format(v="", services='<wsdl:service><wsdl:port name="p" binding="b"/></wsdl:service>'), "nome"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entità"),
    ],
)
def test_what_is_no_wsdl_is_named(content, word):
    assert word in one(wsdl.read(document(content, URL))).why


WMS = """<WMS_Capabilities xmlns="http://www.opengis.net/wms"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="1.3.0">
<Service><Name>WMS</Name><Title>Carta tecnica</Title><Abstract>La carta del Comune</Abstract>
<KeywordList><Keyword>cartografia</Keyword><Keyword>edifici</Keyword></KeywordList>
<ContactInformation><ContactPersonPrimary><ContactPerson>Una Persona</ContactPerson>
<ContactOrganization>Comune di Lecco</ContactOrganization></ContactPersonPrimary></ContactInformation>
<Fees>none</Fees><AccessConstraints>none</AccessConstraints></Service>
<Capability><Request><GetMap><DCPType><HTTP><Get>
<OnlineResource xlink:href="https://mappe.comune.lecco.it/wms?"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><Layer><Name>e</Name><Title>Edifici</Title></Layer></Layer></Capability></WMS_Capabilities>"""
OWS = """<{root} xmlns="{ns}" xmlns:ows="http://www.opengis.net/ows/1.1"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="2.0.0">
<ows:ServiceIdentification><ows:Title>Dati</ows:Title><ows:ServiceType>OGC:{kind}</ows:ServiceType>
<ows:AccessConstraints>CC BY 4.0</ows:AccessConstraints></ows:ServiceIdentification>
<ows:ServiceProvider><ows:ProviderName>Comune di Lecco</ows:ProviderName></ows:ServiceProvider>
<ows:OperationsMetadata><ows:Operation name="GetCapabilities"><ows:DCP>
<ows:HTTP><ows:Get xlink:href="https://x.comune.lecco.it/no"/></ows:HTTP></ows:DCP></ows:Operation>
<ows:Operation name="{main}"><ows:DCP>
<ows:HTTP><ows:Get xlink:href="https://x.comune.lecco.it/si?map=1"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
</{root}>"""
CAPABILITIES = f"{URL}?REQUEST=GetCapabilities"


def test_a_map_service_says_what_it_is_whose_and_that_it_is_open():
    service = one(ogc.read(document(WMS, CAPABILITIES)))
    assert service.body.name == "Comune di Lecco"
    assert service.fields == {
        "title": "Carta tecnica",
        "notes": "La carta del Comune",
        "endpoint_url": "https://mappe.comune.lecco.it/wms",
        "endpoint_description": CAPABILITIES,
        "source_url": CAPABILITIES,
        "protocol": "ogc",
        "version": "1.3.0",
        "access": "open",
        "standards": [{"standard": "wms-1.3.0", "version": "1.3.0", "role": "provider"}],
        "tag_string": "WMS,cartografia,edifici",
    }
    assert "Una Persona" not in str(service)


def test_a_service_without_a_description_tells_its_layers():
    text = WMS.replace("<Abstract>La carta del Comune</Abstract>", "").replace("none", "uso interno")
    service = one(ogc.read(document(text, CAPABILITIES)))
    assert service.fields["notes"] == "Edifici"
    assert ("access" in service.fields, service.fields["limits"]) == (False, "uso interno")


@pytest.mark.parametrize(
    ("root", "ns", "kind", "main", "standard"),
    [
        ("WFS_Capabilities", "http://www.opengis.net/wfs/2.0", "WFS", "GetFeature", "wfs-2.0"),
        ("Capabilities", "http://www.opengis.net/cat/csw/2.0.2", "CSW", "GetRecords", None),
        ("Capabilities", "http://www.opengis.net/sos/2.0", "SOS", "GetObservation", "sos-2.0"),
    ],
)
def test_other_services_of_ogc(root, ns, kind, main, standard):
    service = one(ogc.read(document(OWS.format(root=root, ns=ns, kind=kind, main=main), CAPABILITIES)))
    assert (service.fields["endpoint_url"], service.fields["limits"]) == (
        "https://x.comune.lecco.it/si?map=1",
        "CC BY 4.0",
    )
    assert [row["standard"] for row in service.fields.get("standards", ())] == ([standard] if standard else [])


def test_an_old_map_service_with_a_named_grammar_is_read():
    text = '<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/a.dtd">' + WMS.replace(
        "WMS_Capabilities", "WMT_MS_Capabilities"
    ).replace('xmlns="http://www.opengis.net/wms"', "").replace('version="1.3.0"', 'version="1.1.1"')
    service = one(ogc.read(document(text, CAPABILITIES)))
    assert (service.fields["title"], service.fields.get("standards")) == ("Carta tecnica", None)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("<ServiceExceptionReport><a>Manca REQUEST</a></ServiceExceptionReport>", "«Manca REQUEST»"),
        ("<html/>", "GetCapabilities"),
        ("<WMS_Capabilities/>", "di quale servizio"),
        (WMS.replace("<Title>Carta tecnica</Title>", ""), "titolo"),
        ("", "XML"),
    ],
)  # fmt: skip
def test_what_describes_no_service_is_named(content, word):
    assert word in one(ogc.read(document(content, CAPABILITIES))).why
