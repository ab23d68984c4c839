"""An address that others wrote becomes a link only where a browser would open it, and nothing else."""

import pytest

from ckanext.smartlombardia.views.helpers.hyperlinks import sl_href


@pytest.mark.parametrize(
    "address",
    ["https://e.example/x?a=1", "http://e.example", "HTTPS://E.example/", "ftp://e.example/f.csv", "mailto:a@b.example",
     "/dataset/alberi"],
)  # fmt: skip
def test_what_a_browser_opens_is_a_link(address):
    assert sl_href(address) == f' href="{address}"'


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
     "//evil.example", "/\\evil.example", "https:evil", "blob:https://e.example/1", "file:///etc/passwd", "x", "", None,
     "https://e.example/\njavascript:alert(1)", 5, ["javascript:x"]],
)  # fmt: skip
def test_what_it_would_run_is_none(address):
    assert sl_href(address) == ""


def test_quotation_marks_do_not_end_the_attribute():
    assert sl_href('https://e.example/"onmouseover="x') == ' href="https://e.example/&#34;onmouseover=&#34;x"'
