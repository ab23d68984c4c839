"""A title, its tenders and the measure tell what a project is about; what tells nothing is not guessed."""

import csv
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.matching.__main__ import main
from ckanext.smartlombardia.matching.projects import Project, classify

WORKS = "M2C4I2.02.00 Interventi per la resilienza e l'efficienza energetica dei Comuni"
COMMAND = f"{sys.executable} -m ckanext.smartlombardia.matching projects"


@pytest.mark.parametrize(
    ("text", "domain", "function", "smart"),
    [
        ("POSA DI LAMPIONI A LED IN VIA ROMA", "energy", "public-lighting", "weak"),
        ("PUBBLICA ILLUMINAZIONE CON TELEGESTIONE", "energy", "public-lighting", "yes"),
        ("EFFICIENTAMENTO ENERGETICO DELL?ILLUMINAZIONE PUBBLICA", "energy", "public-lighting", "weak"),
        ("SOSTITUZIONE CALDAIA DELLA SCUOLA MEDIA", "energy", "energy-management", "weak"),
        ("ADEGUAMENTO SISMICO ED EFFICIENTAMENTO ENERGETICO DELLA SCUOLA", "energy", "energy-management", "weak"),
        ("IMPIANTO FOTOVOLTAICO SUL TETTO DELLA PALESTRA", "energy", "pv-monitoring", "yes"),
        ("NUOVE TELECAMERE AL PARCO", "security", "video-surveillance", "yes"),
        ("ROTATORIA SULLA S.P. 12", "mobility", "road-works", "weak"),
        ("PARCHEGGIO PUBBLICO DI VIA VERDI", "mobility", "parking", "weak"),
        ("MESSA IN SICUREZZA DEL TORRENTE", "environment", "flood", "weak"),
        ("RESTAURO DEL TEATRO CIVICO", "culture", "events", "weak"),
        ("RIFACIMENTO TETTO DEL CIMITERO", "none", "", "no"),
        ("RILEVAZIONE FUMI E ALLARME INCENDI DELLA SCUOLA", "none", "", "no"),
    ],
)
def test_the_named_object_decides_where_the_measure_funds_everything(text, domain, function, smart):
    answer = classify(Project(text, "", WORKS))
    assert (answer.domain, answer.function, answer.smart) == (domain, function, smart)
    assert answer.reasons[0].startswith(("object:", "outside:"))


def test_an_address_and_the_words_of_a_procedure_name_no_object():
    school = "SCUOLA PRIMARIA * VIA FONTANA 3 * RIFACIMENTO FACCIATA"
    assert classify(Project(school, "", WORKS)).domain == "none"
    procedure = "AFFIDAMENTO TRAMITE IL SISTEMA INFORMATICO DI NEGOZIAZIONE"
    assert classify(Project(procedure, "", WORKS)).reasons == ("nothing",)


def test_a_measure_of_one_purpose_decides_and_says_so():
    answer = classify(Project("1.4.3 - pagoc_a034Comune", "", "M1C1I1.04.03 pagoPA e app IO"))
    assert (answer.domain, answer.function) == ("services", "payments")
    assert answer.reasons == ("measure:M1C1I1.04.03",)
    assert classify(Project("1.4.3 - app c_a550Comune", "", "M1C1I1.04.03")).function == "messaging"
    assert classify(Project("RETE E PARCHEGGIO DELL'OSPEDALE", "", "M6C1I1.01.00")).domain == "none"


def test_the_category_tells_only_where_the_text_does_not():
    category = "INFRASTRUTTURE DI TRASPORTO / STRADALI / PISTE CICLABILI"
    assert classify(Project("LOTTO 3", category)).function == "cycling"
    assert classify(Project("LOTTO 3 TELECAMERE", category)).function == "video-surveillance"


def test_a_text_without_an_object_is_left_to_a_person():
    answer = classify(Project("AFFIDAMENTO DIRETTO", "", WORKS))
    assert (answer.domain, answer.function, answer.smart, answer.reasons) == ("none", "", "no", ("nothing",))
    assert answer.confidence < 0.5


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=30))
def test_wild_input_has_a_consistent_answer(text, category, measure):
    answer = classify(Project(text, category, measure))
    assert (answer.domain == "none") == (answer.smart == "no")
    assert answer.domain != "none" or not (answer.function or answer.second)
    assert 0 <= answer.confidence <= 1
    assert answer.reasons


def test_a_huge_text_costs_little():
    started = time.monotonic()
    classify(Project("messa in sicurezza di di della " * 100_000))
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("table", ["project_objects", "project_measures", "project_categories"])
def test_functions_of_the_tables_exist_and_agree_with_their_domain(table):
    domains = {concept.code: concept.extra["domain"] for concept in v.concepts("functions")}
    for row in v.rows(table):
        assert not row["function"] or domains[row["function"]] == row["domain"], row
        assert (row["domain"] == "none") == (row["smart"] == "no") or row["level"] == "9", row


def test_the_command_writes_a_row_for_every_text(tmp_path):
    source, out = tmp_path / "texts.csv", tmp_path / "answers.csv"
    source.write_text("id,text\na,TELECAMERE\nb,\n", encoding="utf-8")
    assert main(["projects", str(source), "--out", str(out)]) == 0
    with out.open(newline="", encoding="utf-8") as lines:
        answers = list(csv.DictReader(lines))
    assert [(answer["id"], answer["domain"]) for answer in answers] == [("a", "security"), ("b", "none")]


@pytest.mark.parametrize("without", [[], ["--without", "M1C1"]])
def test_the_open_labels_are_answered(shared, without):
    bars = ["--macro-f1", ".90", "--accuracy", ".88", "--function", ".82", "--smart", ".85"]
    script = shared / "acceptance" / "projects.py"
    found = subprocess.run(
        [sys.executable, script, "--command", COMMAND, *bars, *without], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
