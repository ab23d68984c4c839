"""Three functions to choose from, for a description in anybody's words."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.matching.functions.suggest import suggest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chi parcheggia in centro paga con il cellulare e vede dove c'è posto", "parking"),
        ("La mamma toglie il pasto perché il figlio è a casa malato", "school-services"),
        ("telecontrollo dei lampioni, DALI, quadri", "public-lighting"),
        ("Un dipendente racconta in segreto un caso di corruzione", "whistleblowing"),
    ],
)
def test_everyday_words_lead_to_the_function(text, code):
    assert code in [one.code for one in suggest("", text)]


@pytest.mark.parametrize("text", ["", "🚲", "zzzz qwqw", "12345"])
def test_nothing_is_suggested_for_what_says_nothing(text):
    assert suggest("", text) == ()


def test_each_suggestion_says_why():
    for one in suggest("Prestito libri", "Il lettore prenota un romanzo dal divano"):
        assert one.reason()["it"].startswith(("Il testo parla di", "Somiglia a"))


@given(st.text(max_size=300))
def test_no_text_gives_more_than_three_or_an_unknown_function(text):
    found = suggest("", text)
    assert len({one.code for one in found}) == len(found) <= 3
    assert all(vocabularies.concept("functions", one.code) for one in found)


def test_every_function_has_examples_and_no_example_stands_twice():
    rows = vocabularies.rows("function_examples")
    assert {row["function"] for row in rows} == {concept.code for concept in vocabularies.concepts("functions")}
    assert len({row["text"] for row in rows}) == len(rows)


def test_the_open_set_is_understood(shared):
    with (shared / "data/matching/functions_dev.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    hits = {1: 0, 3: 0}
    for row in rows:
        right = {row["function"], *row["also"].split("|")}
        codes = [one.code for one in suggest("", row["text"])]
        hits[1] += codes[:1] != [] and codes[0] in right
        hits[3] += bool(right & set(codes))
    assert hits[1] / len(rows) >= 0.85
    assert hits[3] / len(rows) >= 0.93
