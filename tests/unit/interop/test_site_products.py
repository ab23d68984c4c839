"""What the home page of a body shows of the products behind it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats import web_page
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.interop.site_products import find_products

URL = "https://www.comune.suello.lc.it/"
PAGE = """<!DOCTYPE html><html><head>
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">
<script src="https://cdn-embed.comuni-chiamo.com/prod/v1/latest/js/main.min.js"></script></head>
<body><a href="https://suello.trasparenza-valutazione-merito.it/web/trasparenza/papca-ap?p_p_id=x&amp;nome=Rossi">Albo</a>
<a href="https://cloud.urbi.it/urbi/progs/urp/solhome.sto?DB_NAME=n1">Sportello</a>
<a href="mailto:ufficio@comune.suello.lc.it">Scrivi</a> <a href="javascript:alert(1)">no</a>
<p>Sindaco Mario Rossi</p></body></html>"""


def products(html: str, url: str = URL) -> dict[tuple[str, str], str]:
    found = find_products(web_page.parse(html.encode(), url))
    return {(product.product, product.function): product.evidence for product in found}


def test_a_home_page_shows_its_products_makers_and_functions():
    assert products(PAGE) == {
        ("JCityGov", "transparency"): "https://suello.trasparenza-valutazione-merito.it/web/trasparenza/papca-ap",
        ("JCityGov", "notice-board"): "https://suello.trasparenza-valutazione-merito.it/web/trasparenza/papca-ap",
        ("Urbi", "citizen-portal"): "https://cloud.urbi.it/urbi/progs/urp/solhome.sto",
        ("Comuni-Chiamo", "citizen-reporting"): "https://cdn-embed.comuni-chiamo.com/prod/v1/latest/js/main.min.js",
        ("Drupal", "institutional-website"): "Drupal 10 (https://www.drupal.org)",
    }


def test_nothing_of_the_page_is_kept_but_the_marks():
    assert "Rossi" not in str(products(PAGE))


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://www.comune.lecco.it/'>Lecco</a>",
        "<a href='https://urbi.it.example.com/'>altro</a>",
        "<p>trasparenza-valutazione-merito.it</p>",
        "<a href='https://nothalleyweb.com/c1/mc/'>altro</a>",
    ],
)
def test_a_page_without_a_known_mark_shows_no_product(html):
    assert products(html) == {}


def test_a_relative_address_stands_on_the_site_of_the_page():
    assert products('<a href="/openweb/albo/albo_pretorio.php">Albo</a>') == {
        ("OpenWeb", "notice-board"): f"{URL}openweb/albo/albo_pretorio.php"
    }


@pytest.mark.parametrize("content", [b"", b"x" * (web_page.MAX_PAGE_BYTES + 1)])
def test_what_is_no_page_is_refused(content):
    with pytest.raises(NotReadable):
        web_page.parse(content, URL)


@given(st.binary(min_size=1, max_size=400))
def test_no_bytes_bring_the_reader_down(content):
    with suppress(NotReadable):
        find_products(web_page.parse(content, URL))


@given(st.text(alphabet="<>/a=\"' hrefscript:[]?#%.&;\x00", max_size=200))
def test_no_page_brings_the_reader_down(html):
    try:
        page = web_page.parse(f"<html><a href='x'>{html}</a>".encode(), URL)
    except NotReadable:
        return
    assert all(address.startswith("http") for address in (*page.links, *page.assets))
    find_products(page)


def test_every_mark_names_a_function_of_ours_and_says_where_it_was_seen():
    rows = v.rows("product_marks")
    assert len(rows) >= 60
    functions = {concept.code for concept in v.concepts("functions")}
    for row in rows:
        assert row["kind"] in ("host", "path", "script", "generator"), row
        assert row["function"] in functions | {""}, row
        assert row["source_url"].startswith(("https://", "http://")), row
        assert row["product"], row
        assert row["pattern"].strip("*./"), row
        assert row["pattern"] == row["pattern"].lower(), row
    assert len({(row["kind"], row["pattern"]) for row in rows}) == len(rows)
