"""Lists: narrowed by choices, each state an address, downloaded with the number that the page says."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_every_page import violations


def shown(page: Page) -> int:
    """The number of results that the page says."""
    return int(re.search(r"\d+", page.locator(".sl-tool > b").inner_text())[0])


def test_a_choice_narrows_the_list_and_stands_in_its_address(visit):
    page = visit("/dataset/")
    everything = shown(page)
    page.get_by_label("API", exact=False).locator("visible=true").first.check()
    page.get_by_role("button", name="Applica i filtri").click()
    page.wait_for_url("**sl_type=dataservice**")
    assert 0 < shown(page) < everything
    assert shown(visit(page.url)) == shown(page)
    page.get_by_role("link", name=re.compile("Togli il filtro")).click()
    page.wait_for_url(lambda address: "sl_type" not in address)
    assert shown(page) == everything


def test_a_list_is_downloaded_with_the_number_that_the_page_says(visit):
    page = visit("/platform/")
    page.locator(".sl-drop summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(text.splitlines()))) == shown(page)


def test_an_empty_list_says_where_we_looked_and_offers_a_way_out(visit):
    page = visit("/platform/?q=qwertyuiop")
    expect(page.locator(".sl-empty")).to_contain_text("Abbiamo cercato «qwertyuiop»")
    page.get_by_role("link", name="Vedi tutto").click()
    page.wait_for_url(lambda address: "qwertyuiop" not in address)
    assert shown(page) > 0


def test_a_body_is_found_by_typing_its_name(visit):
    page = visit("/platform/")
    page.locator("#find-body").press_sequentially("suel")
    page.locator("#found-bodies").get_by_label(re.compile("Comune di Suello")).check()
    page.get_by_role("button", name="Applica i filtri").click()
    page.wait_for_url("**sl_body=c_i996**")
    for title in page.locator(".sl-hit h3").all_inner_texts():
        assert "Suello" in title


@pytest.mark.parametrize("path", ["/dataset/", "/platform/?q=sportello", "/platform/?q=qwertyuiop"])
def test_a_list_is_accessible_and_fits_a_telephone(visit, path):
    assert violations(visit(path)) == []
    phone = visit(path, phone=True)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(phone.get_by_label("API").first).to_be_hidden()
