"""Documents of all kinds -> what they say; hostile ones -> that they cannot be read, and why."""

import gzip
import io
import json
import time
import zipfile

import pytest

from ckanext.smartlombardia.formats import sniff
from ckanext.smartlombardia.interop import Subject, judge
from ckanext.smartlombardia.interop.description import describe
from ckanext.smartlombardia.interop.identifiers import share, tax_code, vat
from tests.unit.interop.build import fact

OPENAPI = b"""
openapi: 3.0.3
info: {title: Albo, version: 1.0.0, contact: {email: albo@comune.example.it}}
servers: [{url: 'https://api.example.it', description: Vera}, {url: 'https://test.example.it', description: Prova}]
paths:
  /status: {get: {responses: {'200': {description: ok}}}}
  /atti:
    get:
      parameters: [{name: tipo, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          headers: {RateLimit-Limit: {schema: {type: integer}}}
          content: {application/json: {schema: {type: object, properties: {atti: {type: array, items: {}}}}}}
components:
  securitySchemes: {voucher: {type: http, scheme: bearer}}
  schemas:
    Atto:
      type: object
      x-jsonld-type: https://schema.gov.it/onto/Atto
      required: [id]
      properties: {id: {type: string}, codiceIPA: {type: string}}
"""
WSDL = b"""<definitions name="Albo" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/">
<portType name="p"><operation name="leggi"/></portType>
<service name="s"><port name="q"><s:address location="https://example.it/albo"/></port></service></definitions>"""
WFS = b"""<WFS_Capabilities version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:o="http://www.opengis.net/ows/1.1">
<o:ServiceIdentification><o:Title>Civici</o:Title></o:ServiceIdentification></WFS_Capabilities>"""
CLASSES = [f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "oas30")]
SETS = [{"name": name, "url": "x"} for name in ("Things", "Sensors", "Datastreams", "Observations")]


def test_an_openapi_description_says_what_the_rules_ask():
    said = describe(OPENAPI)
    assert said["kind"] == "openapi"
    assert (said["status"], said["contact"], said["test"], said["limits"], said["paging"], said["filters"]) == (
        "root", True, True, True, True, True,
    )  # fmt: skip
    assert said["identifiers"] == ["id-ipa"]
    assert said["models"] == ["https://schema.gov.it/onto/Atto"]
    assert said["security"] == ["http bearer"]
    assert said["operations"] == ["GET /atti", "GET /status"]
    assert (said["references"], said["lists"]) == (0, 1)


@pytest.mark.parametrize(
    ("content", "kind", "version"),
    [
        (b"swagger: '2.0'\ninfo: {title: x, version: '1'}\npaths: {}", "swagger", "2.0"),
        (WSDL, "wsdl", "1.1"),
        (WFS, "ogc", "2.0.0"),
        (json.dumps({"conformsTo": CLASSES}).encode(), "ogc-api", "1.0"),
        (json.dumps({"value": SETS}).encode(), "sensorthings", "1.1"),
        (b'{"type": "https://uri.etsi.org/ngsi-ld/errors/Unauthorized", "title": "no"}', "ngsi-ld", "1"),
        (b'{"entities_url": "/v2/entities", "types_url": "/v2/types"}', "ngsi-v2", "2"),
        (b'{"success": true, "result": {"ckan_version": "2.10.1"}}', "ckan", "2.10.1"),
        (b'{"last_updated": 1, "ttl": 60, "version": "3.0", "data": {}}', "gbfs", "3.0"),
        (b'{"hello": "world"}', "other", None),
        (b"<html><body>Benvenuti</body></html>", "unreadable", None),
    ],
)
def test_each_kind_of_document_is_told_from_the_others(content, kind, version):
    said = describe(content)
    assert (said["kind"], said.get("version")) == (kind, version)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{one}: &{one} [{','.join(['*' + chr(ord(one) - 1)] * 9)}]\n" for one in "bcdefghij"
)
ENTITIES = b"<!DOCTYPE d [<!ENTITY a '" + b"x" * 1000 + b"'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
) + b"]><definitions>&i;</definitions>"  # fmt: skip
HOSTILE = {
    "aliases that unfold without end": BOMB.encode(),
    "entities that unfold without end": ENTITIES,
    "an entity that reads a file": b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><definitions>&x;</definitions>",
    "an external document type": b"<!DOCTYPE d SYSTEM 'http://127.0.0.1/evil.dtd'><definitions/>",
    "lists inside lists": b"[" * 200_000,
    "objects inside objects": b'{"a":' * 100_000,
    "elements inside elements": b"<a>" * 100_000,
    "nothing": b"",
    "bytes of no text": bytes(range(256)) * 100,
    "a compressed file": gzip.compress(b"openapi: 3.0.0"),
    "a document that is too large": b"openapi: 3.0.0\nx: " + b"y" * (17 * 1024 * 1024),
    "text cut in the middle": OPENAPI[: len(OPENAPI) // 2] + b"\x00\xff",
    "a reference to oneself": b"openapi: 3.0.0\npaths: {/a: {$ref: '#/paths/~1a'}}\ncomponents: {$ref: '#/components'}",
    "references to other hosts": b"openapi: 3.0.0\npaths: {/a: {$ref: 'http://127.0.0.1:1/x.yaml'}}",
    "types of odd values": b'{"openapi": ["3.0.0"], "paths": 7, "info": [], "servers": {}, "components": "x"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_gives_no_verdict_and_takes_no_time(name):
    start = time.process_time()
    said = describe(HOSTILE[name])
    assert time.process_time() - start < 5
    assert said["kind"] != "unreadable" or said["why"]
    assert "root:" not in str(said)
    found = judge(Subject("p1", "dataservice", "Albo", "c_f205"), [fact("description", said, "E3")])
    if said["kind"] == "unreadable":
        assert {one.verdict for one in found} == {"unknown"}


def test_first_bytes_tell_a_format():
    table = b"istat;nome\n015146;Milano\n097042;Lecco\n"
    gtfs = io.BytesIO()
    with zipfile.ZipFile(gtfs, "w") as archive:
        for name in sniff.GTFS:
            archive.writestr(name, "x")
    for content, format, standard in [
        (table, "CSV", ""),
        (b'{"type": "FeatureCollection", "features": []}', "GEOJSON", ""),
        (b'<?xml version="1.0"?><PublicationDelivery xmlns="http://www.netex.org.uk/netex"/>', "XML", "netex-it"),
        (b'<Siri xmlns="http://www.siri.org.uk/siri"/>', "XML", "siri"),
        (b'<d2:payload xmlns:d2="http://datex2.eu/schema/3/common"/>', "XML", "datex2"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>', "XML", "cap-1.2"),
        (gtfs.getvalue(), "ZIP", "gtfs"),
        (b"<!DOCTYPE html><html></html>", "HTML", ""),
        (b"%PDF-1.7", "PDF", ""),
        (b"PK\x03\x04 not an archive", "ZIP", ""),
        (b"", "", ""),
        (b"\x00\x01\x02", "", ""),
    ]:
        assert sniff.sniff(content) == sniff.Sniffed(format, standard), content[:20]


def test_codes_are_right_when_their_check_digit_is():
    assert tax_code("RSSMRA80A01F205X")
    assert not tax_code("RSSMRA80A01F205A")
    assert vat("00743110157")
    assert not vat("00743110158")
    assert share("id-istat", ["015146", "097042", "15146", ""]) == pytest.approx(2 / 3)
    assert share("id-istat", []) is None
    assert share("id-stop", ["a"]) is None
