"""Long texts of records: their pictures stay where they are."""

import pytest

from ckanext.smartlombardia.views.helpers.records import PICTURE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ecco ![la mappa](https://example.org/a.png) qui", "Ecco la mappa qui"),
        ("![](https://example.org/a.png)", ""),
        ("![foto][1] e [un link](https://example.org)", "foto e [un link](https://example.org)"),
    ],
)
def test_a_picture_becomes_its_words(text, said):
    assert PICTURE.sub(r"\1", text) == said
