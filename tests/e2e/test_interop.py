"""Interoperability in a browser: from the matrix to the evidence, by mouse and by keyboard."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.e2e.test_every_page import violations

PAGES = (
    "/interoperabilita",
    "/interoperabilita?rows=province",
    "/interoperabilita/notice-board",
    "/interoperabilita/parking",
    "/interoperabilita/rilievi",
    "/interoperabilita/rilievi?observed=gone",
    "/interoperabilita/regole",
    "/interoperabilita/tabelle",
    "/interoperabilita/tabelle/needs",
    "/interoperabilita/andamento",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_audit_is_accessible_and_fits_a_telephone(visit, path):
    assert violations(visit(path)) == []
    assert visit(path, phone=True).evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_matrix_to_the_row_that_proves_a_finding(visit):
    page = visit("/interoperabilita")
    gap = page.locator(".sl-evid", has_text="Albo pretorio")
    gap.locator("summary").click()
    gap.get_by_role("link", name="Le righe, una per una").click()
    expect(page.locator("h1")).to_have_text("Stessa funzione, e-service divergenti sulla PDND")
    rows = page.get_by_role("region", name="Prove").locator("tbody tr")
    assert rows.count() == 4
    assert (
        sorted(rows.locator("td:nth-child(3)").all_inner_texts()) == ["REST, pubblicata"] * 2 + ["SOAP, pubblicata"] * 2
    )
    assert page.get_by_text("CAD art. 50-ter").is_visible()
    assert violations(page) == []


def test_the_matrix_is_one_stop_of_the_tab_key_and_arrows_move_inside(visit):
    page = visit("/interoperabilita")
    cells = page.locator(".sl-mx td a")
    page.wait_for_selector(".sl-mx[role=grid]")
    assert cells.evaluate_all("cells => cells.filter(cell => cell.tabIndex === 0).length") == 1
    cells.first.focus()
    place = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td, th').cellIndex]"
    for key, expected in (
        ("ArrowRight", [1, 2]),
        ("ArrowDown", [2, 2]),
        ("End", [2, 6]),
        ("Home", [2, 0]),
        ("ArrowUp", [1, 0]),
    ):
        page.keyboard.press(key)
        assert page.evaluate(place) == expected
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.sl-mx') === null")


def test_what_is_not_known_is_hatched_and_never_a_level(visit):
    page = visit("/interoperabilita?province=SO")
    cells = page.locator(".sl-mx td a")
    assert set(cells.evaluate_all("cells => cells.map(cell => cell.className)")) == {"q"}
    assert "non noto" in (cells.first.get_attribute("aria-label") or "")


def test_the_file_has_the_rows_of_the_page(visit, contexts, portal):
    page = visit("/interoperabilita?province=LC")
    number = int(page.locator(".sl-tool b").inner_text().split()[0])
    answer = contexts().request.get(f"{portal.address}/interoperabilita/matrice.csv?province=LC")
    rows = list(csv.DictReader(io.StringIO(answer.text().removeprefix("\ufeff"))))
    assert len(rows) == number
    shown = page.locator(".sl-mx tbody tr").first
    assert rows[0]["name"] == shown.locator("th").inner_text()
    state = shown.locator("td:nth-of-type(3) a").inner_text().split()[0]
    assert {"unknown": "?"}.get(rows[0]["services_state"], rows[0]["services_state"]) == state


def test_the_picture_says_who_can_exchange_and_the_table_says_the_same(visit):
    page = visit("/interoperabilita/notice-board")
    assert "2 enti" in page.locator("svg.sl-net").text_content()
    table = page.locator("svg.sl-net ~ table, .sl-table").first
    assert sorted(table.locator("tbody td:nth-child(2)").all_inner_texts()) == ["REST", "SOAP"]
    assert "Suello" in table.inner_text()
