"""Every text for people has its Italian, and says the same things in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "ckanext-smartlombardia/ckanext/smartlombardia"
CATALOGUE = FOLDER / "i18n/it/LC_MESSAGES/ckanext-smartlombardia.po"
KINDS = [("**.py", "python"), ("**/templates/**.html", "ckan")]


@pytest.fixture(scope="module")
def italian():
    with CATALOGUE.open("rb") as file:
        return {message.id: message for message in read_po(file, locale="it") if message.id}


@pytest.fixture(scope="module")
def texts():
    """Singular and plural of each text in the code and the templates."""
    found = {message for _, _, message, _, _ in extract_from_dir(FOLDER, KINDS)}
    found |= {message for _, _, message, _, _ in extract_from_dir(CHECKOUT / "harvesters", [("**.py", "python")])}
    return found


def test_each_text_has_its_italian(texts, italian):
    def translated(text):
        message = italian.get(text)
        said = message.string if message else ""
        return all(said) if isinstance(said, (list, tuple)) else bool(said)

    assert [text for text in texts if not translated(text)] == [], "run `make i18n` and write the Italian"


def test_the_italian_has_the_same_blanks_to_fill(texts, italian):
    def blanks(text):
        return set(re.findall(r"\{(\w*)\}|%\((\w+)\)s", text))

    for text in texts:
        forms = text if isinstance(text, tuple) else (text,)
        said = italian[text].string if text in italian else ""
        for form in said if isinstance(said, (list, tuple)) else (said,):
            assert blanks(form) <= set().union(*map(blanks, forms)), form
            if not isinstance(text, tuple):
                assert blanks(form) == blanks(text), form


def test_nothing_stays_in_the_catalogue_that_nobody_says(texts, italian):
    assert set(italian) - texts == set(), "run `make i18n`"
