"""Hostile RDF is refused or read at once: it opens no address, and a small file takes no great memory."""

import json
import time
from decimal import Decimal

import pytest
import rdflib
from rdflib import XSD

from ckanext.smartlombardia.dcatapit import checker, files

BASE = "https://e.example/"
DECIMAL = b"<http://e/a> <http://e/b> '1e999999999'^^<http://www.w3.org/2001/XMLSchema#decimal> ."
CONTEXTS = {
    "import": {"@version": 1.1, "@import": "http://127.0.0.1:9/x"},
    "import of a file": {"@version": 1.1, "@import": "file:///etc/hostname"},
    "address": "http://127.0.0.1:9/x",
    "list": ["http://127.0.0.1:9/x"],
    "list in a list": [["http://127.0.0.1:9/x"]],
    "of a term": {"@version": 1.1, "a": {"@id": "http://e/a", "@context": "http://127.0.0.1:9/x"}},
    "list of a term": {"@version": 1.1, "a": {"@id": "http://e/a", "@context": [{"@import": "http://127.0.0.1:9/x"}]}},
}


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("nested", [False, True])
def test_no_context_is_fetched(monkeypatch, context, nested):
    monkeypatch.setattr("rdflib.plugins.shared.jsonld.context.source_to_json", pytest.fail)
    node = {"@context": context, "@id": "https://e/1", "a": {"http://e/b": "x"}}
    document = {"@graph": [{"http://e/c": [node]}]} if nested else node
    with pytest.raises(files.Unreadable, match="contesto"):
        files.parse(json.dumps(document).encode(), "json-ld", BASE)


def test_a_decimal_stays_as_it_is_written():
    began = time.process_time()
    checker.check(files.parse(b"<http://e/a> <http://e/b> 1.0 .", "turtle", BASE))  # a validator changes settings
    graph = files.parse(DECIMAL, "turtle", BASE)
    assert [str(value) for value in graph.objects()] == ["1e999999999"]
    assert time.process_time() - began < 1


def test_a_decimal_is_not_written_out_by_whoever_makes_its_value(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", True)
    assert str(rdflib.Literal("1e999999999", datatype=XSD.decimal)) == "1e999999999"
    assert rdflib.Literal("1.50", datatype=XSD.decimal).value == Decimal("1.5")


def test_an_iri_that_none_may_be_is_checked_and_told_as_written():
    text = "@prefix x: <htt| p://x/> . <https://e/a b> a <http://www.w3.org/ns/dcat#Dataset> ; x:creator <c d> ."
    graph = files.parse(text.encode(), "turtle", BASE)
    assert any(finding.node == "https://e/a b" for finding in checker.check(graph))


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a -->" * 30 + "<!DOCTYPE x [<!ENTITY a 'b'>",
        "<?a?>" * 100_000 + "<!DOCTYPE x [<!ENTITY a 'b'>",
        "<!DOCTYPE x [" + "] " * 50_000 + "<!ENTITY a 'b'>",
        " " * 100_000 + "<!ENTITY a 'b'>",
    ],
    ids=["comments", "instructions", "brackets", "spaces"],
)
def test_a_broken_doctype_is_told_at_once(text):
    began = time.process_time()
    with pytest.raises(files.Unreadable):
        files.expand_entities(text)
    assert time.process_time() - began < 1


def test_entities_of_plain_text_are_written_out():
    text = '<?xml version="1.0"?><!-- a --><!DOCTYPE r [<!ENTITY d "http://e/"> ]>\n<r a="&d;x"/>'
    assert files.expand_entities(text).strip() == '<r a="http://e/x"/>'


def test_contexts_within_contexts_are_looked_at_once_each():
    document = b'{"http://e/a": 1}'
    for _ in range(200):
        document = b'{"@context":' + document + b"}"
    began = time.process_time()
    with pytest.raises(files.Unreadable):
        files.parse(document, "json-ld", BASE)
    assert time.process_time() - began < 1
