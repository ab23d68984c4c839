"""Files that spreadsheets open: no cell of theirs is a formula."""

import pytest

from ckanext.smartlombardia.views.cells import cell


@pytest.mark.parametrize("text", ["=1+1", "+39 02", "-x", "@sum", "\tx"])
def test_no_text_becomes_a_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Milano", "", 5, None, 0.5])
def test_everything_else_stays_as_it_is(value):
    assert cell(value) == value
