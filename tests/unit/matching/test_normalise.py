"""Texts as people type them come out comparable, and nothing that they type breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.matching.text import normalise, word_lists

ANY_TEXT = st.text(max_size=300)


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("Alfa Sistemi S.r.l.", "alfa"),
        ("ALFA SISTEMI SRL", "alfa"),
        ("Alfa Sistemi s.p.a. (Bergamo)", "alfa"),
        ("(Alfa)", "alfa"),
        ("Gruppo Maggioli", "maggioli"),
        ("ARCA S.p.A.", "aria"),
        ("Sistemi S.r.l.", "sistemi"),
        ("", ""),
        ("S.p.A.", ""),
    ],
)
def test_a_vendor_is_known_by_its_core_and_present_name(written, core):
    assert normalise.vendor(written) == core


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.esempio.it/prodotti", "esempio.it"),
        ("cloud.esempio.it", "esempio.it"),
        ("http://cportal.comune.livo.co.it", "livo.co.it"),
        ("www.giustizia.gov.it/x", "giustizia.gov.it"),
        ("10.0.0.1", ""),
        ("non è un indirizzo", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_of_an_address(address, site):
    assert normalise.site(address) == site


def test_addresses_that_lead_to_one_place_are_equal():
    same = {
        normalise.address(text)
        for text in ("https://github.com/A/B.git", "http://www.github.com/a/b/", "github.com/A/b")
    }
    assert same == {"github.com/a/b"}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("P.E.L.L. Illuminazione", ["pell", "illuminazione"]),
        ("P&S Progetti", ["ps", "progetti"]),
        ("Città dell'Aria", ["citta", "dell", "aria"]),
        ("iVMS-4200", ["ivms", "4200"]),
        ("🚲 Bici 🚲", ["bici"]),
    ],
)
def test_words_of_a_text(text, folded):
    assert [token.folded for token in normalise.tokens(text)] == folded


def test_a_word_knows_how_it_was_written_and_whether_it_was_cut():
    first, second, third = normalise.tokens("refez. con GisMaster")
    assert (first.cut, second.cut) == (True, False)
    assert (third.text, third.capital, third.initial) == ("GisMaster", True, False)


@pytest.mark.parametrize(("text", "version"), [("v1.4.0", (1, 4, 0)), ("2023 R2", (2023,)), ("SaaS", ()), ("", ())])
def test_the_numbers_of_a_version(text, version):
    assert normalise.version(text) == version


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert word_lists.fold(word_lists.fold(text)) == word_lists.fold(text)


@given(ANY_TEXT)
def test_case_does_not_matter_to_plain_letters(text):
    plain = "".join(sign for sign in text if sign.isascii())
    assert normalise.folded(plain.upper()) == normalise.folded(plain.lower())


@given(ANY_TEXT)
def test_a_vendor_core_is_its_own_core(text):
    assert normalise.vendor(normalise.vendor(text)) == normalise.vendor(text)


@given(ANY_TEXT)
def test_any_text_is_an_address_or_none(text):
    for read in (normalise.host, normalise.site, normalise.address, normalise.address_words):
        assert isinstance(read(text), str)


@given(ANY_TEXT)
def test_a_word_is_letters_and_digits_and_stands_in_the_text(text):
    assert all(token.folded.isalnum() for token in normalise.tokens(text))
    assert all(token.text in text for token in normalise.tokens(text) if "." not in text and "&" not in text)
