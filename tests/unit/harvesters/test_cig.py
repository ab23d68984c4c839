"""Tables of the national database of contracts: by month, joined with what others tell, broken."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.formats import table_stream
from ckanext.smartlombardia.harvesters.anac import contract, reader
from ckanext.smartlombardia.types import Document, Observation, Refused

from .documents import document, library

PERSON = "RSSMRA70A01F205X"  # made up
COLUMNS = (
    "cig;oggetto_lotto;cod_cpv;flag_prevalente;denominazione_amministrazione_appaltante;cf_amministrazione_appaltante;"
    "tipo_scelta_contraente;ESITO;DATA_ULTIMO_PERFEZIONAMENTO"
)


def lot(number: int, title="Canone software", cpv="48000000-8", outcome="") -> str:
    cells = (
        f"B{number:09}",
        title,
        cpv,
        "1",
        "COMUNE DI LECCO",
        "623530136",
        "AFFIDAMENTO DIRETTO",
        outcome,
        "2023-10-01",
    )
    return ";".join(f'"{cell}"' for cell in cells)


def table(*rows: str) -> str:
    return "\n".join((";".join(f'"{column}"' for column in COLUMNS.split(";")), *rows)) + "\n"


def zipped(content: str, name: str = "cig_csv_2023_10.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LEGGIMI.md", "Note")
        archive.writestr(name, content)
    return buffer.getvalue()


MONTH = table(lot(1), lot(2), lot(3, "Rifacimento strade", "45000000-7"), lot(4), lot(5, outcome="AGGIUDICATA"))
WINNERS = f"""cig;ruolo;codice_fiscale;denominazione;tipo_soggetto;id_aggiudicazione
B000000001;MANDATARIA;02066400405;MAGGIOLI S.P.A.;ATI;11.0
B000000001;MANDANTE;{PERSON};ROSSI MARIO;ATI;11.0
B000000002;;00384350435;HALLEY INFORMATICA SRL;;21
B000000002;;02066400405;MAGGIOLI S.P.A.;;22
B000000003;;00384350435;STRADE SRL;;31
B000000009;;00384350435;ALTRI SRL;;91
"""
AWARDS = """cig;data_aggiudicazione_definitiva;esito;importo_aggiudicazione;id_aggiudicazione
B000000001;2023-11-05;AGGIUDICATA;10000.5;11
B000000002;2023-11-01;AGGIUDICATA;1;21
B000000002;2023-12-01;AGGIUDICATA;2;22
B000000004;2023-12-01;DESERTA;;41
"""
STARTS = """cig;data_stipula_contratto;data_termine_contrattuale;id_aggiudicazione
B000000001;2024-01-01;2026-12-31;11
"""
ENDS = """cig;data_conclusione_anticipata;id_aggiudicazione
B000000001;2025-06-30;11
"""
CUPS = "cig;cup\nB000000001;B41F22000010006\n"


def read(content: bytes | str) -> tuple[dict[str, Observation], list[Refused]]:
    return split(reader.read(document(content, "https://example.org/cig.csv")))


def harvest(**tables: bytes | str) -> tuple[dict[str, Observation], list[Refused]]:
    found = []
    for page in reader.pages(library(**tables), [f"https://example.org/{name}" for name in tables]):
        found += list(reader.read(page)) if isinstance(page, Document) else [page]
    return split(found)


def split(found) -> tuple[dict[str, Observation], list[Refused]]:
    found = list(found)
    return (
        {one.object: one for one in found if isinstance(one, Observation)},
        [one for one in found if isinstance(one, Refused)],
    )


@pytest.mark.parametrize(
    "content", [MONTH, zipped(MONTH), gzip.compress(MONTH.encode()), MONTH.encode("utf-8-sig"), MONTH.replace(";", ",")]
)
def test_a_month_alone_tells_the_contracts_that_it_calls_awarded(content):
    assert reader.recognises(document(content))
    facts, refused = read(content)
    assert (list(facts), refused) == (["B000000005"], [])
    assert facts["B000000005"].body.tax_code == "00623530136"  # a spreadsheet took its zeros away


@pytest.mark.parametrize("pack", [str, zipped])
def test_a_month_is_joined_with_what_the_other_tables_tell_in_whatever_order(pack):
    tables = {"winners": pack(WINNERS), "month": pack(MONTH), "awards": pack(AWARDS), "starts": STARTS, "cups": CUPS}
    facts, refused = harvest(**tables)
    assert (sorted(facts), refused) == (["B000000001", "B000000002", "B000000005"], [])
    first, second = facts["B000000001"], facts["B000000002"]
    assert first.value["suppliers"] == [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]
    assert (first.value["withheld"], first.value["cup"]) == (1, "B41F22000010006")
    assert [first.value[name] for name in ("awarded", "start", "end")] == ["2023-11-05", "2024-01-01", "2026-12-31"]
    assert first.restricted == {"amount": 10000.5}
    assert second.value["suppliers"] == [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]  # who won last
    told = json.dumps([one.value for one in facts.values()])
    assert "ROSSI" not in told
    assert PERSON not in told


def test_a_contract_that_was_ended_early_ends_then():
    facts, _ = harvest(month=MONTH, starts=STARTS, ends=ENDS, winners=WINNERS)
    assert facts["B000000001"].value["end"] == "2025-06-30"


def test_a_table_that_completes_others_says_so_alone_and_one_that_is_away_costs_itself():
    facts, (fault,) = read(WINNERS)
    assert facts == {}
    assert "completa altre tabelle" in fault.why
    facts, (fault,) = harvest(month=MONTH, winners=zipped(WINNERS)[:150])
    assert list(facts) == ["B000000005"]
    assert fault.where == "https://example.org/winners"


def test_a_broken_row_is_named_and_the_rest_is_taken():
    broken = table(
        lot(1, outcome="AGGIUDICATA"),
        '"B000000002";"Servizi"; assistenza;"72000000-5"',
        lot(3, 'Canone "software', outcome="AGGIUDICATA").replace('"software"', '"software'),
        lot(4, outcome="AGGIUDICATA"),
        lot(5, "Canone\nsoftware", outcome="AGGIUDICATA"),
    )
    facts, refused = read(broken)
    assert {"B000000001", "B000000004", "B000000005"} <= set(facts)
    assert facts["B000000005"].value["title"] == "Canone software"
    assert "https://example.org/cig.csv, riga 3" in [one.where for one in refused]
    assert all(one.where != "https://example.org/cig.csv" for one in refused)  # the file counts as read


def test_a_file_full_of_broken_rows_does_not_fill_the_report():
    facts, refused = read(table(*["a;b"] * 1_000, lot(1, outcome="AGGIUDICATA")))
    assert list(facts) == ["B000000001"]
    assert len(refused) == 101
    assert "Altre 900 righe" in refused[-1].why


def test_no_cig_is_no_identity():
    rows = [
        lot(1, title, outcome="AGGIUDICATA").replace("B000000001", "0000000000")
        for title in ("Software A", "Software B")
    ]
    facts, _ = read(table(*rows))
    assert sorted(one.value["title"] for one in facts.values()) == ["Software A", "Software B"]


def test_cameras_and_meters_count_whatever_their_cpv():
    facts, _ = read(
        table(lot(1, "Fornitura di telecamere di videosorveglianza con lettura targhe", "35125300-2", "AGGIUDICATA"))
    )
    assert list(facts) == ["B000000001"]


def test_letters_of_windows_among_those_of_utf_8_are_right():
    content = table(lot(1, "Software città", outcome="AGGIUDICATA")).encode() + lot(
        2, "Software attività", outcome="AGGIUDICATA"
    ).encode("cp1252")
    facts, _ = read(content)
    assert [one.value["title"] for one in facts.values()] == ["Software città", "Software attività"]


def test_an_archive_that_unfolds_without_end(monkeypatch):
    monkeypatch.setattr(table_stream, "MAX_UNPACKED_BYTES", 2**20)
    _, refused = read(zipped(table(*[lot(1, outcome="AGGIUDICATA")] * 20_000)))
    assert "troppo grande" in refused[-1].why


def test_the_real_slice_of_a_day(shared):
    facts, refused = read((shared / "data/anac/cig_2023-10-01_slice.csv").read_bytes())
    assert refused == []
    assert 5 <= len(facts) <= 49  # of 49 awarded lots those on systems and IT services


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet='ab;"\n\r,\0é', max_size=60), max_size=6), st.binary(max_size=20))
def test_whatever_stands_between_two_rows_both_are_read(rows, rest):
    content = table(lot(1, outcome="AGGIUDICATA"), *rows, "", lot(2, outcome="AGGIUDICATA")).encode() + rest
    with patch.object(contract, "system_flags", lambda contracts: [True] * len(contracts)):
        facts, refused = read(content)
    assert {"B000000001", "B000000002"} <= set(facts)
    assert all(one.why and one.remedy for one in refused)
