"""Looks at sites that behave and at sites that do not."""

import ipaddress
import json

import pytest

from ckanext.smartlombardia.fetch import Client, FetchSettings
from ckanext.smartlombardia.interop.probes import Target, joined, probe
from tests.unit.interop.test_description import CLASSES, OPENAPI, WFS

LIMITS = FetchSettings(timeout=2, read_timeout=1, connect_timeout=1, attempts=1, per_host_delay=0, max_bytes=200_000)


@pytest.fixture
def client():
    return Client(LIMITS, allow=lambda ip: ip.is_loopback)


def look(client, endpoint=None, description=None, protocol=None):
    return probe(Target(endpoint, description, protocol), client.get, lambda url: {})


def test_an_api_is_seen_with_its_description_and_its_status(site, client):
    site["/openapi.yaml"] = OPENAPI
    site["/v1"] = b"{}"
    site["/v1/status"] = (200, {"Content-Type": "application/problem+json"}, b"{}")
    seen = look(client, site.address + "/v1", site.address + "/openapi.yaml", "rest")
    assert seen.main.ok
    assert seen.facts["description"]["kind"] == "openapi"
    assert seen.facts["status_answer"]["media_type"] == "application/problem+json"


def test_a_description_that_nobody_stated_is_looked_for(site, client):
    site["/v1/v3/api-docs"] = OPENAPI
    site["/v1"] = b"{}"
    seen = look(client, site.address + "/v1", protocol="rest")
    assert seen.facts["description"]["kind"] == "openapi"
    assert len(site.asked) == len(set(site.asked))


def test_maps_and_sensors_describe_themselves(site, client):
    site["/wfs?service=WFS&request=GetCapabilities"] = WFS
    site["/ogc/conformance?f=json"] = json.dumps({"conformsTo": CLASSES}).encode()
    assert look(client, site.address + "/wfs", protocol="ogc").facts["description"]["service"] == "WFS"
    assert look(client, site.address + "/ogc", protocol="ogc").facts["description"]["kind"] == "ogc-api"


def test_a_closed_door_shows_that_somebody_is_there(site, client):
    site["/v1"] = (401, {}, b"")
    seen = look(client, site.address + "/v1", protocol="soap")
    assert (seen.main.ok, seen.main.status) == (True, 401)


def trickle(handler):
    import time

    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


MISBEHAVING = {
    "drips without end": trickle,
    "sends without end": (200, {}, b"x" * 500_000),
    "turns in circles": (302, {"Location": "/bad"}, b""),
    "leads to a private address": (302, {"Location": "http://10.0.0.1/"}, b""),
    "is broken": (500, {}, b""),
    "is gone": (410, {}, b""),
    "asks to slow down": (429, {"Retry-After": "9999"}, b""),
    "says it is compressed and is not": (200, {"Content-Encoding": "gzip"}, b"plain"),
    "is compressed in an unknown way": (200, {"Content-Encoding": "br"}, b"plain"),
    "promises more than it sends": (200, {"Content-Length": "100000"}, b"short"),
    "answers with a page for people": (200, {"Content-Type": "text/html"}, b"<html>Benvenuti</html>"),
    "answers with nothing": (200, {}, b""),
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_a_site_that_misbehaves_gives_no_description_and_no_crash(site, client, name):
    site["/bad"] = MISBEHAVING[name]
    seen = look(client, description=site.address + "/bad")
    assert seen.answers[0].address.endswith("/bad")
    assert seen.facts.get("description", {"kind": "unreadable"})["kind"] in ("unreadable", "other")
    assert seen.answers[0].ok or seen.answers[0].why


def test_the_example_call_tells_whether_an_api_answers(site, client):
    site["/rows?limit=1"] = b"[{}]"
    target = Target(site.address + "/rows", None, "rest", site.address + "/rows?limit=1")
    seen = probe(target, client.get, lambda url: {})
    assert (seen.main.ok, seen.main.address) == (True, site.address + "/rows?limit=1")
    assert "/rows" not in site.asked


def test_a_whole_timetable_answers_though_it_is_too_large_to_read(site, client):
    site["/gtfs.zip"] = (200, {"Content-Type": "application/zip"}, b"x" * 500_000)
    seen = look(client, site.address + "/gtfs.zip", protocol="other")
    assert seen.main.ok
    assert not seen.main.content


def test_private_addresses_are_never_asked():
    client = Client(LIMITS)
    for address in ("http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/latest", "file:///etc/passwd"):
        seen = look(client, description=address)
        assert seen.answers[0].ok is None
        assert seen.answers[0].why
    assert client.handshake("https://127.0.0.1:9/") == {}
    assert not ipaddress.ip_address("127.0.0.1").is_global


def test_paths_and_queries_are_added_below_the_address():
    assert joined("https://x.it/v1/", "/status") == "https://x.it/v1/status"
    assert joined("https://x.it/ows?map=a", "?service=WFS") == "https://x.it/ows?map=a&service=WFS"
    assert joined("https://x.it/ogc", "/conformance?f=json") == "https://x.it/ogc/conformance?f=json"
