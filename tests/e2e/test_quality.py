"""Quality of metadata in the browser: what gives most, where it is written, before and after saving."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.test_every_page import fits, violations

PAGES = ("/qualita", "/qualita?body=c_i996", "/qualita/serie-di-elevato-valore", "/qualita/metodo")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_on_quality_is_accessible_and_fits_a_telephone(visit, path):
    page = visit(path)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert fits(visit(path, phone=True))


def test_from_the_list_to_the_field_that_gives_most(visit):
    page = visit("/qualita?body=c_i996", "suello")
    page.get_by_role("link", name="Elenco dei lampioni").click()
    expect(page.get_by_role("heading", name="La modifica che vale di più")).to_be_visible()
    for fold in page.locator("#quality ~ details").all():
        fold.locator("summary").click()
    assert violations(page) == []
    page.get_by_role("link", name="Correggi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Modifica")


def test_the_page_of_a_body_shows_its_score(visit):
    page = visit("/organization/c_i996")
    expect(page.get_by_role("heading", name="Qualità dei metadati")).to_be_visible()


def test_a_form_fills_up_its_score_while_one_writes(visit):
    page = visit("/dataset/new", "suello")
    page.fill("#field-notes", "Gli alberi dei viali.")
    page.locator("#field-notes").blur()
    expect(page.locator("#checked")).to_contain_text("su 405")
    expect(page.locator("#checked")).to_contain_text("Impedisce di salvare")
    expect(page.locator("#note-theme")).to_contain_text("+30 punti")
    assert violations(page) == []
    page.fill("#field-title", "Alberi")
    page.get_by_role("button", name="Controlla").click()
    expect(page.locator("#note-title")).to_be_empty()
