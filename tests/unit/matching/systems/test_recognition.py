"""What a lot of a contract tells of a system, and when the engine says that it does not know."""

import csv
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.matching.systems import Lot, recognise_systems
from ckanext.smartlombardia.matching.systems.cli import ANSWER_COLUMNS, read_lots
from ckanext.smartlombardia.matching.systems.engine import BATCH_LOTS


def recognise(text, supplier="", supplier_id=""):
    return next(recognise_systems([Lot("1", text, supplier, supplier_id)]))


@pytest.mark.parametrize(
    ("text", "kind", "product", "function"),
    [
        ("Canone manutenzione software SICRAWEB protocollo", "application", "Sicraweb", "document-protocol"),
        ("Assistenza dell'applicativo Gestinc per la polizia locale", "application", "Gestinc", "local-police"),
        ("Rinnovo licenza del software ZORBLAX per i tributi", "application", "ZORBLAX", "local-taxes"),
        ('Piattaforma "Quartiere", segnalazioni dei cittadini', "application", "Quartiere", "citizen-reporting"),
        ("Manutenzione impianto di videosorveglianza urbana", "smart-device", "", "video-surveillance"),
        ("Gestionale dei tributi: canone annuo di assistenza", "application", "", "local-taxes"),
    ],
)  # fmt: skip
def test_a_system_is_recognised_with_what_the_object_says(text, kind, product, function):
    recognition = recognise(text)
    assert recognition.is_system
    assert (recognition.kind, recognition.function) == (kind, function)
    assert product in (recognition.product, recognition.product_as_written)
    assert bool(recognition.product) == bool(product)


@pytest.mark.parametrize(
    "text",
    [
        "ACCORDO QUADRO MANUTENZIONE STRADE LOTTO 3, CONTRATTO APPLICATIVO N. 8",
        "Acquisto tramite piattaforma MEPA di 300 transenne",
        "Pubblicazione su quotidiano dell'esito della gara per la gestione del sito web",
        "Fornitura di energia elettrica per usi diversi dalla pubblica illuminazione",
        "Lavori di rifacimento della copertura della palestra",
        "Abbonamento alla banca dati on line Leggi d'Italia",
        "",
        "-",
    ],
)
def test_what_is_no_system_is_not_made_one(text):
    recognition = recognise(text)
    assert not recognition.is_system
    assert (recognition.product, recognition.function, recognition.vendor) == ("", "", "")


@pytest.mark.parametrize(
    "text",
    [
        "Assistenza e manutenzione del software gestionale in uso all'ufficio anagrafe",
        "Manutenzione dei software ESRI per il sistema informativo territoriale",
        "Aggiornamento del sito web istituzionale del Comune",
        "PON METRO PROGRAMMA AGENDA URBANA. SVILUPPO DEL PORTALE DEI SERVIZI ON LINE",
    ],
)
def test_no_product_is_invented(text):
    assert recognise(text).product == ""


def test_the_maker_is_told_by_the_product_or_by_the_suppliers_tax_code_never_by_a_reseller():
    assert recognise("Canone software Urbi", "Sistema3 srl").vendor == "PA Digitale"
    assert recognise("Canone gestionale tributi", "MAGGIOLI S.P.A.", "06188330150").vendor == "Maggioli"
    assert recognise("Canone gestionale tributi", "Rivenditore Locale srl", "00000000000").vendor == ""


def test_every_answer_says_why():
    reasons = dict(recognise("Canone software SICRAWEB protocollo").reasons)
    assert reasons["kind"] == "application"
    assert reasons["product-known"] == "SICRAWEB"
    assert "protocollo" in reasons["function-text"]


lots = st.builds(
    Lot, st.just("x"), st.text(max_size=300), st.text(max_size=60), st.text(max_size=20), st.text(max_size=30)
)


@given(st.lists(lots, max_size=5))
@settings(deadline=None, max_examples=60)
def test_whatever_is_written_each_lot_has_one_answer(batch):
    recognitions = list(recognise_systems(batch))
    assert len(recognitions) == len(batch)
    for recognition in recognitions:
        assert 0 <= recognition.confidence <= 1
        assert recognition.is_system or not recognition.product


@pytest.mark.parametrize(
    "text", ["software " * 50_000, "a@" * 100_000, "(" * 50_000, "«" * 1_000 + "software X"], ids=len
)
def test_a_long_object_is_read_to_its_limit(text):
    assert len(list(recognise_systems([Lot("1", text)]))) == 1


def run(table, answers, *options):
    command = [sys.executable, "-m", "ckanext.smartlombardia.matching", "systems", str(table), "--out", str(answers)]
    subprocess.run([*command, *options], check=True, timeout=300)
    with answers.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_that_was_stopped_goes_on_where_it_ended(tmp_path):
    table, answers = tmp_path / "lots.csv", tmp_path / "answers.csv"
    count = BATCH_LOTS + 5
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "object", "supplier"])
        writer.writerows([number, f"Canone software SICRAWEB anno {number}", ""] for number in range(count))
    whole = run(table, answers)
    assert list(whole[0]) == list(ANSWER_COLUMNS)
    assert len(whole) == count
    content = answers.read_bytes()
    answers.write_bytes(content[: len(content) // 2])
    assert run(table, answers, "--resume") == whole


def test_rows_that_are_short_or_hold_nulls_are_read():
    lines = ["id,object,supplier\n", "1,Software\0 Urbi\n", "2\n", '3,"Canone ""Urbi""",X,extra\n']
    assert [(lot.id, lot.object) for lot in read_lots(iter(lines))] == [
        ("1", "Software  Urbi"), ("2", ""), ("3", 'Canone "Urbi"'),
    ]  # fmt: skip


def test_a_table_without_objects_is_refused():
    with pytest.raises(ValueError, match="object"):
        list(read_lots(iter(["id,text\n", "1,x\n"])))


@pytest.mark.parametrize(
    "text",
    [
        "Fornitura licenze software FA00086 per la biblioteca",
        "Acquisto software di backup SE-ZGM19-ZEROBYTE",
        "Canone software gestionale ICARO_C_MAN_GEPX_SA",
        "Manutenzione software gestionale Lotto2 Nord",
    ],
)
def test_codes_of_articles_and_numbers_of_lots_are_no_products(text):
    [recognition] = recognise_systems([Lot(id="1", object=text)])
    assert recognition.product == ""
