"""What a catalogue says comes out again as it came in, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD

from ckanext.smartlombardia.dcatapit import datasets, reader, terms, things, turtle
from ckanext.smartlombardia.dcatapit.descriptions import DATASET, DISTRIBUTION, LISTED_SERVICE, Field, Node
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCATAPIT, DCT, FOAF
from ckanext.smartlombardia.dcatapit.writer import write
from ckanext.smartlombardia.harvesters.dcat import services

REF = URIRef("https://example.org/dataset/1")
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=20).filter(
    lambda text: text == text.strip() and text[:1] not in "[{"
)
iris = st.integers(1, 99).map(lambda number: f"https://example.org/{number}")
dates = st.dates().map(str)
phones = st.integers(10**6, 10**9).map(lambda number: f"+39{number}")
mails = st.integers(1, 99).map(lambda number: f"office{number}@example.org")
ONE = {
    "plain": words, "link": iris, "date": dates, "mailbox": mails, "telephone": phones, "notation": words,
    "number": st.integers(0, 99).map(str), "integer": st.integers(0, 10**12).map(str), "duration": st.just("P1D"),
    "geometry": st.just("POINT(9 45)"), "statement": words, "hex": st.binary(min_size=1, max_size=20).map(bytes.hex),
}  # fmt: skip


def values(field: Field) -> st.SearchStrategy:
    one = rows(field.node) if field.node else ONE[field.kind]
    if not field.many:
        return one
    return st.lists(one, min_size=1, max_size=3, unique_by=repr).map(lambda many: sorted(many, key=reader.sort_key))


def rows(node: Node) -> st.SearchStrategy:
    """Rows of a node's fields, each of which may be missing."""
    known = {field.name: values(field) for field in node.fields if field.kind != "text"}
    texts = [field.name for field in node.fields if field.kind == "text"]

    def with_texts(pair):
        row, said = dict(pair[0]), pair[1]
        for name, (it, en) in zip(texts, said, strict=False):
            if it:
                row[name], row[f"{name}_translated"] = it, {"it": it, **({"en": en} if en else {})}
        return row

    said = st.lists(st.tuples(st.none() | words, st.none() | words), min_size=len(texts), max_size=len(texts))
    rows = st.tuples(st.fixed_dictionaries({}, optional=known), said).map(with_texts)
    return rows.filter(bool)


def described(fields: dict) -> Graph:
    graph = terms.graph()
    write(graph, REF, DATASET, fields, as_said=True)
    return Graph().parse(data=graph.serialize(format="nt"), format="nt")


# a list of links and one of standards share dct:conformsTo; the table says which is which by what is said of them
dataset_rows = rows(
    Node(DATASET.types, tuple(one for one in DATASET.fields if one.name not in ("qualified_relation",)))
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(dataset_rows)
def test_a_record_that_is_written_is_read_again_the_same(fields):
    read = reader.dataset(described(fields), REF)
    kept = {name: value for name, value in read.items() if name not in ("uri", "tags", "resources")}
    assert kept == fields


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(dataset_rows)
def test_what_is_read_is_written_again_the_same(fields):
    graph = described(fields)
    assert isomorphic(described(reader.dataset(graph, REF)), graph)


# of a file, CKAN keeps media type and checksum in fields of its own
file_rows = rows(
    Node(DISTRIBUTION.types, tuple(one for one in DISTRIBUTION.fields if one.name not in ("mimetype", "checksum")))
)
media = st.none() | st.just({"mimetype": "text/csv"})
sums = st.none() | st.fixed_dictionaries({"hash": ONE["hex"]}, optional={"hash_algorithm": iris})
files = st.lists(st.tuples(file_rows, media, sums), max_size=3)
tags = st.lists(st.text("abcdefgh -.", min_size=3, max_size=9).filter(lambda text: text == text.strip()), unique=True)


def published(describe, package: dict) -> Graph:
    """What a harvester gets of a record, read again."""
    graph = terms.graph()
    describe(graph, REF, {"id": "1", "uri": str(REF), **package})
    return Graph().parse(data=turtle.serialise(graph, "turtle"), format="turtle")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(dataset_rows, files, tags)
def test_a_dataset_with_its_files_and_keywords_is_read_again_the_same(fields, parts, keywords):
    resources = []
    for number, (row, mimetype, checksum) in enumerate(parts):
        said = {"uri": f"{REF}/file/{number}", **row, **(mimetype or {}), **(checksum or {})}
        shown = {"url": row.get("download_url") or row.get("access_url") or "", "mimetype": "",
                 "format": row.get("file_type", "").rpartition("/")[2]}  # fmt: skip
        resources.append({**shown, **said})
    package = {**fields, "tags": [{"name": name} for name in sorted(keywords)]}
    given = {**package, "resources": [{"id": str(n), **one} for n, one in enumerate(resources)]}
    read = reader.dataset(published(datasets.describe, given), REF)
    assert read.pop("uri") == str(REF)
    assert read.pop("resources") == sorted(resources, key=reader.sort_key)
    assert read == package


service_rows = rows(Node(LISTED_SERVICE.types, tuple(one for one in LISTED_SERVICE.fields if one.name != "licence")))
licences = st.none() | st.sampled_from(["A21_CCBY40", "A11_CCO10", "https://example.org/licence"])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(service_rows, licences, tags)
def test_a_service_is_read_again_the_same(fields, licence, keywords):
    package = {
        **fields,
        **({"licence": licence} if licence else {}),
        "tags": [{"name": one} for one in sorted(keywords)],
    }
    graph = published(lambda *said: things.describe(*said, {}), {"type": "dataservice", **package})
    read = {name: value for name, value in services.read(graph, REF).items() if value}
    assert read == {"uri": str(REF), **{name: value for name, value in package.items() if value}}


def test_what_has_no_field_is_kept_and_said_again():
    said = Graph()
    said.add((REF, RDF.type, DCAT.Dataset))
    said.add((REF, RDF.type, DCATAPIT.Dataset))
    said.add((REF, DCT.title, Literal("Alberi")))
    said.add((REF, DCT.title, Literal("Gli alberi")))
    said.add((REF, DCT.title, Literal("Bäume", lang="de")))
    said.add((REF, URIRef("https://example.org/height"), Literal("3", datatype=XSD.integer)))
    fields = reader.dataset(said, REF)
    out = described(fields)
    assert {str(one) for one in out.objects(REF, DCT.title)} == {"Alberi", "Gli alberi", "Bäume"}
    assert out.value(REF, URIRef("https://example.org/height")) == Literal(3)


def test_a_class_that_asks_for_more_is_said_only_where_the_source_says_it():
    text = """@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <https://example.org/dataset/1> dct:publisher [ {} dct:identifier "c_f205" ] ; dct:creator [ foaf:name "A" ] ."""
    for said, typed in (("", False), ("a foaf:Agent ;", True)):
        out = described(reader.dataset(Graph().parse(data=text.format(said), format="turtle"), REF))
        assert ((out.value(REF, DCT.publisher), RDF.type, FOAF.Agent) in out) == typed
        assert (out.value(REF, DCT.creator), RDF.type, FOAF.Agent) in out


def test_parts_that_hold_each_other_end():
    graph = Graph()
    one, other = URIRef("https://example.org/a"), URIRef("https://example.org/b")
    graph.add((REF, DCT.publisher, one))
    graph.add((one, FOAF.name, Literal("Uno")))
    graph.add((one, DCT.isPartOf, other))
    graph.add((other, DCT.isPartOf, one))
    graph.add((one, DCT.isPartOf, REF))
    assert reader.dataset(graph, REF)["publisher"][0]["name"] == "Uno"


def test_reading_twice_gives_the_same_whatever_the_blank_nodes_are_called():
    text = """@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <https://example.org/dataset/1> dct:creator [ foaf:name "B" ], [ foaf:name "A" ], [ foaf:name "C" ] ."""
    first, second = (reader.dataset(Graph().parse(data=text, format="turtle"), REF) for _ in range(2))
    assert first == second
    assert [one["name"] for one in first["creator"]] == ["A", "B", "C"]


@pytest.mark.parametrize("number", ["25000", "25000.0", "0.50"])
def test_a_decimal_stays_as_it_was_written(number):
    text = turtle.serialise(described({"spatial_resolution_in_meters": number}), "turtle")
    said = reader.dataset(Graph().parse(data=text, format="turtle"), REF)["spatial_resolution_in_meters"]
    assert said == number


def test_a_shared_contact_has_its_telephone_once():
    office = {"uri": "https://example.org/office", "name": "Verde", "telephone": "+39021234567"}
    graph = terms.graph()
    for number in (1, 2):
        write(graph, URIRef(f"https://example.org/dataset/{number}"), DATASET, {"contact": [office]})
    assert len(set(graph.objects(URIRef(office["uri"]), terms.VCARD.hasTelephone))) == 1
