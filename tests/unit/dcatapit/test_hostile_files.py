"""Files that mean harm, or look as if they did: refused in words, or read; nothing is fetched, nothing grows."""

from __future__ import annotations

import time

import pytest
from rdflib import URIRef

from ckanext.smartlombardia.dcatapit import checker, files, reader
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCT

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
    xmlns:dct="{dct}">"""
ONE = '<dcat:Dataset rdf:about="{about}"><dct:title>{title}</dct:title></dcat:Dataset></rdf:RDF>'
BASE = "https://dati.example.it/catalogue.rdf"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def xml(doctype="", about="https://dati.example.it/1", title="Alberi", dct=str(DCT)):
    return f'<?xml version="1.0"?>\n{doctype}\n' + RDF.format(dct=dct) + ONE.format(about=about, title=title)


def test_namespaces_as_entities_are_read_as_protege_writes_them():
    doctype = """<!DOCTYPE rdf:RDF [
        <!ENTITY dct "http://purl.org/dc/terms/" >
        <!ENTITY here 'https://dati.example.it/' ><!-- nostre -->
        <!ENTITY dcatapit "http://dati.gov.it/onto/dcatapit#&quot;" >
    ]>"""
    graph = files.parse(
        xml(doctype, about="&here;alberi", title="Alberi &amp; siepi", dct="&dct;").encode(), "xml", BASE
    )
    ref = URIRef("https://dati.example.it/alberi")
    assert [str(one) for one in graph.objects(ref, DCT.title)] == ["Alberi & siepi"]


@pytest.mark.parametrize("doctype", [
    f'<!DOCTYPE r [<!ENTITY l0 "ah">{LAUGHS}]>',
    '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE r [<!ENTITY a PUBLIC "x" "https://example.org/x">]>',
    '<!DOCTYPE r [<!ENTITY % p SYSTEM "https://example.org/x"> %p;]>',
    '<!DOCTYPE r [<!ENTITY a "&#38;b;"><!ENTITY b "b">]>',
    f'<!DOCTYPE r [<!ENTITY a "{"a" * 1000}">]>',
    '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY a "y">]>',
    '<!DOCTYPE r [ ]><!DOCTYPE r [<!ENTITY a "x">]>',
], ids=["bomb", "file", "public", "parameter", "hidden", "long", "twice", "second"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_other_entities_are_refused_in_any_encoding(doctype, encoding):
    content = xml(doctype, title="&a;&l9;").replace('<?xml version="1.0"?>', "").encode(encoding)
    start = time.process_time()
    with pytest.raises(files.Unreadable) as refused:
        files.parse(content, "xml", BASE)
    assert "entità" in str(refused.value) or "RDF leggibile" in str(refused.value)
    assert time.process_time() - start < 2


def test_entities_that_add_up_to_more_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10_000)
    doctype = f'<!DOCTYPE r [<!ENTITY a "{"a" * 300}">]>'
    with pytest.raises(files.Unreadable, match="50 MB"):
        files.parse(xml(doctype, title="&a;" * 50).encode(), "xml", BASE)


def test_more_than_fifty_megabytes_are_refused_before_they_are_read():
    content = b"<" * (files.MAX_BYTES + 1)
    start = time.process_time()
    with pytest.raises(files.Unreadable, match="50 MB"):
        files.parse(content, "xml", BASE)
    assert time.process_time() - start < 1


def test_a_dataset_that_is_part_of_itself_in_a_ring_ends():
    ring = "".join(f"<https://e.it/{n}> dcat:catalog <https://e.it/{(n + 1) % 50}> ; dct:hasPart <https://e.it/{n}> . "
                   for n in range(50))  # fmt: skip
    text = f"@prefix dcat: <{DCAT}> . @prefix dct: <{DCT}> . <https://e.it/1> a dcat:Dataset ; dct:title 'A' . {ring}"
    graph = files.parse(text.encode(), "turtle", BASE)
    assert reader.dataset(graph, URIRef("https://e.it/1"))["title"] == "A"
    assert checker.check(graph)


MISSPELT = {
    "xml": xml().replace("<dct:title>", '<d:note xmlns:d="https://dati.gov.it/onto/dcatapit#">1</d:note><dct:title>'),
    "turtle": """@prefix d: <http://dati.gov.it/onto/dcatapit#"> .
        <https://dati.example.it/1> a d:Dataset ; d:note "1" .""",
    "json-ld": r"""{"@context": {"d": "http://dati.gov.it/onto/dcatapit#\""}, "@id": "https://dati.example.it/1",
        "@type": "d:Dataset", "d:note": "1"}""",
}


@pytest.mark.parametrize("form", MISSPELT)
def test_a_misspelt_namespace_is_a_finding_with_the_right_one(form):
    found = checker.check(files.parse(MISSPELT[form].encode(), form, BASE))
    (told,) = [one for one in found if one.rule == checker.NAMESPACE]
    assert (told.severity, "http://dati.gov.it/onto/dcatapit#" in told.remedy) == ("error", True)


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"@prefix p{number}: <http://e.example/{number}#> .\n" for number in range(20_000)) + "<a:a> <b:b> 1 .",
        f'<a:a> <b:b> "{"<b>" * 100_000}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .',
        f'<a:a> <b:b> "{"<b>" * 50_000}{"</b>" * 50_000}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral> .',
    ],
    ids=["prefixes", "HTML", "XMLLiteral"],
)
def test_prefixes_and_markup_cost_as_much_as_their_length(content):
    began = time.process_time()
    graph = files.parse(content.encode(), "turtle", BASE)
    assert len(graph) == 1
    assert time.process_time() - began < 5


def test_markup_stays_as_it_was_written():
    text = "<b>Alberi</B>"
    graph = files.parse(
        f'<a:a> <b:b> "{text}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .'.encode(), "turtle", BASE
    )
    assert [str(literal) for literal in graph.objects()] == [text]
