"""The score of data.europa.eu: the points of its methodology, the best file counts, unknown is not a fault."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, URIRef

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.dcatapit import checker, score
from ckanext.smartlombardia.dcatapit.__main__ import main
from ckanext.smartlombardia.dcatapit.score import Tally

EU = "http://publications.europa.eu/resource/authority/"
FULL = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <https://dati.example.it/> .
:trees a dcat:Dataset ; dct:title "Alberi"@it ; dct:description "Gli alberi dei viali."@it ; dcat:keyword "verde"@it ;
    dcat:theme <{EU}data-theme/ENVI> ; dct:spatial <{EU}place/ITA_MIL> ; dct:temporal [ a dct:PeriodOfTime ] ;
    dct:accessRights <{EU}access-right/PUBLIC> ; dcat:contactPoint [ a vcard:Kind ] ; dct:publisher :town ;
    dct:issued "2024-01-01"^^xsd:date ; dct:modified "2026-01-01"^^xsd:date ; dcat:distribution :csv .
:town a foaf:Agent ; foaf:name "Comune di Prova"@it .
:csv a dcat:Distribution ; dcat:accessURL :page ; dcat:downloadURL :file ; dct:format <{EU}file-type/CSV> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ; dct:rights [ a dct:RightsStatement ] ;
    dcat:byteSize "10"^^xsd:nonNegativeInteger .
"""
TREES = URIRef("https://dati.example.it/trees")
# what is taken out, and the metrics that it costs
LOSSES = {
    'dcat:keyword "verde"@it ;': {"keyword"},
    f"dcat:theme <{EU}data-theme/ENVI> ;": {"theme"},
    f"dct:spatial <{EU}place/ITA_MIL> ;": {"spatial"},
    "dct:temporal [ a dct:PeriodOfTime ] ;": {"temporal"},
    "dcat:downloadURL :file ;": {"download", "download_answers"},
    f"dct:format <{EU}file-type/CSV> ;": {"format", "non_proprietary", "machine_readable"},
    "dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;": {"media_type"},
    "dct:license <https://creativecommons.org/licenses/by/4.0/> ;": {"licence", "licence_known"},
    f"dct:accessRights <{EU}access-right/PUBLIC> ;": {"access_rights", "access_rights_known"},
    "dcat:contactPoint [ a vcard:Kind ] ;": {"contact"},
    "dct:publisher :town ;": {"publisher"},
    "dct:rights [ a dct:RightsStatement ] ;": {"rights"},
    'dct:issued "2024-01-01"^^xsd:date ;': {"issued"},
    'dct:modified "2026-01-01"^^xsd:date ;': {"modified"},
    'dct:title "Alberi"@it ;': {"valid"},
    "dcat:accessURL :page ;": {"access", "access_answers", "valid"},
    "dcat:distribution :csv": {"distribution", "access", "access_answers", "download", "download_answers", "format",
        "media_type", "format_known", "non_proprietary", "machine_readable", "licence", "licence_known", "rights",
        "size"},
}  # fmt: skip


def scored(text: str, answers=lambda _: True) -> score.Score:
    graph = Graph().parse(data=text)
    (found,) = score.scores(graph, answers, checker.find_invalid_nodes(graph))
    return found


def failed(found: score.Score) -> set[str]:
    return {code for code, mark in found.marks.items() if mark.state == "fail"}


def test_the_metrics_are_worth_405_points_in_the_dimensions_of_the_methodology():
    worth: dict[str, int] = {}
    for metric in score.metrics().values():
        worth[metric.dimension] = worth.get(metric.dimension, 0) + metric.points
    assert worth == {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75,
                     "contextuality": 20}  # fmt: skip
    assert worth == {one.code: int(one.extra["points"]) for one in v.concepts("quality_dimensions")}
    assert sum(worth.values()) == score.MAX_POINTS


def test_a_dataset_that_has_everything_has_all_the_points():
    found = scored(FULL)
    assert failed(found) == set()
    assert (found.lo, found.hi, score.rating(found.lo)) == (405, 405, "excellent")
    assert score.changes(found.marks) == []


@pytest.mark.parametrize("taken", LOSSES)
def test_what_is_missing_costs_its_own_points_and_no_other(taken):
    assert taken in FULL
    found = scored(FULL.replace(taken, ""))
    assert failed(found) == LOSSES[taken]
    assert found.lo == 405 - sum(score.metrics()[code].points for code in LOSSES[taken])


@pytest.mark.parametrize(
    ("old", "new", "cost"),
    [
        ("file-type/CSV", "file-type/XLSX", {"non_proprietary"}),
        ("file-type/CSV", "file-type/PDF", {"non_proprietary", "machine_readable"}),
        ("file-type/CSV", "file-type/TXT", {"machine_readable"}),
        ("by/4.0/", "sa/licenza-del-comune", {"licence_known"}),
        ("access-right/PUBLIC", "access-right/TUTTI", {"access_rights_known"}),
        ("https://creativecommons.org/licenses/by/4.0/", f"{EU}licence/CC_BY_4_0", set()),
        ("https://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/deed.it", set()),
    ],
)
def test_values_count_by_the_european_vocabularies(old, new, cost):
    assert failed(scored(FULL.replace(old, new))) == cost


def test_a_link_that_nobody_tried_is_not_known_and_a_broken_one_costs_its_points():
    untried, broken = scored(FULL, lambda _: None), scored(FULL, lambda _: False)
    assert (untried.lo, untried.hi) == (405 - 80, 405)
    assert score.changes(untried.marks) == []
    assert (broken.lo, broken.hi) == (405 - 80, 405 - 80)
    assert [one.metric for one in score.changes(broken.marks)] == ["access_answers", "download_answers"]


def test_a_licence_of_the_italian_vocabulary_may_be_known_in_europe():
    italian = "https://w3id.org/italia/controlled-vocabulary/licences/"
    open_one = scored(FULL.replace("https://creativecommons.org/licenses/by/4.0/", f"{italian}A21_CCBY40"))
    assert (open_one.lo, open_one.hi) == (395, 405)
    own_one = scored(FULL.replace("https://creativecommons.org/licenses/by/4.0/", f"{italian}A29_IODL20"))
    assert failed(own_one) == {"licence_known"}


def test_of_two_files_the_better_one_counts():
    pdf = f":pdf a dcat:Distribution ; dcat:accessURL :other ; dct:format <{EU}file-type/PDF> ."
    found = scored(FULL.replace(":csv .", ":csv , :pdf .") + pdf)
    assert found.lo == 405
    assert found.tallies["licence"] == Tally(passed=1, failed=1)


def test_changes_come_by_what_they_give_and_what_hangs_together_is_one():
    bare = FULL.replace(f"dct:format <{EU}file-type/CSV> ;", "").replace('dcat:keyword "verde"@it ;', "")
    changes = score.changes(scored(bare).marks)
    assert [(one.metric, one.points, one.up_to) for one in changes] == [("format", 60, True), ("keyword", 30, False)]
    assert changes[0].node == "https://dati.example.it/csv"


# the example that ckan-mqa publishes (46 datasets, 255 files): metric, passed, of how many, points
PUBLISHED = """keyword 46 46 30.0
theme 46 46 30.0
spatial 42 46 18.26
temporal 0 46 0
access_answers 255 255 50.0
download 0 255 0
download_answers 0 255 0
format 255 255 20.0
media_type 255 255 10.0
format_known 378 510 7.41
non_proprietary 131 255 10.27
machine_readable 252 255 19.76
valid 0 46 0
licence 255 255 20.0
licence_known 245 255 9.61
access_rights 46 46 10.0
access_rights_known 0 46 0
contact 46 46 20.0
publisher 46 46 10.0
rights 255 255 5.0
size 0 255 0
issued 46 46 5.0
modified 46 46 5.0"""


def test_a_catalogue_is_reckoned_as_in_the_published_example():
    lines = [line.split() for line in PUBLISHED.splitlines()]
    points = score.share({code: Tally(int(passed), int(of) - int(passed)) for code, passed, of, _ in lines})
    assert {code: round(lo, 2) for code, (lo, _) in points.items()} == {code: float(said) for code, _, _, said in lines}
    total = sum(round(lo, 2) for lo, _ in points.values())
    assert round(total, 2) == 280.31
    assert score.rating(total) == "good"


@pytest.mark.parametrize(
    ("points", "code"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (121, "sufficient"),
     (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings_begin_where_the_methodology_says(points, code):
    assert score.rating(points) == code


def test_the_command_gives_points_and_what_to_change(tmp_path, capsys):
    path = tmp_path / "catalogue.ttl"
    path.write_text(FULL.replace('dcat:keyword "verde"@it ;', ""))
    assert main(["score", "--format", "json", str(path)]) == 0
    (dataset,) = json.loads(capsys.readouterr().out)[str(path)]["datasets"]
    assert (dataset["lo"], dataset["hi"]) == (295, 375)
    assert dataset["changes"][0]["ask"] == "Scrivete almeno una parola chiave"
    assert main(["score", str(path)]) == 0
    assert "da 295 a 375 punti su 405" in capsys.readouterr().out


CATALOGUES = ("ATSBrescia__OpenData.ATSBS_Catalog_v1.2.rdf", "BresciaMobilita__OPEN-DATA.catalog.rdf",
              "IUSSPavia__OpenData.catalog.rdf")  # fmt: skip


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_dataset_of_a_real_catalogue_has_a_score(shared, name, capsys):
    assert main(["score", "--format", "json", str(shared / "data/dcat" / name)]) == 0
    (found,) = json.loads(capsys.readouterr().out).values()
    assert found["datasets"]
    assert all(0 < one["lo"] <= one["hi"] <= score.MAX_POINTS for one in found["datasets"])
