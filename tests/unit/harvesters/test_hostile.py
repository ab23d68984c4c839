"""Documents that could hurt: each kind of source refuses them with a reason, at once, and none brings a record."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from ckanext.smartlombardia.formats import sheets
from ckanext.smartlombardia.harvesters.ckan import reader as ckan
from ckanext.smartlombardia.harvesters.csw import reader as csw
from ckanext.smartlombardia.harvesters.data_json import reader as data_json
from ckanext.smartlombardia.harvesters.developers_italia import reader as developers_italia
from ckanext.smartlombardia.harvesters.inventory import reader as inventory
from ckanext.smartlombardia.harvesters.ogc import reader as ogc
from ckanext.smartlombardia.harvesters.openapi import reader as openapi
from ckanext.smartlombardia.harvesters.publiccode import reader as publiccode
from ckanext.smartlombardia.harvesters.socrata import reader as socrata
from ckanext.smartlombardia.harvesters.wsdl import reader as wsdl
from ckanext.smartlombardia.types import Refused

from .documents import document

ALIASES = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]><a>&a9;</a>".format(
    "".join(f"<!ENTITY a{level} '{f'&a{level - 1};' * 10}'>" for level in range(1, 10))
)
FILE = "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><a>&a;</a>"
HOST = "<!DOCTYPE a [<!ENTITY % a SYSTEM 'http://169.254.169.254/'> %a;]><a/>"


@pytest.mark.parametrize("reader", [publiccode, openapi])
@pytest.mark.parametrize("start", ["", "openapi: 3.0.0\n", "publiccodeYmlVersion: '0.4'\n"])
def test_aliases_that_unfold_without_end(reader, start):
    refused_at_once(reader, start + ALIASES)


@pytest.mark.parametrize("reader", [wsdl, ogc, csw])
@pytest.mark.parametrize("content", [LAUGHS, FILE, HOST])
def test_entities_of_xml(reader, content):
    assert "entità" in refused_at_once(reader, content).why


@pytest.mark.parametrize(
    "reader", [publiccode, openapi, wsdl, ogc, csw, inventory, ckan, socrata, data_json, developers_italia]
)
@pytest.mark.parametrize("content", [b"", b"\0" * 1000, b"\xff\xfe\xff", b"[" * 100_000, b"<a>" * 100_000])
def test_what_is_nothing_at_all(reader, content):
    refused_at_once(reader, content)


def test_a_spreadsheet_that_unfolds_without_end(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_PART_BYTES", 2**20)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", " " * 2**24)
    assert "una volta aperto" in refused_at_once(inventory, buffer.getvalue()).why


def refused_at_once(reader, content) -> Refused:
    """The only thing that a reader says of a document: that it is refused as a whole, why and what to do."""
    page = document(content, "https://dati.comune.lecco.it/x")
    began = time.perf_counter()
    (refused,) = reader.read(page)
    assert time.perf_counter() - began < 10
    assert isinstance(refused, Refused)
    assert refused.where == page.url
    assert refused.why
    assert refused.remedy
    assert not reader.recognises(page)
    return refused
