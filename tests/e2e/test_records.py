"""Pages of records as visitors read them, and an API as a developer meets it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_every_page import violations


def test_a_developer_gets_from_the_home_page_to_a_call(visit):
    page = visit("/")
    page.locator("header").get_by_role("link", name="API", exact=True).click()
    page.locator(".sl-hit a").first.click()
    expect(page.locator("#call-title")).to_have_text("Chiamatela")
    expect(page.get_by_role("main")).to_contain_text("PDND")
    assert violations(page) == []


def test_a_value_carries_source_date_and_grade(visit):
    page = visit("/software/?q=GlobaLeaks")
    page.locator(".sl-hit a").first.click()
    said = page.locator(".sl-fact", has_text="Licenza").locator(".sl-src").first
    expect(said).to_contain_text("Fonte: Developers Italia")
    expect(said).to_contain_text("novembre 2026")
    expect(said).to_contain_text("E1")


def test_a_product_says_which_bodies_use_it(visit):
    page = visit("/software/?q=GlobaLeaks")
    page.locator(".sl-hit a").first.click()
    expect(page.locator("#users-title").locator("xpath=..")).to_contain_text("4 enti")


@pytest.mark.parametrize("kind", ["platform", "software", "dataservice"])
def test_a_record_fits_a_telephone_and_can_be_read_in_english(visit, kind):
    page = visit(f"/{kind}/", phone=True)
    page.locator(".sl-hit a").first.click()
    page.wait_for_url(re.compile(f"/{kind}/[^?]+$"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    path = re.sub(r"^https?://[^/]+", "", page.url)
    english = visit(f"/en{path}")
    expect(english.get_by_role("main")).to_contain_text("Take this page with you")
    assert "Non noto" not in english.get_by_role("main").inner_text()
