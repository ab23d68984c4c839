"""Projects of the PNRR: four tables, one project a CUP, money to the cent, no person."""

from __future__ import annotations

import csv
import io
from decimal import ROUND_HALF_UP, Decimal

import pytest

from ckanext.smartlombardia.harvesters.pnrr import reader
from ckanext.smartlombardia.matching.projects import classify, project_from_fields
from ckanext.smartlombardia.types import Document, Observation, Record, Refused

from .documents import library

PROJECTS = (
    "Codice Univoco Submisura;Descrizione Submisura;Titolo procedura;CUP;Stato CUP;CUP Descrizione Settore;"
    "Titolo progetto;Sintesi progetto;Finanziamento Regione;Finanziamento PNRR;Finanziamento Totale;"
    "Soggetto attuatore;Codice fiscale soggetto attuatore;Amministrazione Titolare;Data aggiornamento"
)
PLACES = (
    "codice_univoco_submisura;cup;regione;provincia;descrizione_provincia;comune;descrizione_comune;data_di_estrazione"
)
TENDERS = (
    "codice_univoco_submisura;descrizione_submisura;cup;cig;oggetto_gara;data_pubblicazione_del_cig;"
    "importo_complessivo_gara;importo_aggiudicazione;data_aggiudicazione_definitiva;data_di_estrazione"
)
WINNERS = "cup;cig;codice_fiscalepiva;denominazione_aggiudicatario;ruolo_soggetto"
BUS = (
    "M2C2I4.04.01;Rinnovo del parco autobus;DM N. 530;B11C22000010006;Attivo;;CUP Comune di Pavia - Bus;"
    "AUTOBUS ELETTRICI*VIA GARIBALDI*RICARICA;10.5;1000.375;1010.875;COMUNE DI PAVIA;296180185;MIMS;2023-02-21"
)
APP = (
    "M1C1I1.04.03;PagoPA e IO;AVVISO APP IO COMUNI;B21C22000020006;ATTIVO;;1.4.3 - app c_g388Comune di Pavia;;"
    "0.0;6561.0;6561.0;COMUNE DI PAVIA;296180185;PCM;2023-02-21"
)
SCHOOL = (
    "M4C1I3.03.00;Messa in sicurezza delle scuole;PIANO;B31C22000030006;Chiuso;;NUOVA SCUOLA;SCUOLA*VIA PO*TETTO;"
    "0;50.0;50.0;AMMINISTRAZIONE PROVINCIALE DI LODI;;MI;2023-02-21"
)
WORKS = "M2C4I2.02.00;Resilienza dei Comuni;B41C22000040006"
TENDER = f"{WORKS};84364445D3;ILLUMINAZIONE PUBBLICA IN VIA DELL?ORTO;2020-09-07;44100;44081.0;2020-09-10;2023-03-01"
DESIGN = f"{WORKS};Z111111111;INCARICO ALL'ING. ROSSI PER LUCI;2020-05-07;900;0;;2023-03-01"


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows])


def read(**pages: str) -> list[Record | Observation | Refused]:
    addresses = [f"https://example.org/{name}" for name in pages]
    (document,) = reader.pages(library(**pages), addresses)
    assert isinstance(document, Document)
    return list(reader.read(document))


def test_a_project_has_its_body_money_by_source_state_and_a_title_that_can_be_read():
    (record,) = read(projects=table(PROJECTS, BUS))
    assert (record.kind, record.guid, record.grade) == ("project", "B11C22000010006", "E4")
    assert (record.body.name, record.body.tax_code) == ("COMUNE DI PAVIA", "00296180185")
    fields = record.fields
    assert (fields["title"], fields["notes"]) == ("AUTOBUS ELETTRICI", "AUTOBUS ELETTRICI | VIA GARIBALDI | RICARICA")
    assert fields["status"] == "running"
    assert fields["funding"] == [{"source": "pnrr", "amount": 1000.38}, {"source": "region", "amount": 10.5}]
    assert fields["amount"] == 1010.88
    assert {"role": "administration", "name": "MIMS"} in fields["roles"]
    assert "Finanziamento PNRR: 1000.375" in [repair.was for repair in record.repairs]
    assert record.observed_at.date().isoformat() == "2023-02-21"


def test_the_rows_of_one_cup_are_one_project_whose_amounts_add_up():
    (record,) = read(projects=table(PROJECTS, BUS, BUS))
    assert record.fields["amount"] == 2021.76
    assert record.fields["funding"][0] == {"source": "pnrr", "amount": 2000.76}
    assert [role["role"] for role in record.fields["roles"]] == ["lead", "administration"]


def test_a_project_of_two_bodies_is_one_record_with_their_roles():
    partner = BUS.replace("COMUNE DI PAVIA;296180185", "COMUNE DI VOIGHERA;")
    (record,) = read(projects=table(PROJECTS, BUS, partner))
    roles = {role["name"]: role["role"] for role in record.fields["roles"]}
    assert roles == {"COMUNE DI PAVIA": "lead", "COMUNE DI VOIGHERA": "partner", "MIMS": "administration"}


def test_the_code_of_a_form_is_no_title_and_the_call_still_tells_what_it_is_about():
    (record,) = read(projects=table(PROJECTS, APP))
    assert record.fields["title"] == "PagoPA e IO"
    assert record.repairs[0].was == "1.4.3 - app c_g388Comune di Pavia"
    assert classify(project_from_fields(record.fields)).function == "messaging"


def test_what_has_no_domain_is_a_fact_on_the_body():
    (fact,) = read(projects=table(PROJECTS, SCHOOL))
    assert isinstance(fact, Observation)
    assert (fact.name, fact.object) == ("funded_project", "B31C22000030006")
    assert fact.body.name == "PROVINCIA DI LODI"
    assert (fact.value["amount"], fact.value["status"], fact.value["title"]) == (50, "closed", "NUOVA SCUOLA")


def test_a_project_of_tenders_only_is_of_its_only_town_where_the_measure_is_for_towns():
    place = "M2C4I2.02.00;B41C22000040006;3;17;BRESCIA;187;TOSCOLANO-MADERNO;2023-03-01"
    winner = "B41C22000040006;84364445D3;RSSMRA70A01F205X;ROSSI MARIO;SINGOLO"
    (record,) = read(
        tenders=table(TENDERS, DESIGN, TENDER, TENDER), places=table(PLACES, place), winners=table(WINNERS, winner)
    )
    assert (record.body.istat, record.grade) == ("017187", "E1")
    assert record.fields["roles"] == [{"role": "by_place", "name": "Toscolano-Maderno"}]
    assert record.fields["title"] == "ILLUMINAZIONE PUBBLICA IN VIA DELL’ORTO"
    _, second = record.fields["tenders"]
    assert second == {
        "object": "ILLUMINAZIONE PUBBLICA IN VIA DELL’ORTO",
        "cig": "84364445D3",
        "published": "2020-09-07",
        "awarded": "2020-09-10",
        "base_amount": 44100,
        "winners": 1,
    }
    assert "amount" not in record.fields  # what a tender costs is no funding
    assert "ROSSI" not in str(record)
    assert "RSSMRA" not in str(record)


@pytest.mark.parametrize(
    "places",
    [
        (),
        ("M2;B41C22000040006;3;17;BRESCIA;187;TOSCOLANO;2023-03-01", "M2;B41C22000040006;3;17;BRESCIA;29;BRESCIA;x"),
        ("M2;B41C22000040006;3;17;BRESCIA;0;TUTTI I COMUNI;2023-03-01",),
        ("M2;B41C22000040006;9;48;FIRENZE;17;FIRENZE;2023-03-01",),
    ],
)
def test_whose_a_project_of_tenders_only_is_is_never_guessed(places):
    (refused,) = read(tenders=table(TENDERS, TENDER), places=table(PLACES, *places))
    assert refused.where == "B41C22000040006"
    assert "nessun file dice chi lo attua" in refused.why


def test_a_school_with_the_name_of_a_town_is_not_the_town():
    school = APP.replace("AVVISO APP IO COMUNI", "AVVISO CLOUD SCUOLE").replace("COMUNE DI PAVIA", "CITTA' DI LUINO")
    (refused,) = read(projects=table(PROJECTS, school))
    assert isinstance(refused, Refused)


def test_broken_rows_are_named_and_the_others_are_read():
    *refused, record = read(projects=table(PROJECTS, BUS.replace("B11C22000010006", "B1"), "a;b", BUS))
    assert [one.where for one in refused] == [
        "https://example.org/projects, riga 2",
        "https://example.org/projects, riga 3",
    ]
    assert record.guid == "B11C22000010006"


def test_both_ways_of_writing_columns_are_read():
    header = PROJECTS.lower().replace(" ", "_")
    assert read(projects=table(header, BUS)) == read(projects=table(PROJECTS, BUS))


def test_no_cent_is_lost_or_counted_twice():
    found = read(projects=table(PROJECTS, BUS, APP, SCHOOL, APP))
    amounts = [one.fields["amount"] if isinstance(one, Record) else one.value["amount"] for one in found]
    assert sum(map(Decimal, map(str, amounts))) == Decimal("1010.88") + 2 * Decimal("6561.00") + Decimal("50.00")


def test_a_table_out_of_reach_leaves_all_projects_as_they_are():
    pages = library(projects=table(PROJECTS, BUS))
    found = list(reader.pages(pages, ["https://example.org/projects", "https://example.org/places"]))
    assert [type(one) for one in found] == [Refused]


def test_a_change_of_any_table_is_a_change_of_the_document():
    addresses = ["https://example.org/projects", "https://example.org/tenders"]
    first, second = (
        next(iter(reader.pages(library(projects=table(PROJECTS, BUS), tenders=table(TENDERS, *rows)), addresses)))
        for rows in ((), (TENDER,))
    )
    assert (first.url, first.sha256 != second.sha256) == (second.url, True)


def test_what_is_none_of_the_tables_is_named():
    (fault,) = read(projects="a;b\n1;2\n")
    assert "Mancano le colonne" in fault.why


def test_a_part_is_what_is_in_some_provinces():
    places = ["M2;B11C22000010006;3;18;PAVIA;110;PAVIA;x", "M1;B21C22000020006;3;98;LODI;31;LODI;x"]
    pages = library(projects=table(PROJECTS, BUS, APP, SCHOOL), places=table(PLACES, *places))
    (document,) = reader.pages(pages, ["https://example.org/projects", "https://example.org/places"])
    assert [record.guid for record in reader.Part(("098",)).read(document)] == ["B21C22000020006"]


def test_the_published_tables_give_a_thousand_projects_none_twice_and_lose_no_cent(shared):
    folder = shared / "data/projects"
    pages = {
        name: (folder / f"pnrr_{name}_lombardia.csv").read_bytes()
        for name in ("progetti", "localizzazioni", "gare", "aggiudicatari")
    }
    (document,) = reader.pages(library(**pages), [f"https://example.org/{name}" for name in pages])
    found = list(reader.read(document))
    records = [item for item in found if isinstance(item, Record)]
    cups = [item.where if isinstance(item, Refused) else item.guid for item in found]
    assert len(cups) == len(set(cups))
    domains = {classify(project_from_fields(record.fields)).domain for record in records[::10]}
    assert len(records) > 1000
    assert len(domains) >= 5
    assert "none" not in domains
    rows = list(csv.DictReader(io.StringIO(pages["progetti"].decode("utf-8-sig")), delimiter=";"))
    refused = {item.where for item in found if isinstance(item, Refused)}
    read_rows = [row for row in rows if row["CUP"] not in refused]
    for column, source in (("Finanziamento PNRR", "pnrr"), ("Finanziamento Regione", "region")):
        published = sum((to_cents(row[column]) for row in read_rows), Decimal(0))
        parts = [part for item in found if not isinstance(item, Refused) for part in fields_of(item).get("funding", ())]
        assert sum((to_cents(part["amount"]) for part in parts if part["source"] == source), Decimal(0)) == published
    published = sum((to_cents(row["Finanziamento Totale"]) for row in read_rows), Decimal(0))
    amounts = [fields_of(item).get("amount", 0) for item in found if not isinstance(item, Refused)]
    assert sum(map(to_cents, amounts), Decimal(0)) == published


def fields_of(item: Record | Observation) -> dict:
    return item.fields if isinstance(item, Record) else item.value


def to_cents(amount: str | float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
