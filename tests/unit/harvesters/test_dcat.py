"""DCAT catalogues: every syntax, pages, parts, broken documents, and whose each record is."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckanext.smartlombardia.harvesters.dcat import reader
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document, library

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix d: <https://dati.example.it/> .
"""
TREES = 'd:trees a dcat:Dataset ; dct:title "Alberi" ; dct:identifier "c_f205:1" .'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">'
ONE = '<dcat:Dataset rdf:about="https://dati.example.it/{n}"><dct:title>Insieme {n}</dct:title></dcat:Dataset>'


def read(text: bytes | str, url: str = "https://dati.example.it/catalogue", media_type: str = "text/plain"):
    return list(reader.read(document(text, url, media_type)))


def records(text, **said) -> list[Record]:
    return [one for one in read(text, **said) if isinstance(one, Record)]


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt", "n3"])
def test_every_syntax_is_read_whatever_the_site_calls_it(form):
    text = Graph().parse(data=PREFIXES + TREES, format="turtle").serialize(format=form)
    (record,) = records(text, media_type="text/html")
    assert (record.kind, record.guid, record.fields["title"]) == ("dataset", "https://dati.example.it/trees", "Alberi")


def test_pages_follow_one_another_and_a_broken_one_does_not_stop_them():
    def page(number, more=""):
        text = f"<https://example.org/c.ttl?page={number}> hydra:lastPage 'https://example.org/c.ttl?page=4' {more} ."
        return PREFIXES + text + f'd:n{number} a dcat:Dataset ; dct:title "N" .'

    get = library(
        **{
            "c.ttl": page(1, "; hydra:nextPage 'https://example.org/c.ttl?page=2'"),
            "c.ttl?page=2": "this is no Turtle",
            "c.ttl?page=4": page(4, "; hydra:next <https://example.org/c.ttl>"),
        }
    )
    found = list(reader.pages(get, ["https://example.org/c.ttl"]))
    assert [getattr(one, "url", None) or one.where for one in found] == [
        "https://example.org/c.ttl", "https://example.org/c.ttl?page=2", "https://example.org/c.ttl?page=3",
        "https://example.org/c.ttl?page=4",
    ]  # fmt: skip
    assert isinstance(found[2], Refused)
    assert isinstance(next(reader.read(found[1])), Refused)


def test_a_site_that_gives_one_page_for_every_number_is_read_once():
    text = PREFIXES + TREES + "<> hydra:nextPage <https://example.org/c.ttl?page=2> ."
    get = library(**{"c.ttl": text, "c.ttl?page=2": text})
    assert len(list(reader.pages(get, ["https://example.org/c.ttl"]))) == 1


def test_parts_in_documents_of_their_own_are_read():
    get = library(
        **{
            "c.ttl": PREFIXES + "d:c a dcat:Catalog ; dct:hasPart <https://example.org/part.rdf>, d:not-a-document .",
            "part.rdf": RDF + ONE.format(n=1) + "</rdf:RDF>",
        }
    )
    found = list(reader.pages(get, ["https://example.org/c.ttl"]))
    assert [one.url for one in found] == ["https://example.org/c.ttl", "https://example.org/part.rdf"]


def test_one_broken_dataset_in_a_thousand_is_named_and_the_others_are_read():
    broken = '<dcat:Dataset rdf:about="https://dati.example.it/bad"><dct:title>A <b></dct:title></dcat:Dataset>'
    text = RDF + "".join(ONE.format(n=n) for n in range(999)) + broken + "</rdf:RDF>"
    found = read(text)
    assert sum(isinstance(one, Record) for one in found) == 999
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert "https://dati.example.it/bad" in refused.where


@pytest.mark.parametrize("text", [
    RDF + ONE.format(n="d&apos;acqua & luce&nbsp;\x07") + "</rdf:RDF>",
    ('<?xml version="1.0" encoding="utf-8"?>' + RDF + ONE.format(n="città") + "</rdf:RDF>").encode("latin-1"),
    ('<?xml version="1.0" encoding="iso-8859-1"?>' + RDF + ONE.format(n="città") + "</rdf:RDF>").encode("latin-1"),
    (RDF + ONE.format(n="città") + "</rdf:RDF>").encode("utf-16"),
    RDF + ONE.format(n="città") + '<dcat:Dataset rdf:about="https://dati.example.it/cut"><dct:title>',
    PREFIXES + 'd:b a dcat:Dataset ; dct:title "B .\n\n' + TREES,
])  # fmt: skip
def test_wrong_signs_and_encodings_are_read_all_the_same(text):
    assert len(records(text)) == 1


def test_namespaces_written_as_entities_are_read():
    entity = '<!DOCTYPE rdf:RDF [<!ENTITY dcat "http://www.w3.org/ns/dcat#" >\n<!ENTITY d "https://dati.example.it/">]>'
    node = '<rdf:Description rdf:about="&d;1"><rdf:type rdf:resource="&dcat;Dataset"/><dct:title>Uno</dct:title>'
    (record,) = records(f'<?xml version="1.0"?>\n{entity}\n{RDF}{node}</rdf:Description></rdf:RDF>')
    assert record.guid == "https://dati.example.it/1"


@pytest.mark.parametrize("text", [
    "", "<html><body>404</body></html>", "{}", "[1, 2]", b"\x00\xff\xfe\x00" * 40, "@prefix",
    '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RDF + ONE.format(n="&b;") + "</rdf:RDF>",
    '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RDF + ONE.format(n="&a;") + "</rdf:RDF>",
    '{"@context": "https://example.org/context.jsonld", "@id": "x"}',
])  # fmt: skip
def test_what_is_no_catalogue_or_is_hostile_is_refused_in_words(text):
    (refused,) = read(text)
    assert isinstance(refused, Refused)
    assert refused.why


def test_a_web_without_an_end_is_refused_and_the_others_are_read():
    web = "".join(f"_:b{n} d:p " + ", ".join(f"_:b{m}" for m in range(40)) + " . " for n in range(40))
    found = read(PREFIXES + TREES + "d:web a dcat:Dataset ; dct:title 'W' ; d:p _:b0 . " + web)
    assert [type(one) for one in found] == [Record, Refused]


def test_another_record_is_named_and_not_told_again():
    text = PREFIXES + TREES + "d:c a dcat:Catalog ; dcat:dataset d:trees . d:trees dct:isPartOf d:c ."
    (record,) = records(text)
    assert record.fields["more"] == {"http://purl.org/dc/terms/isPartOf": [{"@id": "https://dati.example.it/c"}]}


def test_what_was_mended_is_on_the_record_with_what_stood_there():
    text = PREFIXES + TREES + "d:trees dct:format <CSV> ; dcat:contactPoint [ vcard:hasEmail 'verde@example.org' ] ."
    (record,) = records(text)
    assert {(one.was, one.now) for one in record.repairs} == {
        ("CSV", "http://publications.europa.eu/resource/authority/file-type/CSV"),
        ("verde@example.org", "mailto:verde@example.org"),
    }


def test_agents_are_bodies_by_code_or_by_name_and_what_they_are_called_stays():
    text = (
        PREFIXES
        + TREES
        + """d:trees dct:rightsHolder [ foaf:name "Comune di Brescia" ; dct:identifier "c___b157" ] ;
        dct:publisher [ foaf:name "Ditta Rossi" ; dct:identifier "01234567890" ] ."""
    )
    (record,) = records(text)
    (holder,), (publisher,) = record.fields["rights_holder"], record.fields["publisher"]
    assert (holder["body"], holder["identifier"]) == ("c_b157", "c___b157")
    assert "body" not in publisher
    assert record.body == BodyRef(ipa="c_b157")
    assert [any(word in one.why for one in record.noted) for word in ("c___b157", "Ditta Rossi")] == [True, True]


def test_the_catalogue_answers_for_what_names_nobody():
    text = (
        PREFIXES
        + TREES
        + 'd:c a dcat:Catalog ; dcat:dataset d:trees ; dct:publisher [ foaf:name "Comune di Milano" ] .'
    )
    (record,) = records(text)
    assert record.body == BodyRef(ipa="c_f205")


def test_a_dataset_without_a_name_of_its_own_keeps_the_one_it_gets():
    text = PREFIXES + '[] a dcat:Dataset ; dct:identifier "x:1" ; dct:description "Senza titolo né indirizzo" .'
    (first,), (second,) = records(text), records(text.replace("indirizzo", "casa"))
    assert first.guid == second.guid
    assert first.guid.startswith("urn:uuid:")
    assert "x:1" in first.fields["title"]
    assert any("titolo" in one.why for one in first.noted)


def test_relative_links_lead_where_they_lead_and_sites_without_scheme_get_one():
    text = (
        PREFIXES
        + """d:trees a dcat:Dataset ; dct:title "T" ; dcat:landingPage <pages/trees> ;
        foaf:homepage <www.comune.example.it> ; dct:license <> ."""
    )
    (record,) = records(text, url="https://dati.example.it/catalog/all.ttl")
    assert record.fields["url"] == "https://dati.example.it/catalog/pages/trees"
    assert record.fields["homepage"] == "http://www.comune.example.it"
    assert ("www.comune.example.it", "http://www.comune.example.it") in {(one.was, one.now) for one in record.repairs}
    assert "license_id" not in record.fields


def test_a_service_is_a_record_that_serves_the_datasets_of_its_catalogue():
    text = (
        PREFIXES
        + TREES
        + """d:api a dcat:DataService ; dct:title "API alberi" ; dcat:servesDataset d:trees, d:far ;
        dcat:endpointURL <https://api.example.it> ; dct:conformsTo <https://spec.example.org> ."""
    )
    trees, api = records(text)
    assert (api.kind, api.fields["endpoint_url"]) == ("dataservice", "https://api.example.it")
    assert api.fields["dataset_guids"] == [trees.guid]
    assert "http://purl.org/dc/terms/conformsTo" in api.fields["more"]


def test_a_misspelt_namespace_is_read_as_meant_and_told_on_the_record():
    text = (PREFIXES + TREES).replace("http://www.w3.org/ns/dcat#", "https://www.w3.org/ns/dcat#")
    (record,) = records(text + " d:trees dcat:keyword 'verde' .")
    assert record.fields["tag_string"] == "verde"
    assert {(one.was, one.now) for one in record.repairs} == {
        (f"https://www.w3.org/ns/dcat#{name}", f"http://www.w3.org/ns/dcat#{name}") for name in ("Dataset", "keyword")
    }
