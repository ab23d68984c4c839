"""First calls of an API: safe to paste, in the way of its technology."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.views.helpers.calls import capabilities, sl_calls

REST = {"type": "dataservice", "endpoint_url": "https://www.comune.example.it/api/eventi", "access": "open"}


def test_an_open_api_is_called_without_an_account():
    calls = dict(sl_calls(REST))
    assert calls["curl"] == 'curl "https://www.comune.example.it/api/eventi"'
    assert "VOUCHER" not in "".join(calls.values())


def test_the_example_call_comes_before_the_address():
    example = "https://www.comune.example.it/api/eventi?limit=1"
    assert dict(sl_calls({**REST, "example_url": example}))["curl"] == f'curl "{example}"'


def test_an_api_behind_pdnd_is_called_with_a_voucher():
    calls = dict(sl_calls({**REST, "channel": "pdnd", "access": "bodies_only"}))
    assert "Authorization: Bearer $VOUCHER" in calls["curl"]
    assert "Bearer {voucher}" in calls["Python"]


def test_a_soap_service_is_read_by_its_description():
    calls = dict(sl_calls({**REST, "protocol": "soap", "endpoint_description": "https://example.org/albo.wsdl"}))
    assert calls["curl"] == 'curl "https://example.org/albo.wsdl"'


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://example.org/wms", "https://example.org/wms?service=WMS&request=GetCapabilities"),
        ("https://example.org/ows?map=x&wfs", "https://example.org/ows?map=x&wfs&service=WFS&request=GetCapabilities"),
        ("https://example.org/geo", "https://example.org/geo"),
    ],
)
def test_a_map_service_is_asked_what_it_offers(address, asked):
    assert capabilities(address) == asked


@given(st.text())
def test_an_address_never_ends_the_quotes_that_it_stands_in(text):
    address = f"https://example.org/{text}"
    for language, call in sl_calls({**REST, "endpoint_url": address}):
        assert address in call, language
        assert not set(text) & set("\"'`$\\ \n")


def test_no_address_no_call():
    assert sl_calls({**REST, "endpoint_url": None}) == []
