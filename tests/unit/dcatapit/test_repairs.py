"""Spellings that miss their vocabulary are put right and told; what no table knows stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from ckanext.smartlombardia.dcatapit import checker, files, normaliser
from ckanext.smartlombardia.dcatapit.__main__ import main
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCT, VCARD

BASE = "https://dati.example.it/catalogue.rdf"
HERE = URIRef("https://dati.example.it/1")
EU = "http://publications.europa.eu/resource/authority"


def mended(predicate, value):
    graph = Graph().add((HERE, predicate, value))
    log = normaliser.mend(graph, BASE)
    (now,) = graph.objects(HERE, predicate)
    return now, log


@pytest.mark.parametrize(
    ("predicate", "was", "now"),
    [
        (DCT.format, URIRef("https://dati.example.it/CSV"), f"{EU}/file-type/CSV"),
        (DCT.format, Literal("csv"), f"{EU}/file-type/CSV"),
        (DCT.format, URIRef("https://publications.europa.eu/resource/authority/file-type/CSV"), f"{EU}/file-type/CSV"),
        (DCAT.theme, Literal("Ambiente"), f"{EU}/data-theme/ENVI"),
        (DCT.license, Literal("A21:CCBY40"), "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"),
        (VCARD.hasEmail, URIRef("https://dati.example.it/verde@example.org"), "mailto:verde@example.org"),
        (VCARD.hasEmail, Literal("verde@example.org"), "mailto:verde@example.org"),
    ],
)
def test_a_misspelt_value_is_put_right_and_told(predicate, was, now):
    found, (repair,) = mended(predicate, was)
    assert found == URIRef(now)
    assert (repair.property, repair.new) == (str(predicate), now)
    assert repair.old in str(was)


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (DCT.format, Literal("formato del Comune")),
        (DCT.license, URIRef("https://creativecommons.org/licenses/by/4.0/")),
        (VCARD.hasEmail, Literal("chiedere in Comune")),
        (DCT.format, URIRef(f"{EU}/file-type/CSV")),
    ],
)
def test_what_is_right_or_unknown_stays(predicate, value):
    assert mended(predicate, value) == (value, [])


@settings(deadline=None)
@given(st.sampled_from(list(normaliser.SCHEMES)), st.text(max_size=40))
def test_whatever_stands_there_mending_ends_and_the_second_time_finds_nothing(predicate, text):
    graph = Graph().add((HERE, predicate, Literal(text)))
    normaliser.mend(graph, BASE)
    assert normaliser.mend(graph, BASE) == []
    assert len(graph) == 1


def test_real_catalogues_are_without_wrong_formats_and_mailboxes_once_mended(shared: Path, tmp_path, capsys):
    paths = sorted((shared / "data/dcat").glob("*.rdf"))
    assert len(paths) == 4
    for path in paths:
        out = tmp_path / "mended.ttl"
        assert main(["mend", str(path), str(out)]) == 0
        log = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert log
        rules = {one.rule for one in checker.check(files.load(out))}
        assert not rules & {"distribution-format-known", "contact-email"}
