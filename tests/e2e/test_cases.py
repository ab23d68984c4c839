"""The queue of cases in a real browser: what a visitor sees, and how the office decides without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_every_page import violations

CASE = "Municipium"


def open_case(visit) -> Page:
    """The case of the product that three towns registered by hand, as the office sees it."""
    page = visit("/doppioni", "regione")
    page.get_by_role("link", name=re.compile(CASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("è lo stesso prodotto?")
    page.wait_for_load_state()  # the keys come with the script
    return page


def test_a_visitor_sees_how_many_cases_wait_and_which_products_are_in_use(visit):
    page = visit("/doppioni")
    expect(page.get_by_text("Stesso prodotto", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="GlobaLeaks", exact=True)).to_be_visible()
    assert page.locator("[role=main] a[href*='/doppioni/']:not([href$='/prodotti'])").count() == 0


def test_the_office_decides_with_one_key_and_takes_it_back_with_another(visit):
    page = open_case(visit)
    address = page.url
    expect(page.get_by_text("Se dite «lo stesso»")).to_be_visible()
    expect(page.get_by_text(re.compile("piattaforme passano a quel prodotto"))).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Si annulla per 30 giorni")).to_be_visible()
    page.goto(address)
    expect(page.locator(".sl-case-h").get_by_text("Lo stesso", exact=True)).to_be_visible()
    page.get_by_role("button", name="Annulla", exact=True).click()
    expect(page.get_by_text("tutto sta come prima")).to_be_visible()
    expect(page.locator(".sl-case-h").get_by_text("Da decidere")).to_be_visible()


def test_keys_do_nothing_while_one_writes_or_when_they_are_off(visit):
    page = open_case(visit)
    address = page.url
    page.get_by_text("spegnete i tasti rapidi").click()
    page.get_by_label("Tasti rapidi").uncheck()
    page.locator("h1").click()
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert page.url == address
    page.get_by_label("Tasti rapidi").check()


def test_a_case_is_accessible_on_a_desktop_and_fits_a_phone(visit):
    page = open_case(visit)
    assert violations(page) == []
    phone = visit(page.url, "regione", phone=True)
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_products_of_many_towns_are_listed_for_everybody(visit):
    page = visit("/doppioni/prodotti")
    expect(page.get_by_role("rowheader", name="GlobaLeaks")).to_be_visible()
    assert violations(page) == []


def test_who_types_a_name_is_told_that_others_use_it(visit):
    page = visit("/platform/new", "regione")
    page.locator("#field-title").press_sequentially("Globale", delay=30)
    expect(page.get_by_text(re.compile(r"enti usano «GlobaLeaks»: è il vostro\?"))).to_be_visible()
