"""What holds for every page: nobody is kept out by their eyes, their hands or their telephone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
# each address once; the pages of the audit and of those who are signed in stand in the tests of their topic
PATHS = (
    "/", "/?mappa=apis", "/comune", "/comune?q=bre", "/organization/c_i996", "/organization/", "/platform/",
    "/software/", "/dataservice/", "/dataset/", "/project/", "/doppioni", "/interoperabilita", "/fonti",
    "/progetti", "/progetti/ente/c_i996",
    "/user/login", "/user/reset", "/aiuto", "/about", "/catalogo", "/accessibilita", "/privacy",
    "/note-legali", "/segnala", "/en/",
)  # fmt: skip
RECORDS = ("platform", "software", "dataservice", "dataset", "project")
MAPS = ("services", "apis", "platforms")


def violations(page: Page) -> list[str]:
    """What axe finds, each with the place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def fits(page: Page) -> bool:
    """Nothing scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def first_record(page: Page) -> str:
    """Address of the first record in a list."""
    return page.locator(".sl-hit a").first.get_attribute("href") or ""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible(visit, path):
    page = visit(path)
    assert violations(page) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("kind", RECORDS)
def test_the_page_of_a_record_is_accessible_and_fits_a_telephone(visit, kind):
    address = first_record(visit(f"/{kind}/"))
    page = visit(address)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert fits(visit(address, phone=True))


@pytest.mark.parametrize("theme", MAPS)
def test_a_map_names_itself_and_every_town(visit, theme):
    page = visit(f"/?mappa={theme}")
    drawn = next(frame for frame in page.frames if frame.url.endswith(f"/mappa/{theme}.svg"))
    assert drawn.locator("svg > title").text_content()
    names = drawn.locator("a > title").all_text_contents()
    assert any(name.startswith("Suello: ") for name in names)
    assert drawn.locator("a").count() == len(names)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_telephone(visit, path):
    assert fits(visit(path, phone=True))


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_asked_of_another_host(contexts, portal, path):
    page = contexts().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    page.close()
    assert [url for url in asked if not url.startswith((portal.address, "data:"))] == []
