"""PA digitale 2026: all measures, all versions of the columns."""

from __future__ import annotations

import csv

import pytest

from ckanext.smartlombardia.harvesters.pad2026 import reader
from ckanext.smartlombardia.types import Observation, Refused

from .documents import document, library

HEADER = (
    "codice_ipa,ente,tipologia_ente,comune,cod_comune,provincia,cod_provincia,regione,cod_regione,importo_finanziamento,"
    "avviso,data_invio_candidatura,data_finanziamento,codice_cup,stato_candidatura,data_stato_candidatura"
)
ROW = (
    "C_F205,Comune di Milano,Comuni,Milano,015146,MI,015,Lombardia,03,14000.5,"
    "1.4.4 Adozione SPID CIE - Comuni - Aprile 2022,"
    "2022-04-29T06:51:25.000+0000,2022-08-08,B41F22000010006,E,2024-07-29"
)
MATRIX = {
    "cloud_1_2": "cloud", "pdnd_1_3_1": "pdnd", "pdnd_anncsu": "anncsu", "sito_servizi_1_4_1": "website",
    "appio_1_4_3": "appio", "pagopa_1_4_3": "pagopa", "spidcie_1_4_4": "spidcie", "anpr_ansc_1_4_4": "anpr_ansc",
    "notifiche_1_4_5": "send",
}  # fmt: skip


def read(*rows, header=HEADER):
    return list(reader.read(document("\n".join([header, *rows]), "https://example.org/pad.csv")))


def test_a_row_becomes_a_dated_fact_on_the_body():
    (fact,) = read(ROW)
    assert (fact.name, fact.object, fact.grade) == ("funded_service", "B41F22000010006", "E4")
    assert (fact.body.ipa, fact.body.istat, fact.body.name) == ("c_f205", "015146", "Comune di Milano")
    assert fact.observed_at.date().isoformat() == "2024-07-29"
    assert fact.value == {
        "measure": "1.4.4", "service": "spidcie", "call": "1.4.4 Adozione SPID CIE - Comuni - Aprile 2022",
        "amount": 14000.5, "state": "E", "state_date": "2024-07-29", "funded_on": "2022-08-08",
        "cup": "B41F22000010006",
    }  # fmt: skip


def test_other_regions_are_not_ours():
    assert read(ROW.replace(",03,", ",09,")) == []


def test_old_columns_without_body_and_date_of_state_are_read():
    header = ",".join(
        name for name in HEADER.split(",") if name not in ("ente", "tipologia_ente", "data_stato_candidatura")
    )
    (fact,) = read(ROW.replace("Comune di Milano,Comuni,", "").rpartition(",")[0], header=header)
    assert (fact.body.name, fact.body.istat) == ("Milano", "015146")
    assert (fact.value["state"], fact.observed_at) == ("E", None)


def test_a_school_is_not_the_town_that_it_is_in():
    (fact,) = read(ROW.replace("Comune di Milano,Comuni", "Istituto comprensivo,Scuole"))
    assert fact.body.istat is None


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("C_F205,", ",", "Manca il codice IPA"),
        ("B41F22000010006", "", "Manca il codice IPA"),
        (",E,", ",Z,", "Lo stato «Z»"),
        ("14000.5", "molto", "importo"),
        (",2024-07-29", "", "celle"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(was, now, why):
    good, refused, again = read(ROW, ROW.replace(was, now), ROW)
    assert isinstance(refused, Refused)
    assert why in refused.why
    assert refused.where == "https://example.org/pad.csv, riga 3"
    assert isinstance(good, Observation)
    assert isinstance(again, Observation)


def test_renamed_columns_are_named():
    (refused,) = read(ROW, header=HEADER.replace("codice_ipa", "cod_ipa"))
    assert "Manca la colonna «codice_ipa» (forse ora si chiama «cod_ipa»)" in refused.why


@pytest.mark.parametrize(
    ("call", "service"),
    [
        ("1.1 e 1.2 'Infrastrutture digitali e abilitazione al cloud' - ASL/AO -marzo 2023 (quota 1.2)", "cloud"),
        ("1.1 Infrastrutture digitali - Altre PAC - giugno 2023", "other"),
        ("1.3.1 Piattaforma Digitale Nazionale Dati - ANNCSU - Comuni - maggio 2025", "anncsu"),
        ("1.4.3 - app IO - Comuni - Aprile 2022", "appio"),
        ("9.9 Un avviso mai visto", "other"),
    ],
)
def test_the_service_is_told_by_the_call(call, service):
    assert reader.service_of(call)[1] == service


def test_a_second_application_to_the_same_call_is_another_fact():
    first, second = read(ROW, ROW.replace("2022-04-29", "2023-01-10"))
    assert first.guid != second.guid
    assert first.object == second.object


def test_a_missing_file_does_not_stop_the_others():
    gone, page = reader.pages(library(a=HEADER), ["https://example.org/gone", "https://example.org/a"])
    assert isinstance(gone, Refused)
    assert page.url == "https://example.org/a"


def test_all_the_real_files_are_read_whole(shared):
    for path in [*(shared / "data/pad2026").glob("candidature*.csv"), *(shared / "data/pad2026/history").glob("*.csv")]:
        rows = path.read_text().count("\n") - 1
        found = list(reader.read(document(path.read_bytes())))
        assert len(found) == rows, path.name
        assert not [one for one in found if isinstance(one, Refused)], path.name
        assert len({one.guid for one in found}) == rows, path.name


def test_the_best_state_of_each_town_is_that_of_the_matrix(shared):
    """The matrix was made by ISTAT code: rows without one (N/D) are not in it."""
    rank, best = {"R": 1, "A": 2, "E": 3}, {}
    for path in (shared / "data/pad2026").glob("candidature_finanziate_*.csv"):
        for fact in reader.read(document(path.read_bytes())):
            if fact.body.istat:
                key = fact.body.istat, fact.value["service"]
                best[key] = max(best.get(key, "R"), fact.value["state"], key=rank.__getitem__)
    with (shared / "data/pad2026/matrice_comuni_lombardia.csv").open() as lines:
        expected = {
            (row["cod_istat"], service): row[column]
            for row in csv.DictReader(lines)
            for column, service in MATRIX.items()
        }
    assert len(expected) == 1502 * 9
    assert {key: best.get(key, "") for key in expected} == expected


def test_a_quotation_mark_that_takes_in_other_rows_is_a_fault():
    opened = ROW.replace(",1.4.4 Adozione", ',"1.4.4 Adozione')
    closed = ROW.replace("1.4.4 Adozione SPID CIE - Comuni - Aprile 2022", '1.4.4 Adozione"')
    (refused,) = read(opened, ROW, closed)
    assert isinstance(refused, Refused)
    assert "virgolette" in refused.why
