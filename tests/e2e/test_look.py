"""The frame of every page: header, menu, languages, skip links, the pages that every public service owes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.seed import PASSWORD
from tests.e2e.test_every_page import violations

OWN = (
    "/dashboard/datasets",
    "/dashboard/organizations",
    "/user/suello",
    "/user/edit/suello",
    "/user/suello/api-tokens",
)
NARROW = {"width": 320, "height": 700}


def test_the_language_changes_on_the_same_page_and_back(visit):
    page: Page = visit("/about")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How the registry works")
    assert page.url.endswith("/en/about")
    page.get_by_role("link", name="italiano").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Come funziona il registro")


def test_the_first_tab_offers_to_go_to_the_content(visit):
    page: Page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Vai al contenuto")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#content').contains(document.activeElement)")


def test_on_a_telephone_the_menu_opens_and_leads_on(visit):
    page: Page = visit("/", phone=True)
    link = page.get_by_role("navigation", name="Principale").get_by_role("link", name="API", exact=True)
    expect(link).to_be_hidden()
    page.locator(".sl-menu summary").click()
    link.click()
    expect(page).to_have_url(re.compile("/dataservice/"))


def test_on_a_wide_screen_the_menu_is_open_and_says_where_one_is(visit):
    page: Page = visit("/dataservice/")
    here = page.get_by_role("navigation", name="Principale").locator("[aria-current]")
    expect(here).to_have_text("API")


@pytest.mark.parametrize("path", ["/", "/dataset/", "/user/login", "/about"])
def test_nothing_scrolls_sideways_at_320_points(visit, path):
    page: Page = visit(path)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_one_s_own_is_accessible(visit, path):
    page: Page = visit(path, user="suello")
    assert page.locator("h1").count() == 1
    assert violations(page) == []


def test_every_link_of_the_footer_that_is_ours_answers(visit, portal):
    page: Page = visit("/")
    for link in page.locator("#footer a").all():
        assert page.request.get(link.evaluate("a => a.href")).ok


def test_somebody_signed_in_finds_their_body_and_the_way_out(visit):
    page: Page = visit("/", user="suello")
    page.locator(".sl-slim .sl-drop summary").click()
    expect(page.get_by_role("button", name="Esci")).to_be_visible()
    page.get_by_role("link", name="Il mio ente").click()
    expect(page.get_by_role("main").get_by_role("link", name="Comune di Suello")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so_in_italian(contexts):
    page: Page = contexts().new_page()
    answer = page.goto("/questa-pagina-no")
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Questa pagina non c’è")
    assert violations(page) == []
    page.close()


def test_groups_are_not_used_and_lead_to_the_search(visit):
    assert "/dataset/" in visit("/group/").url


def test_the_font_is_served_by_us_and_used(visit):
    page: Page = visit("/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('400 16px \"Titillium Web\"')")
    assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")


def test_a_visitor_who_wants_to_register_logs_in_and_gets_the_form(browser, portal):
    context = browser.new_context(base_url=portal.address, locale="it-IT")
    page: Page = context.new_page()
    page.goto("/")
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Registra").click()
    page.fill("#field-login", "suello")
    page.fill("#field-password", PASSWORD)
    page.press("#field-password", "Enter")
    page.wait_for_url("**/platform/new")
    context.close()
