"""End-to-end tests: a portal of its own, served as in production, seen through Debian's chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local.portal import Portal
from local.stack import ROOT, Stack
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.e2e.seed import PASSWORD

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = ROOT / ".local/screenshots"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT = 30_000  # ms; the first page of a kind is compiled while somebody waits


@pytest.fixture(scope="session")
def portal(stack: Stack, template: Portal) -> Iterator[Portal]:
    """A running portal with a dozen bodies and what `seed.py` says of them."""
    portal = stack.portal("e2e")
    portal.configure()
    portal.postgres.execute(f'CREATE DATABASE e2e TEMPLATE "{template.name}"')
    subprocess.run([sys.executable, Path(__file__).parent / "seed.py", portal.ini], check=True, cwd=ROOT)
    portal.start_web(workers=1)
    portal.wait_for_pages()
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed: sudo apt-get install -y chromium")
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser, portal: Portal) -> Iterator[Callable[..., BrowserContext]]:
    """Browser contexts by user and width, signed in once each."""
    made: dict[tuple, BrowserContext] = {}

    def get(user: str | None = None, phone: bool = False) -> BrowserContext:
        if (user, phone) not in made:
            context = browser.new_context(
                base_url=portal.address, locale="it-IT", viewport=PHONE if phone else DESKTOP, reduced_motion="reduce"
            )
            context.set_default_timeout(WAIT)
            if user:
                page = context.new_page()
                page.goto("/user/login")
                page.fill("#field-login", user)
                page.fill("#field-password", PASSWORD)
                page.press("#field-password", "Enter")
                page.wait_for_url(lambda address: "/user/login" not in address)
                page.close()
            made[user, phone] = context
        return made[user, phone]

    yield get
    for context in made.values():
        context.close()


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a path as a user (nobody is a visitor), on a desktop or a phone; what was seen is kept as a picture."""
    pages: list[Page] = []
    refusals: list[str] = []  # what the policy of content kept the browser from running or showing

    def note_refusal(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            refusals.append(message.text)

    def go(path: str, user: str | None = None, phone: bool = False) -> Page:
        page = contexts(user, phone).new_page()
        page.on("console", note_refusal)
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path} answers {answer.status}"
        pages.append(page)
        return page

    yield go
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages):
        page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png", full_page=True)
        page.close()
    assert refusals == []
