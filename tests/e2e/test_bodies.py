"""A body in a browser: found, confirmed with one click, changed again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_every_page import violations


@pytest.mark.parametrize("words", ["suello", "Suèllo", "sue", "097078"])
def test_a_town_is_found_while_one_types(visit, words):
    page = visit("/comune")
    page.locator("#q").press_sequentially(words, delay=20)
    link = page.locator("#bodies a[href$='/organization/c_i996']")
    link.wait_for()
    link.click()
    expect(page.locator("h1")).to_have_text("Comune di Suello")


def test_a_visitor_sees_the_facts_and_how_to_get_in_but_no_question(visit):
    page = visit("/organization/c_i996")
    assert "Abbiamo trovato" not in page.get_by_role("main").inner_text()
    assert page.get_by_role("link", name="Accedi").count()
    assert page.get_by_text("Rinuncia").count()


def test_the_clerk_confirms_everything_with_one_click_and_takes_one_back(visit):
    page = visit("/organization/c_e507", user="lecco")
    assert violations(page) == []
    page.get_by_role("button", name="Confermo").click()
    expect(page.locator(".sl-status")).to_contain_text("Niente da confermare")

    page.locator("details:has(summary:text('risposte date')) summary").click()
    page.get_by_role("button", name=re.compile("Ritirate la risposta.*GlobaLeaks")).click()
    expect(page.get_by_role("heading", name="Abbiamo trovato 1 cosa su di voi")).to_be_visible()
    page.get_by_role("button", name="Confermo").click()
    expect(page.locator(".sl-status")).to_contain_text("Niente da confermare")
    page.wait_for_load_state()
    assert violations(page) == []


def test_the_page_of_a_body_fits_a_telephone(visit):
    page = visit("/organization/c_i996", user="suello", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_people_of_a_body_have_an_accessible_page(visit):
    assert violations(visit("/organization/members/c_i996", user="suello")) == []
