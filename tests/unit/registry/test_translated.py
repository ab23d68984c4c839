import pytest

from ckanext.smartlombardia.registry.translated import clean, pick, settle


def test_a_title_alone_is_the_italian():
    assert settle("Parcheggi", {}) == ("Parcheggi", {"it": "Parcheggi"})


def test_the_core_field_holds_the_italian():
    assert settle(None, {"en": "Parking", "it": "Parcheggi"})[0] == "Parcheggi"


def test_without_italian_the_core_field_holds_what_there_is():
    assert settle(None, {"en": "Parking"}) == ("Parking", {"en": "Parking"})


def test_a_patch_of_the_title_alone_changes_the_italian_and_keeps_the_english():
    texts = {"it": "Sosta", "en": "Parking"}
    assert settle("Parcheggi", texts, stored="Sosta") == ("Parcheggi", {"it": "Parcheggi", "en": "Parking"})


def test_a_patch_of_the_texts_alone_changes_the_title():
    assert settle("Sosta", {"it": "Parcheggi"}, stored="Sosta") == ("Parcheggi", {"it": "Parcheggi"})


def test_empty_texts_are_not_kept():
    assert clean({"en": " ", "it": " Sosta ", "de": None}) == {"it": "Sosta"}


def test_other_languages_are_kept_behind():
    assert list(clean({"de": "Parken", "en": "Parking", "it": "Sosta"})) == ["it", "en", "de"]


@pytest.mark.parametrize("texts", [{"Italian": "x"}, {"it": 3}, {"it": ["x"]}])
def test_what_is_no_text_in_a_language_is_refused(texts):
    with pytest.raises(ValueError, match="not a language"):
        clean(texts)


def test_a_reader_of_another_language_gets_the_italian():
    assert pick({"it": "Sosta"}, "en") == "Sosta"
