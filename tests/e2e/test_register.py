"""A clerk of Suello registers a platform, finds it again, corrects it, and keeps its contract to the town."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.e2e.test_every_page import violations

FORMS = ("/platform/new", "/software/new", "/dataservice/new", "/dataset/new", "/project/new")


def register(page: Page, title: str, words: str, function: str) -> None:
    """Fill in the few fields that count and publish."""
    page.fill("#field-title", title)
    page.fill("#field-notes", "Accende e spegne i lampioni dei vicoli.")
    page.locator("#find-function").press_sequentially(words)
    page.locator(f"#found-functions input[value='{function}']").check()
    page.get_by_label("In uso", exact=True).check()
    page.get_by_role("button", name="Pubblica").click()


def test_a_clerk_registers_a_platform_finds_it_and_corrects_it(visit):
    page = visit("/platform/new", "suello")
    register(page, "Luci dei vicoli", "lampioni", "public-lighting")
    expect(page.locator("h1")).to_have_text("Luci dei vicoli")
    expect(page.get_by_role("main")).to_contain_text("Illuminazione pubblica")
    expect(page.locator(".sl-status")).to_contain_text("Confermata dall’ente")
    assert violations(page) == []

    found = visit("/platform/?q=luci+vicoli")
    found.get_by_role("link", name=re.compile("Luci dei vicoli")).first.click()
    expect(found.locator("h1")).to_have_text("Luci dei vicoli")

    page.get_by_role("link", name="Modifica").click()
    page.fill("#field-title", "Luci dei vicoli e delle piazze")
    page.get_by_role("button", name="Salva").click()
    expect(page.locator("h1")).to_have_text("Luci dei vicoli e delle piazze")


def test_a_choice_is_not_undone_by_an_answer_that_comes_late(visit):
    page = visit("/platform/new", "suello")
    page.locator("#find-function").press_sequentially("lampioni")
    choice = page.locator("#found-functions input[value='public-lighting']")
    choice.wait_for()
    late: list[Route] = []
    page.route("**/records/functions*", lambda route: late.append(route))
    with page.expect_request("**/records/functions*"):
        page.locator("#find-function").press_sequentially(" stradali")
    choice.check()
    for one in late:
        with suppress(Error):  # nobody waits for it any more
            one.continue_()
    page.wait_for_timeout(1000)
    expect(choice).to_be_checked()


def test_a_form_with_mistakes_says_what_to_do_and_leads_to_the_field(visit):
    page = visit("/platform/new", "suello")
    page.fill("#field-contact_email", "mario")
    page.get_by_role("button", name="Pubblica").click()
    summary = page.get_by_role("alert").filter(has_text="cose da sistemare")
    expect(summary).to_contain_text("Manca il nome")
    summary.get_by_role("link", name="Ufficio da contattare").click()
    expect(page.locator("#error-contact_email")).to_contain_text("non è un indirizzo di posta")
    assert page.url.endswith("#field-contact_email")
    assert violations(page) == []


def test_a_known_product_is_registered_in_two_clicks(visit):
    page = visit("/software/?q=GlobaLeaks", "regione")
    page.locator(".sl-hit a").first.click()
    page.get_by_role("link", name="Lo usiamo anche noi").click()
    assert page.input_value("#field-title") == "GlobaLeaks"
    expect(page.locator("input[name=function][value=whistleblowing]")).to_be_checked()
    expect(page.locator("input[name=status][value=in_use]")).to_be_checked()


def test_a_function_is_chosen_without_javascript(browser, portal, contexts):
    state = contexts("suello").storage_state()
    plain = browser.new_context(base_url=portal.address, java_script_enabled=False, storage_state=state)
    page = plain.new_page()
    page.goto("/platform/new")
    page.get_by_text("Scegliete fra 84").click()
    page.locator("summary", has_text="Energia").click()
    page.locator("input[name=function][value=public-lighting]").check()
    page.fill("#field-title", "Senza script")
    page.get_by_role("button", name="Pubblica").click()
    expect(page.get_by_role("main")).to_contain_text("Illuminazione pubblica")
    plain.close()


def test_one_click_confirms_what_a_source_said(visit):
    page = visit("/platform/?q=sportello+digitale", "suello")
    page.get_by_role("link", name="Sportello digitale, Comune di Suello").click()
    expect(page.locator(".sl-status")).to_contain_text("Tocca a: Comune di Suello")
    page.get_by_role("button", name="Sì, è giusta").click()
    expect(page.locator(".sl-status")).to_contain_text("Confermata dall’ente")
    expect(page.locator(".sl-facts").first).to_contain_text("dichiarato da Comune di Suello")


def test_the_contract_is_for_the_town_and_the_office_only(visit):
    page = visit("/platform/?q=sportello+digitale", "suello")
    page.get_by_role("link", name="Sportello digitale, Comune di Suello").click()
    address = page.url
    page.get_by_role("link", name="Scrivete questi campi").click()
    assert violations(page) == []
    page.fill("#field-cig", "Z1234567890")
    page.fill("#field-yearly_cost", "4200")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("main")).to_contain_text("Z1234567890")
    path = "/" + address.split("/", 3)[3]
    visitor = visit(path)
    expect(visitor.get_by_role("main")).to_contain_text("Riservato")
    assert "Z1234567890" not in visitor.content()
    assert "4.200" not in visitor.content()
    expect(visit(path, "regione").get_by_role("main")).to_contain_text("Z1234567890")


@pytest.mark.parametrize("path", FORMS)
def test_every_form_is_accessible_and_fits_a_telephone(visit, path):
    assert violations(visit(path, "suello")) == []
    phone = visit(path, "suello", phone=True)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
