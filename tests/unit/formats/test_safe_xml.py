"""XML that could hurt."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats import safe_xml
from ckanext.smartlombardia.formats.errors import NotReadable

LAUGHS = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>"""
FILE = """<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>"""
PARAMETER = """<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]><a/>"""


@pytest.mark.parametrize("text", [LAUGHS, FILE, PARAMETER])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_whatever_they_would_do(text, encoding):
    with pytest.raises(NotReadable, match="entità"):
        safe_xml.load(text.encode(encoding))


def test_an_encoding_in_which_the_declaration_is_not_seen_gains_nothing():
    hidden = FILE.replace("<!DOCTYPE", "<?xml version='1.0' encoding='ebcdic-cp-us'?><!DOCTYPE").encode("cp037")
    with pytest.raises(NotReadable):
        safe_xml.load(hidden)


def test_a_grammar_that_is_only_named_is_not_asked_for():
    said = b'<!DOCTYPE a SYSTEM "http://schemas.example.org/a.dtd" [<!ELEMENT a EMPTY>]><a>b</a>'
    assert safe_xml.text(safe_xml.load(said)) == "b"


@pytest.mark.parametrize("content", [b"", b"<a>", b"<html><br></html>", b"{}", b"\xff\xfe\x00"])
def test_what_is_no_xml_is_told(content):
    with pytest.raises(NotReadable, match="non è XML valido"):
        safe_xml.load(content)


def test_a_huge_document_is_refused(monkeypatch):
    monkeypatch.setattr(safe_xml, "MAX_XML_BYTES", 2**20)
    with pytest.raises(NotReadable, match="supera 1 MB"):
        safe_xml.load(b"<a>" + b" " * 2**20 + b"</a>")


def test_very_deep_nesting_is_refused():
    with pytest.raises(NotReadable):
        safe_xml.load(b"<a>" * 100_000)
