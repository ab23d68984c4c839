"""Addresses are taken out of texts in a time that grows with the text, not with its square."""

import time

import pytest

from ckanext.smartlombardia.matching.text import normalise


@pytest.mark.parametrize("text", ["a@" * 20_000, "a-" * 40_000, ("a@" * 140 + " ") * 100, "a." * 40_000, "x" * 200_000])
def test_no_text_takes_long(text):
    began = time.process_time()
    normalise.without_addresses(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("vedi https://e.it/a?b=c e altro", "vedi e altro"),
        ("scrivi a ufficio@comune.it oggi", "scrivi a oggi"),
        ("su www.comune.it o comune.lombardia.it/x", "su o"),
        ("(www.e.com)", "("),
        ("Folium 3.0 e PAT", "Folium 3.0 e PAT"),
    ],
)
def test_addresses_go_and_words_stay(text, rest):
    assert " ".join(normalise.without_addresses(text).split()) == rest
