"""The first page: three ways in, and figures that are those of the lists."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def number(text: str) -> int:
    """The first whole number of a text, as Italians write it."""
    return int(re.search(r"\d[\d.]*", text)[0].replace(".", ""))


def test_a_town_is_found_from_the_first_page(visit):
    page: Page = visit("/")
    page.get_by_label("Nome del Comune").fill("Suello")
    page.get_by_role("button", name="Apri").click()
    expect(page.get_by_role("main")).to_contain_text("Suello")


def test_words_written_on_the_first_page_are_searched(visit):
    page: Page = visit("/")
    page.get_by_label("Cercate una piattaforma, un’API, un dataset o un Comune").fill("GlobaLeaks")
    page.get_by_role("main").get_by_role("button", name="Cerca").click()
    expect(page.locator(".sl-hit").first).to_contain_text("GlobaLeaks")


def test_a_domain_counts_the_records_that_its_list_shows(visit):
    page: Page = visit("/")
    services = page.locator(".sl-doms a", has_text="Servizi digitali")
    said = number(services.locator(".sl-quiet").inner_text().split("·")[1])
    services.click()
    assert number(page.locator(".sl-tool b").inner_text()) == said > 0


def test_a_figure_that_no_source_has_told_is_not_known_and_every_figure_has_its_source(visit):
    page: Page = visit("/")
    figures = page.locator(".sl-fig")
    assert figures.count() == 4
    assert page.locator(".sl-fig .sl-src").count() == 4
    assert not [text for text in figures.locator("b").all_inner_texts() if text.strip() in ("", "0")]


def test_the_table_has_every_province_and_the_municipalities_of_the_registry(visit):
    page: Page = visit("/")
    rows = page.locator("table", has_text="Provincia").locator("tbody tr")
    assert rows.count() == 12
    towns = sum(number(row.locator("td").first.inner_text()) for row in rows.all())
    assert towns == number(page.locator(".sl-fig b").first.inner_text())


def test_a_developer_sees_how_to_call_or_why_nothing_can_be_called_yet(visit):
    door = visit("/").locator(".sl-three .sl-box", has_text="Sviluppo software")
    assert re.search(r"curl https?://|ancora nessuna libera", door.locator(".sl-mini").inner_text())
