"""The office pastes an address, sees what would come in and adds it; reads the report of a source."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from local.portal import BIN
from playwright.sync_api import Page, expect

from tests.conftest import Site
from tests.e2e.test_every_page import fits, violations

API = """
openapi: 3.0.3
info: {title: Luci accese a Suello, version: 1.0.0, description: Quali lampioni sono accesi adesso.}
servers: [{url: https://servizi.comune.suello.lc.it/luci}]
paths: {}
"""


@pytest.fixture
def worked(portal) -> Iterator:
    """Do what waits in the queue of harvests, as a worker would, with the network that a site of ours stands for."""

    def go(site: Site) -> None:
        setting = f"ckanext.smartlombardia.mirror = {site.address}"
        subprocess.run([BIN / "ckan", "config-tool", portal.ini, setting], check=True, capture_output=True)
        portal.ckan("jobs", "worker", "--burst", "harvest")

    return go


def paste(page: Page, address: str) -> None:
    page.fill("#field-address", address)
    page.get_by_role("button", name="Guarda che cosa entrerebbe").click()


def test_the_office_pastes_an_address_tries_it_and_adds_it(visit, worked, site):
    site["/dati.comune.suello.lc.it/luci.yaml"] = API.encode()
    page = visit("/fonti", "regione")
    page.get_by_role("link", name="Aggiungi una fonte").click()
    assert violations(page) == []
    paste(page, "https://dati.comune.suello.lc.it/luci.yaml")
    expect(page.locator("#stato")).to_contain_text("Attende il suo turno")
    worked(site)
    expect(page.locator("h2#came")).to_have_text("Entrerebbe 1 scheda")  # the page has looked again by itself
    expect(page.get_by_role("main")).to_contain_text("Descrizione OpenAPI")
    expect(page.get_by_role("main")).to_contain_text("Non è stato scritto nulla")
    expect(page.get_by_role("main")).to_contain_text("Quali lampioni sono accesi adesso.")
    assert violations(page) == []
    assert page.input_value("#field-title") == "Luci accese a Suello"
    page.get_by_role("button", name="Aggiungila e leggila").click()
    expect(page.locator("h1")).to_have_text("Luci accese a Suello")
    worked(site)
    expect(page.get_by_role("main")).to_contain_text("1 nuova")
    page.get_by_role("link", name="Luci accese a Suello").last.click()
    expect(page.locator("h1")).to_have_text("Luci accese a Suello")


def test_an_address_at_which_nothing_can_be_read_says_what_to_do(visit, worked, site):
    site["/www.comune.suello.lc.it/"] = b"<html>Benvenuti</html>"
    page = visit("/fonti/aggiungi", "suello")
    paste(page, "lecco")
    expect(page.locator("#error-address")).to_be_visible()
    paste(page, "https://www.comune.suello.lc.it/")
    worked(site)
    expect(page.get_by_role("main")).to_contain_text("niente che sappiamo leggere")
    assert violations(page) == []
    page.get_by_role("link", name="Prova un altro indirizzo").click()
    assert page.input_value("#field-address") == "https://www.comune.suello.lc.it/"


def test_the_office_makes_many_sources_from_a_table(visit, tmp_path: Path):
    table = tmp_path / "fonti.csv"
    table.write_text(
        "titolo;indirizzo\nComune di Suello;https://cataloghi.it/suello/catalog.ttl\n"
        "Comune di Lecco;https://cataloghi.it/lecco/catalog.ttl\nSconosciuto;https://cataloghi.it/\n"
    )
    page = visit("/fonti/elenco", "regione")
    page.set_input_files("#field-file", table)
    page.get_by_role("button", name="Guarda che cosa nascerebbe").click()
    expect(page.get_by_role("main")).to_contain_text("Nascerebbero 2 fonti")
    expect(page.get_by_role("main")).to_contain_text("Il tipo della fonte non si capisce")
    assert violations(page) == []
    page.get_by_role("button", name="Crea 2 fonti").click()
    expect(page.get_by_role("main")).to_contain_text("2 fonti create")
    page.get_by_role("link", name="comune-di-suello").click()
    expect(page.locator("h1")).to_have_text("Comune di Suello")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/fonti/aggiungi", "/fonti/elenco", "/fonti/pdnd-eservice"])
def test_the_pages_of_sources_fit_a_telephone(visit, path):
    assert fits(visit(path, "regione", phone=True))
