"""Projects of the PNRR: a record that says why it is in its domain, on the page of its body and in the search."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from ckanext.smartlombardia.jobs import drain

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PROJECTS = (
    "Codice Univoco Submisura;Descrizione Submisura;CUP;Stato CUP;Titolo progetto;Sintesi progetto;Finanziamento PNRR;"
    "Finanziamento Regione;Finanziamento Totale;Soggetto attuatore;Amministrazione Titolare;Data aggiornamento\n"
    "M2C2I4.04.01;Rinnovo del parco autobus;B11C22000010006;Attivo;Bus;AUTOBUS ELETTRICI*VIA PO;1000.25;10.5;1010.75;"
    "COMUNE DI MILANO;MIMS;2023-02-21\n"
    "M4C1I3.03.00;Sicurezza delle scuole;B31C22000030006;Chiuso;NUOVA SCUOLA;SCUOLA;70.5;0;70.5;COMUNE DI MILANO;MI;x\n"
)
TENDERS = (
    "codice_univoco_submisura;descrizione_submisura;cup;cig;oggetto_gara;data_pubblicazione_del_cig;"
    "importo_complessivo_gara;data_aggiudicazione_definitiva\n"
    "M2C2I4.04.01;Rinnovo;B11C22000010006;84364445D3;FORNITURA DI AUTOBUS;2022-09-07;900.5;2022-10-07\n"
)


@pytest.fixture
def project(registry, harvests, elsewhere):
    elsewhere["/example.org/projects.csv"] = PROJECTS.encode()
    elsewhere["/example.org/tenders.csv"] = TENDERS.encode()
    if "pnrr" not in [source["name"] for source in registry.by_office("smartlombardia_source_list")]:
        addresses = '{"addresses": ["https://example.org/projects.csv", "https://example.org/tenders.csv"]}'
        harvests.add("pnrr", "pnrr", "https://example.org/projects.csv", config=addresses)
        assert harvests.run("pnrr")["counts"]["new"] == 2
    (record,) = registry.call("package_search", fq='sl_type:"project" sl_programme:"PNRR"')["results"]
    return record


def test_a_project_is_read_with_its_domain_money_and_tenders(call, project):
    assert (project["cup"], project["domain"], project["function"]) == (
        "B11C22000010006",
        "mobility",
        "public-transport",
    )
    assert (project["amount"], project["smartness"], project["status"]) == (1010.75, "yes", "running")
    assert project["funding"] == [{"source": "pnrr", "amount": 1000.25}, {"source": "region", "amount": 10.5}]
    facts = call("smartlombardia_record_facts", id=project["id"])
    assert (facts["domain"]["source"], facts["domain"]["grade"]) == ("text", "E1")
    assert facts["amount"]["grade"] == "E4"


def test_its_page_says_it_in_words(registry, project):
    page = registry.page(f"/project/{project['name']}")
    for words in ("Trasporto pubblico", "1.000,25", "FORNITURA DI AUTOBUS", "84364445D3", "MIMS", "In corso"):
        assert words in page
    assert "object:" not in page
    assert "measure:" not in page


def test_what_is_no_smart_city_project_is_a_fact_on_its_body(call, project):
    facts = call("smartlombardia_body_facts", ipa="c_f205")
    (funded,) = [fact for fact in facts if fact["name"] == "funded_project"]
    assert (funded["object"], funded["value"]["amount"]) == ("B31C22000030006", 70.5)


def test_the_figures_of_the_page_are_those_of_the_api_and_of_the_files(registry, call, project):
    figures = call("smartlombardia_project_figures")
    assert figures["total"]["projects"] == 1
    assert (figures["total"]["amount"], figures["total"]["with_amount"]) == (1010.75, 1)
    (domain,) = figures["domain"]
    assert (domain["code"], domain["running"], domain["unknown"]) == ("mobility", 1, 0)
    assert [count["code"] for count in figures["size"]] == ["20000-"]
    assert [count["code"] for count in figures["province"]] == ["MI"]
    page = registry.page("/progetti")
    assert "1.010,75 €" in page
    assert "Rinnovo del parco autobus" in page
    assert json.loads(registry.page("/progetti.json"))["total"] == figures["total"]
    lines = list(csv.DictReader(io.StringIO(registry.page("/progetti.csv").lstrip("\ufeff"))))
    assert lines[0]["amount"] == "1010.75"
    assert [line["name"] for line in lines if line["dimension"] == "domain"] == ["Mobilità"]
    assert call("smartlombardia_project_figures", domain="energy")["total"]["projects"] == 0


def test_a_cup_counts_once_however_many_records_name_it(registry, call, project):
    registry.add("project", "c_e507", title="Autobus di due enti", cup=project["cup"], domain="mobility")
    assert call("smartlombardia_project_figures")["total"]["projects"] == 1


def test_the_list_is_narrowed_by_programme(registry, project):
    found = registry.call(
        "package_search", fq='sl_type:"project" sl_programme:"PNRR"', **{"facet.field": ["sl_programme"]}
    )
    assert [record["id"] for record in found["results"]] == [project["id"]]
    assert found["facets"]["sl_programme"] == {"PNRR": 1}


def test_what_pa_digitale_says_later_of_the_same_cup_is_its_state(registry, harvests, elsewhere, call, project):
    header = "codice_ipa,comune,cod_comune,provincia,cod_regione,importo_finanziamento,avviso,data_invio_candidatura"
    funded = "c_f205,Milano,015146,MI,03,1010.75,1.2 Abilitazione al Cloud,2022-04-29,2022-08-08"
    row = f"{funded},{project['cup']},R,2024-01-31"
    table = f"{header},data_finanziamento,codice_cup,stato_candidatura,data_stato_candidatura\n{row}\n"
    elsewhere["/example.org/pad.csv"] = table.encode()
    harvests.add("pad2026-12", "pad2026", "https://example.org/pad.csv")
    harvests.run("pad2026-12")
    drain.drain()
    facts = call("smartlombardia_record_facts", id=project["id"])
    assert (facts["status"]["source"], call("package_show", id=project["id"])["status"]) == ("pad2026-12", "renounced")
    assert call("smartlombardia_project_figures")["total"]["renounced"] == 1
    page = registry.page(f"/project/{project['name']}")
    assert "Rinunciato" in page
    assert "8 agosto 2022" in page  # when it was funded
    assert "31 gennaio 2024" in page


def test_an_editor_changes_a_word_and_what_the_form_does_not_ask_stays(registry, project):
    user = registry.user("c_f205")
    visible = ("owner_org", "notes", "domain", "function", "status", "cup", "funding_programme", "amount")
    fields = {"title": "Autobus elettrici", **{name: project[name] for name in visible}}
    form = registry.page(f"/project/edit/{project['name']}", user)
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(form)}
    registry.page(f"/project/edit/{project['name']}", user, sent={**hidden, **fields, "save": "save"})
    after = registry.by_office("package_show", id=project["id"])
    assert after["title"] == "Autobus elettrici"
    for name in ("funding", "tenders", "roles", "topic_reasons", "smartness", "measure"):
        assert after[name] == project[name]


def test_what_a_body_was_given_counts_each_cup_once_beside_its_size(registry, call, project):
    funding = call("smartlombardia_body_funding", ipa="c_f205")
    assert [item["cup"] for item in funding["projects"]] == ["B31C22000030006"]
    assert [item["cup"] for item in funding["renounced"]] == [project["cup"]]
    assert (funding["amount"], funding["class"]["code"], funding["class"]["median_projects"]) == (70.5, "20000-", 1)
    page = registry.page("/progetti/ente/c_f205")
    assert "70,50 €" in page
    assert json.loads(registry.page("/progetti/ente/c_f205.json")) == funding
    assert "NUOVA SCUOLA" in registry.page("/progetti/ente/c_f205.csv")
    registry.page("/progetti/ente/none", status=404)
