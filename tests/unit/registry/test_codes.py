import pytest

from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.names import name_of, slug


@pytest.mark.parametrize("text", ["00488410010", "IT 00488410010", "it00488410010"])
def test_an_italian_vat_number_is_kept_without_its_prefix(text):
    assert codes.vat(text) == "00488410010"


@pytest.mark.parametrize("text", ["00488410011", "1234", "", "ACME"])
def test_a_wrong_vat_number_is_seen(text):
    assert codes.vat(text) is None


def test_a_vat_number_of_another_country_keeps_its_prefix():
    assert codes.vat("DE 129273398") == "DE129273398"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2021", "2021"),
        ("2021-05", "2021-05"),
        ("03/05/2021", "2021-05-03"),
        ("5/2021", "2021-05"),
        ("3.5.2021", "2021-05-03"),
    ],
)
def test_dates_are_stored_as_exactly_as_they_were_written(text, stored):
    assert codes.day(text) == stored


@pytest.mark.parametrize("text", ["2021-13", "31/02/2021", "ieri", "21"])
def test_what_is_no_date_is_seen(text):
    assert codes.day(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.250,50", 1250.5), ("1250.5", 1250.5), ("1.250.000", 1250000), ("€ 300", 300), ("-3", None), ("x", None)],
)
def test_numbers_are_read_as_italians_write_them(text, value):
    assert codes.number(text) == value


@pytest.mark.parametrize("text", ["www.comune.suello.lc.it", "ftp://example.org", "http://", "https://a b"])
def test_what_is_no_web_address_is_seen(text):
    assert codes.url(text) is None


def test_a_name_is_the_title_and_eight_digits_of_the_id():
    record = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    assert name_of("Più sosta: l’app!", record, "platform") == "piu-sosta-l-app-1b9d6bcd"
    assert name_of("…", record, "platform") == "platform-1b9d6bcd"


def test_a_long_title_gives_whole_words():
    assert slug("parola " * 40) == "-".join(["parola"] * 11)
