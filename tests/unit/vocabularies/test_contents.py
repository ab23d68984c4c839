"""What particular tables must say for the rooms that read them."""

import csv
import re

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.vocabularies import compile as compiling

EXAMPLES = {
    "id-istat": "015146",
    "id-cadastral": "F205",
    "id-tax-code": "RSSMRA80A01F205X",
    "id-vat": "IT12345678903",
    "id-cig": "Z1A2B3C4D5",
    "id-cup": "J41F22003300006",
    "id-parcel": "12/A",
    "id-pod": "IT001E12345678",
    "id-evse": "IT*ABC*E123456",
    "id-uuid": "568a29e6-969b-557e-a85d-76f22ece6ef9",
    "id-ngsi-ld": "urn:ngsi-ld:Streetlight:1",
}
COLUMNS = {
    "cloud": "cloud_1_2",
    "pdnd": "pdnd_1_3_1",
    "anncsu": "pdnd_anncsu",
    "website": "sito_servizi_1_4_1",
    "appio": "appio_1_4_3",
    "pagopa": "pagopa_1_4_3",
    "spidcie": "spidcie_1_4_4",
    "anpr_ansc": "anpr_ansc_1_4_4",
    "send": "notifiche_1_4_5",
}


def service_of(call):
    found = (row for row in v.rows("padigitale_services") if re.search(row["pattern"], call, re.IGNORECASE))
    return next(found)["service"]


def test_every_function_says_what_it_is_for_in_one_sentence_and_how_people_call_it():
    for one in v.concepts("functions"):
        assert one.extra["definition_it"].startswith("Serve ")
        assert one.extra["definition_it"].endswith(".")
        assert one.extra["definition_en"].endswith(".")
        names = [name.casefold() for name in one.extra["also_called"].split("|")]
        assert len(names) == len(set(names)) >= 10


def test_there_are_eight_official_files_of_pa_digitale_and_each_source_has_its_own_address():
    sources = v.rows("sources")
    assert sum(row["type"] == "pad2026" for row in sources) == 8
    assert len({row["url"] for row in sources}) == len({row["name"] for row in sources}) == len(sources)


@pytest.mark.parametrize("scheme", EXAMPLES)
def test_an_identifier_is_recognised_by_its_shape(scheme):
    row = next(row for row in v.rows("identifier_lexicon") if row["scheme"] == scheme)
    assert re.search(row["pattern"], EXAMPLES[scheme])
    assert not re.search(row["pattern"], "via Roma 1")


@pytest.mark.parametrize(
    ("call", "service"),
    [
        ("1.4.3 - app IO - Comuni - Aprile 2022", "appio"),
        ("1.4.3 - pagoPA - Altri Enti - maggio 2024", "pagopa"),
        ("1.1 e 1.2 'Infrastrutture digitali e abilitazione al cloud' - ASL/AO -marzo 2023 (quota 1.2)", "cloud"),
        ("1.1 e 1.2 'Infrastrutture digitali e abilitazione al cloud' - ASL/AO -marzo 2023 (quota 1.1)", "other"),
        ("1.3.1 Piattaforma Digitale Nazionale Dati - ANNCSU - Comuni - maggio 2025", "anncsu"),
        ("2.2.3 un avviso che ancora non esiste", "other"),
    ],
)
def test_the_service_is_read_from_the_call(call, service):
    assert service_of(call) == service


def test_calls_give_the_published_matrix_of_towns_and_services(shared):
    found = {}
    for path in (shared / "data/pad2026").glob("candidature_finanziate_*_lombardia.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                cell = (row["cod_comune"], service_of(row["avviso"]))
                if row["tipologia_ente"] in ("Comune", "Comuni"):
                    found[cell] = max(found.get(cell, "R"), row["stato_candidatura"], key="RAE".index)
    with (shared / "data/pad2026/matrice_comuni_lombardia.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            for service, column in COLUMNS.items():
                assert found.get((row["cod_istat"], service), "") == row[column], (row["denominazione"], service)


@pytest.mark.parametrize("name", sorted(compiling.TABLES.keys() - {"outside_names"}))
def test_compiling_again_changes_nothing(name, shared, tmp_path):
    compiling.write(name, shared, tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (v.FOLDER / f"{name}.csv").read_bytes()


def test_towns_elsewhere_whose_names_are_like_ours_are_compiled(tmp_path):
    territory = tmp_path / "data/territory"
    territory.mkdir(parents=True)
    (territory / "comuni_lombardia.csv").write_text("cod_istat,denominazione\n013130,Livo\n", encoding="utf-8")
    (territory / "ANPR_archivio_comuni.csv").write_text(
        "DENOMINAZIONE_IT,ALTRADENOMINAZIONE,SIGLAPROVINCIA,IDREGIONE,DATACESSAZIONE\n"
        "LIVO,,TN,04,9999-12-31\nLIVO,,CO,03,9999-12-31\nLIVO,,TN,04,1928-01-01\nTORINO,,TO,01,9999-12-31\n",
        encoding="utf-8",
    )
    assert list(compiling.outside_names(tmp_path)) == [{"name": "LIVO", "province": "TN"}]
