"""Contracts as ANAC publishes them: OCDS, the sheet of a CIG, tables."""

from __future__ import annotations

import gzip
import json

import pytest

from ckanext.smartlombardia.harvesters.anac import reader
from ckanext.smartlombardia.harvesters.anac.contract import tendered
from ckanext.smartlombardia.harvesters.anac.suppliers import is_organisation, organisations
from ckanext.smartlombardia.types import Observation, Refused

from .documents import document

PERSON = "RSSMRA70A01F205X"  # made up
RELEASE = {
    "ocid": "ocds-hu01ve-9000001",
    "id": "ocds-hu01ve-9000001-01",
    "date": "2025-03-02T00:00:00Z",
    "tag": ["tender", "award", "contract"],
    "buyer": {"id": "00562050139", "name": "COMUNE DI SUELLO"},
    "parties": [{"id": "02066400405", "name": "MAGGIOLI S.P.A.", "roles": ["supplier"]}],
    "planning": {"budget": {"projectID": "B41F22000010006"}},
    "tender": {
        "id": "9000001",
        "title": "ND",
        "procurementMethod": "direct",
        "procurementMethodDetails": "AFFIDAMENTO DIRETTO",
        "items": [
            {
                "id": "B1A2C3D4E5",
                "description": "CANONE  SICRAWEB EVO 2025-2027",
                "classification": {"scheme": "CPV", "id": "48000000-8"},
            }
        ],
    },
    "awards": [
        {
            "id": "a1",
            "status": "active",
            "date": "2024-12-20T00:00:00Z",
            "value": {"amount": "9000.00", "currency": "EUR"},
            "suppliers": [
                {"id": "02066400405", "name": "MAGGIOLI S.P.A."},
                {"id": PERSON, "name": "ROSSI MARIO"},
            ],
        }
    ],
    "contracts": [
        {
            "id": "c1",
            "awardID": "a1",
            "period": {"startDate": "2025-01-01T00:00:00Z", "endDate": "2027-12-31T00:00:00Z"},
            "value": {"amount": "9000.00", "currency": "EUR"},
        }
    ],
}


def read(content: bytes | str) -> list[Observation | Refused]:
    return list(reader.read(document(content, "https://dati.example.org/2025.json")))


def said(*releases: object) -> str:
    return json.dumps({"uri": "https://dati.example.org", "version": "1.1", "releases": releases})


def changed(**parts: object) -> dict:
    return {**RELEASE, **parts}


def lot_of(cig: str) -> dict:
    return json.loads(json.dumps(RELEASE).replace("B1A2C3D4E5", cig))


def test_a_lot_that_was_awarded_becomes_a_dated_fact_on_the_body_that_bought():
    (fact,) = read(said(RELEASE))
    assert (fact.name, fact.guid, fact.object, fact.grade) == ("contract", "B1A2C3D4E5", "B1A2C3D4E5", "E4")
    assert (fact.body.name, fact.body.tax_code, fact.body.ipa) == ("COMUNE DI SUELLO", "00562050139", None)
    assert fact.observed_at.date().isoformat() == "2025-03-02"
    assert fact.value == {
        "cig": "B1A2C3D4E5",
        "cup": "B41F22000010006",
        "title": "CANONE SICRAWEB EVO 2025-2027",
        "cpv": "48000000-8",
        "suppliers": [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}],
        "withheld": 1,
        "procedure": "AFFIDAMENTO DIRETTO",
        "tendered": False,
        "awarded": "2024-12-20",
        "start": "2025-01-01",
        "end": "2027-12-31",
    }


def test_what_it_costs_is_kept_apart_and_a_person_nowhere():
    (fact,) = read(said(RELEASE))
    assert fact.restricted == {"amount": 9000.0}
    assert "9000" not in json.dumps(fact.value)
    assert not {"ROSSI", PERSON} & set(json.dumps(fact.value).replace('"', " ").split())


@pytest.mark.parametrize(
    "content",
    [
        said(RELEASE),
        json.dumps([RELEASE]),
        json.dumps(RELEASE),
        json.dumps({"records": [{"ocid": RELEASE["ocid"], "compiledRelease": RELEASE}]}),
        json.dumps({"records": [{"ocid": RELEASE["ocid"], "releases": [{"url": "x"}, RELEASE]}]}),
        json.dumps(RELEASE) + "\n" + json.dumps(changed(ocid="x", tender={})) + "\n",
        gzip.compress((json.dumps(RELEASE) + "\n").encode()),
    ],
)
def test_packages_records_lists_and_lines_say_the_same(content):
    assert reader.recognises(document(content))
    (fact,) = read(content)
    assert fact.value["cig"] == "B1A2C3D4E5"


def test_other_goods_and_lots_that_nobody_won_are_no_contracts_of_ours():
    roads = json.loads(json.dumps(RELEASE).replace("48000000-8", "45233140-2"))
    assert (
        read(said(roads, changed(awards=[]), changed(awards=[{**RELEASE["awards"][0], "status": "cancelled"}]))) == []
    )


def test_each_lot_has_the_award_that_names_it():
    items = [{**RELEASE["tender"]["items"][0], "id": cig, "relatedLot": cig} for cig in ("A000000001", "A000000002")]
    award = {**RELEASE["awards"][0], "relatedLots": ["A000000002"]}
    (fact,) = read(said(changed(tender={**RELEASE["tender"], "items": items}, awards=[award])))
    assert fact.value["cig"] == "A000000002"


def test_of_two_releases_on_a_lot_the_later_counts():
    later = changed(date="2025-06-01T00:00:00Z", contracts=[])
    (fact,) = read(said(later, RELEASE))
    assert "end" not in fact.value
    assert fact.value["awarded"] == "2024-12-20"


def test_a_broken_file_gives_what_was_read_and_says_so():
    first, fault = read(said(RELEASE)[:-1].rstrip("]") + ',{"ocid": ')
    assert isinstance(first, Observation)
    assert isinstance(fault, Refused)
    assert "interrotto" in fault.why


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b'{"a": 1}', b"a;b\n1;2\n", b"\x1f\x8bnothing", b"[" * 100_000])
def test_what_is_something_else_is_not_recognised(content):
    assert not reader.recognises(document(content))


def test_the_sheet_of_a_real_cig(shared):
    content = (shared / "data/anac/cig_sample.json").read_text(encoding="utf-8")
    assert reader.recognises(document(content))
    assert read(content) == []  # works and inspections
    (fact,) = read(content.replace("71315400-3", "72315400-3"))
    assert fact.guid == "918052266A"
    assert (fact.value["awarded"], fact.value["tendered"], fact.value["withheld"]) == ("2022-11-10", True, 4)
    assert [one["name"] for one in fact.value["suppliers"]] == ["GAMI ENGINEERING SRL"]
    assert fact.restricted == {"amount": 3424983.95}


def test_a_table_by_cig_with_the_winner_joined():
    header = (
        "cig;oggetto_lotto;cod_cpv;flag_prevalente;esito;cf_amministrazione_appaltante;"
        "denominazione_amministrazione_appaltante;tipo_scelta_contraente;denominazione;codice_fiscale;"
        "importo_aggiudicazione;data_aggiudicazione_definitiva;data_termine_contrattuale;cf_sa_delegante;"
        "denominazione_sa_delegante"
    )
    suello = "123;COMUNE DI SUELLO;PROCEDURA APERTA"
    rows = (
        f"B1A2C3D4E5;SOFTWARE;72000000-5;1;AGGIUDICATA;{suello};HALLEY SRL;00384350435;12000.5;2024-05-01;2026-05-01;;",
        f"B1A2C3D4E6;SOFTWARE;72000000-5;0;AGGIUDICATA;{suello};X SRL;;1;;;;",
        f"B1A2C3D4E7;SOFTWARE;72000000-5;1;;{suello};;;;;;;",
        "B1A2C3D4E8;SOFTWARE;48000000-8;1;AGGIUDICATA;456;PROVINCIA DI LECCO;;X SRL;;1;;;789;COMUNE DI CIVATE",
    )
    first, delegated = read("\n".join((header, *rows)))
    assert first.value["end"] == "2026-05-01"
    assert first.value["suppliers"] == [{"name": "HALLEY SRL", "vat": "00384350435"}]
    assert first.restricted == {"amount": 12000.5}
    assert (delegated.body.name, delegated.body.tax_code) == ("COMUNE DI CIVATE", "789")


def test_a_wrong_cig_is_named():
    wrong = json.loads(json.dumps(RELEASE).replace("B1A2C3D4E5", "B1A2"))
    (refused,) = read(said(wrong))
    assert isinstance(refused, Refused)
    assert "dieci" in refused.why


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("MAGGIOLI S.P.A.", True),
        ("Halley Lombardia Srl", True),
        ("Maggioli S.p.A. & C.", True),
        ("CONSORZIO CSI PIEMONTE", True),
        ("FEDERICO MURRONE", False),
        ("ING. ANTONINO LENSI", False),
        ("INFORMATICA DI BIANCHI LUCA", False),
        ("STUDIO TECNICO ROSATO INGEGNERI ASSOCIATI", False),
    ],
)
def test_who_may_be_a_person(name, organisation):
    assert is_organisation(name) is organisation


def test_a_persons_code_outweighs_a_companys_name():
    assert organisations([("BIANCHI SRL", PERSON), ("BIANCHI SRL", "00384350435")]) == (
        [{"name": "BIANCHI SRL", "vat": "00384350435"}],
        1,
    )


@pytest.mark.parametrize(
    ("procedure", "method", "answer"),
    [
        ("AFFIDAMENTO DIRETTO", "", False),
        ("AFFIDAMENTO DIRETTO IN ADESIONE AD ACCORDO QUADRO/CONVENZIONE", "", True),
        ("PROCEDURA NEGOZIATA SENZA PREVIA PUBBLICAZIONE", "", False),
        ("PROCEDURA NEGOZIATA PREVIA PUBBLICAZIONE", "", True),
        ("", "open", True),
        ("", "limited", None),
    ],
)
def test_whether_offers_were_compared(procedure, method, answer):
    assert tendered(procedure, method) is answer


@pytest.mark.parametrize(
    ("content", "cigs"),
    [
        ([changed(ocid="a"), {"records": [{"ocid": "b", "releases": [RELEASE], "compiledRelease": RELEASE}]}], 1),
        ("\r\n".join(json.dumps({"ocid": one, "releases": [lot_of(one)]}) for one in ("A000000001", "A000000002")), 2),
        (gzip.compress(json.dumps({"releases": [RELEASE]}, indent=1).encode()), 1),
        (
            gzip.compress(
                json.dumps({"version": "1.1", "records": [{"ocid": "b", "compiledRelease": RELEASE}]}).encode()
            ),
            1,
        ),
        ("\n".join(json.dumps({"releases": [lot_of(one)]}) for one in ("A000000001", "A000000002")), 1),
    ],
)
def test_forms_of_the_wild(content, cigs):
    content = json.dumps(content) if isinstance(content, list) else content
    assert len([one for one in read(content) if isinstance(one, Observation)]) == cigs


@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())])
def test_a_line_that_is_broken_costs_that_line(pack):
    lines = [json.dumps(lot_of("A000000001")), '{"ocid": "x", "tender": {', json.dumps(lot_of("A000000002"))]
    first, second, refused = read(pack("\n".join(lines)))
    assert [first.object, second.object] == ["A000000001", "A000000002"]
    assert refused.where.endswith("riga 2")


def test_ids_and_tags_with_blanks_and_values_that_are_none():
    odd = json.dumps(RELEASE).replace('"02066400405"', '" IT-CF-2066400405 "').replace('"B1A2C3D4E5"', '" b1a2c3d4e5 "')
    odd = odd.replace('"award"', '" award"').replace('"9000.00"', "NaN").replace(f'"{PERSON}"', "NaN")
    odd = odd.replace('"00562050139"', '" 623530136"')
    (fact,) = read(f"[{odd}]")
    assert (fact.object, fact.body.tax_code, fact.restricted) == ("B1A2C3D4E5", "00623530136", None)
    assert fact.value["suppliers"] == [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]
    json.dumps(fact.value, allow_nan=False)


def test_where_no_item_is_told_the_tender_is_the_lot(shared):
    content = (shared / "data/anac/ocds_municipality.json").read_text(encoding="utf-8")
    facts = read(content)
    assert 15 <= len(facts) <= 20  # of fifty works and services of a town
    assert all(one.value["procedure"][:2].isalpha() for one in facts)


def test_a_lot_whose_item_has_a_number_is_told_by_its_lot():
    item = {**RELEASE["tender"]["items"][0], "id": "1", "relatedLot": "A000000002"}
    award = {**RELEASE["awards"][0], "relatedLots": ["A000000002"]}
    (fact,) = read(said(changed(tender={**RELEASE["tender"], "items": [item]}, awards=[award])))
    assert fact.object == "A000000002"


def test_the_document_of_law_190_is_told_apart():
    (refused,) = read("<legge190:pubblicazione xmlns:legge190='legge190_1_0'><data/></legge190:pubblicazione>")
    assert "legge 190" in refused.why
