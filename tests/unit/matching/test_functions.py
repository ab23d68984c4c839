"""What a text says a system is for, and silence where it does not say."""

import csv
from collections import Counter

import pytest

from ckanext.smartlombardia.matching.functions.classifier import classify, sure


@pytest.mark.parametrize(
    ("name", "description", "code"),
    [
        ("Albo Pretorio", "Consultazione affissioni Albo pretorio", "notice-board"),
        ("Lista pratiche SUAP del comune di Albosaggia", "Elenco delle pratiche suap", "business-desk"),
        ("Gestione mensa", "Prenotazione dei pasti e diete per la refezione scolastica", "school-services"),
        ("", "Telegestione dei lampioni e dei punti luce", "public-lighting"),
        ("Whistleblowing", "", "whistleblowing"),
    ],
)
def test_a_text_that_says_it_is_understood(name, description, code):
    assert sure(classify(name, description)) == code


@pytest.mark.parametrize(
    "text", ["", "Software", "Gestione del sistema informatico comunale", "🚲", "Zzz qwerty", "x" * 10_000]
)
def test_nothing_is_said_of_a_text_that_does_not_tell(text):
    assert sure(classify(text)) is None


def test_a_word_cut_short_is_read():
    assert classify("", "refez., prenot. pasti da classe")[0].code == "school-services"


def test_an_acronym_is_no_word_in_lower_case():
    assert "environmental-permits" not in {
        guess.code for guess in classify("", "lampade votive di via Roma, via Milano")
    }


def test_the_reason_names_the_words_that_told():
    guess = classify("Albo Pretorio")[0]
    assert set(guess.words) >= {"Albo", "Pretorio"}
    assert "Pretorio" in guess.reason()["it"]


def test_at_most_three_functions_best_first():
    guesses = classify("Sportello", "Pratiche edilizie, SUAP, tributi IMU e TARI, anagrafe e cimiteri")
    assert len(guesses) == 3
    assert [guess.score for guess in guesses] == sorted((guess.score for guess in guesses), reverse=True)


def test_the_notice_board_of_the_sample_is_soap_in_18_towns_and_rest_in_26(shared):
    table = shared / "data/pdnd/eservice_a_catalogo_lombardia.csv"
    with table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    boards = [row for row in rows if sure(classify(row["name"], row["description"])) == "notice-board"]
    assert Counter(row["technology"] for row in boards) == {"SOAP": 18, "REST": 26}
    assert sorted(Counter(row["name"] for row in boards if row["technology"] == "REST").values()) == [9, 17]
