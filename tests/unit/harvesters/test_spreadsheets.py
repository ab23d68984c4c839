"""Spreadsheets as offices leave them: what is a program, whose, and from when; in CSV, XLSX and ODS."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats import sheets, xlsx
from ckanext.smartlombardia.formats.tables import choose_delimiter
from ckanext.smartlombardia.harvesters.inventory import reader
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Record, Refused

from .documents import document
from .workbooks import ods, workbook

HEADER = ["Comune", "Fornitore", "Applicativo", "Stato"]


def read(content) -> tuple[list[Record], list[Refused]]:
    entries = list(reader.read(document(content, "https://x.it/elenco")))
    records = [entry for entry in entries if isinstance(entry, Record)]
    return records, [entry for entry in entries if isinstance(entry, Refused)]


def titles(content) -> list[str]:
    return [record.fields["title"] for record in read(content)[0]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Nome;Note\nA;uno, due, tre, quattro\nB;a, b, c\n", ";"),
        ("Nome,Note\nA,uno; due; tre\nB,x\n", ","),
        ("Nome;Quota;Parte\nA;1,5;2,5\nB;1,0;3,5\n", ";"),
        ("Elenco del Comune, anno 2024\n\nNome\tNote\nA\tx, y\nB\tz\n", "\t"),
        ('Nome|Note\nA|"x|y"\n', "|"),
        ("Nome\nA\n", ","),
    ],
)
def test_the_delimiter_gives_rows_of_one_width(text, delimiter):
    assert choose_delimiter(text) == delimiter


def test_commas_in_the_notes_cost_nothing():
    text = "Applicativo;Fornitore;Note\nAlbo;Rossi;a, b, c, d, e\nConti;Bianchi;f, g, h, i\n"
    assert [record.fields["notes"] for record in read(text)[0]] == ["a, b, c, d, e", "f, g, h, i"]


def test_quotation_marks_that_are_only_signs_are_taken_off():
    text = '"Numero","Applicativo","Fornitore"\n"1,"Albo","Rossi srl"\n"2,"Conti","Bianchi spa"\n'
    assert [(one.fields["title"], one.fields["vendor_name"]) for one in read(text)[0]] == [
        ("Albo", "Rossi srl"),
        ("Conti", "Bianchi spa"),
    ]


def test_a_quotation_mark_that_swallows_rows_is_told_with_its_line():
    text = 'Applicativo;Fornitore;Note\nAlbo;Rossi;x\nConti;Bianchi;"y;q\nPaghe;Verdi;z\nMessi;"Neri;w\n'
    records, refused = read(text)
    assert records == []
    assert "Alla riga 3 le virgolette" in refused[0].why


def test_a_cell_of_two_lines_is_a_cell_and_rows_keep_their_numbers():
    text = 'Applicativo;Fornitore;Note\nAlbo;Rossi;"a\nb"\n;;solo note\n'
    records, refused = read(text)
    assert [record.fields["notes"] for record in records] == ["a\nb"]
    assert [entry.where for entry in refused] == ["https://x.it/elenco, riga 4"]


def test_the_delimiter_that_excel_writes_in_the_first_line_holds():
    text = 'sep=;\nApplicativo;Fornitore\nAlbo, protocollo;"Rossi"\n;Bianchi\n'
    records, refused = read(text)
    assert [record.fields["title"] for record in records] == ["Albo, protocollo"]
    assert refused[0].where.endswith("riga 4")


@pytest.mark.parametrize("error", ["#RIF!", "#REF!", "#NOME?", "#N/D", "#DIV/0!", "#VALORE!", "Err:502"])
def test_an_error_of_the_spreadsheet_is_an_empty_cell(error):
    text = f"Applicativo;Fornitore;Versione\nAlbo;{error};1\n{error};Rossi;2\n"
    records, refused = read(text)
    assert [record.fields.get("vendor_name") for record in records] == [None]
    assert [(repair.field, repair.was) for repair in records[0].repairs] == [("vendor_name", error)]
    assert len(refused) == 1


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("5.0999999999999996", "5.1"),
        ("2.0664004050000001E+9", "2066400405"),
        ("1.0", "1"),
        ("-3", "-3"),
        ("1E300", "1E300"),
        ("nan", "nan"),
        ("0.1", "0.1"),
        ("x", "x"),
    ],
)
def test_a_number_is_what_the_spreadsheet_shows(stored, shown):
    assert xlsx.number_text(stored) == shown


@pytest.mark.parametrize(
    ("cell", "number"),
    [("2066400405", "02066400405"), ("623530136", "00623530136"), ("2066400406", None), ("02066400405", "02066400405")],
)
def test_zeros_that_a_spreadsheet_took_are_put_back_where_the_check_digit_holds(cell, number):
    assert codes.vat_of_cell(cell) == number


def test_a_date_kept_as_a_number_of_days_is_a_date_and_a_year_a_year():
    records, _ = read("Applicativo;Fornitore;Dal\nAlbo;Rossi;44197\nConti;Rossi;2021\n")
    assert [record.fields["status_since"] for record in records] == ["2021-01-01", "2021"]
    assert [len(record.repairs) for record in records] == [1, 0]


def test_merged_cells_count_for_all_their_rows():
    rows = [HEADER, ["Cantù", "Rossi", "Albo", "in uso"], ["", "", "Paghe", "in uso"], ["Lecco", "", "Conti", "in uso"]]
    content = workbook({"a": rows}, merged=["A2:A3", "B2:B3", "A1:B1"])
    assert [(one.body.name, one.fields.get("vendor_name")) for one in read(content)[0]] == [
        ("Cantù", "Rossi"),
        ("Cantù", "Rossi"),
        ("Lecco", None),
    ]
    assert [one.body.name for one in read(ods(rows, spans={(1, 0): 2}))[0]] == ["Cantù", "Cantù", "Lecco"]


def test_a_cover_sheet_is_passed_over_and_named():
    rows = [HEADER, ["Cantù", "Rossi", "Albo", "in uso"]]
    content = workbook({"Copertina": [["Comune di Cantù"], ["Anno 2024"]], "Programmi": rows, "Vuoto": []})
    records, refused = read(content)
    assert [record.fields["title"] for record in records] == ["Albo"]
    assert [entry.where for entry in refused] == ["https://x.it/elenco, foglio «Copertina»"]
    assert reader.recognises(document(content))
    (none,) = read(workbook({"Uno": [["a"]], "Due": [["b"]]}))[1]
    assert "«Uno», «Due»" in none.why


def test_what_is_hidden_is_not_published():
    rows = [["Applicativo", "Fornitore", "Note"], ["Albo", "Rossi", "segreto"], ["Dismesso", "Rossi", "x"]]
    content = workbook({"a": rows}, hidden_rows=[3], hidden_columns=[3])
    assert titles(content) == ["Albo"]
    assert "segreto" not in str(read(content))
    assert titles(ods(rows, hidden_rows=[2])) == ["Albo"]
    assert titles(ods(rows, hidden_sheet=[["Applicativo", "Fornitore"], ["Nascosto", "x"]])) == ["Albo", "Dismesso"]


def test_rows_have_the_numbers_that_excel_shows():
    rows = [["Applicativo", "Fornitore"], ["Albo", "Rossi"], None, None, ["", "Bianchi"]]
    assert [entry.where for entry in read(workbook({"a": rows}))[1]] == ["https://x.it/elenco, riga 5"]
    assert [entry.where for entry in read(ods([row or [] for row in rows]))[1]] == ["https://x.it/elenco, riga 5"]


def test_a_header_of_two_rows_is_one():
    rows = [
        ["Software", "", "Fornitore", "", "Contratto"],
        ["Nome", "Versione", "Ragione sociale", "Partita IVA", "Dal"],
        ["Albo", "3", "Rossi srl", "02066400405", "01/01/2020"],
    ]
    ((record,), refused) = read(workbook({"a": rows}, merged=["A1:B1", "C1:D1"]))
    assert refused == []
    assert (record.fields["title"], record.fields["version"], record.fields["vendor_name"]) == (
        "Albo",
        "3",
        "Rossi srl",
    )
    assert (record.fields["vendor_vat"], record.fields["status_since"]) == ("02066400405", "2020-01-01")


def test_sections_repeated_headers_totals_and_legends_are_no_programs():
    text = (
        "Applicativo;Fornitore;Stato\nAlbo;Rossi;in uso\nAREA TRIBUTI;;\nApplicativo;Fornitore;Stato\n"
        "Tributi Web;Bianchi;in uso\nTotale applicativi: 2;;\nTotale;2;\nLegenda: in uso;;\n"
    )
    assert titles(text) == ["Albo", "Tributi Web"]
    assert [entry.where.rpartition(" ")[2] for entry in read(text)[1]] == ["3", "6", "7", "8"]


def test_a_list_of_names_alone_is_a_list_of_programs():
    assert titles("Applicativo;Fornitore\nAlbo;\nConti;\nPaghe;Rossi\n") == ["Albo", "Conti", "Paghe"]


def test_the_headings_of_the_lists_of_article_24_quater():
    text = (
        "N.;Denominazione banca dati;Nome dell'applicativo;Software house / manutentore;Ufficio responsabile\n"
        "1;Anagrafe;Demos;Rossi srl;Servizi demografici\n"
    )
    ((record,), _) = read(text)
    assert (record.fields["title"], record.fields["vendor_name"]) == ("Demos", "Rossi srl")


def test_yes_and_no_of_a_spreadsheet_are_words():
    rows = [
        ["Applicativo", "Fornitore", "In uso", "Cloud"],
        ["Albo", "Rossi", True, False],
        ["Conti", "Rossi", False, True],
    ]
    records, _ = read(workbook({"a": rows}))
    assert [record.fields.get("status") for record in records] == ["in_use", "retired"]
    assert [record.fields.get("delivery") for record in records] == [None, "saas"]


def test_no_more_rows_than_a_table_may_have_are_invented():
    content = workbook({"a": [["Applicativo", "Fornitore"], ["Albo", "Rossi"]]}, last_row=1_048_576)
    assert len(sheets.read(content)) <= 100_000
    assert titles(workbook({"a": [["Applicativo", "Fornitore"], ["Albo", "x"]]}, merged=["A1:ZZZ1048576"])) == ["Albo"]
