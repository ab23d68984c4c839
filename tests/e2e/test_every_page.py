"""What holds for every page: nobody is kept out by their eyes, their hands or their telephone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PATHS = (
    "/", "/comune", "/organization/c_i996", "/organization/", "/platform/", "/software/", "/dataservice/", "/dataset/",
    "/project/", "/doppioni", "/interoperabilita", "/user/login", "/en/",
)  # fmt: skip
RECORDS = ("platform", "software", "dataservice")


def violations(page: Page) -> list[str]:
    """What axe finds, each with the place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def first_record(page: Page, kind: str) -> str:
    """Address of the first record in a list."""
    link = page.locator(f"main a[href*='/{kind}/']:not([href*='?']):not([href$='/new'])").first
    return link.get_attribute("href") or ""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible(visit, path):
    assert violations(visit(path)) == []


@pytest.mark.parametrize("kind", RECORDS)
def test_the_page_of_a_record_is_accessible(visit, kind):
    address = first_record(visit(f"/{kind}/"), kind)
    page = visit(address)
    assert violations(page) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_telephone(visit, path):
    page = visit(path, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_asked_of_another_host(contexts, portal, path):
    page = contexts().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    page.close()
    assert [url for url in asked if not url.startswith((portal.address, "data:"))] == []
