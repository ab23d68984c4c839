"""Tables as offices publish them."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.tables import read_csv


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_delimiter_and_encoding(delimiter, encoding):
    lines = [["città", "codice"], ["Cantù", "c_b639"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    table = read_csv(content, ["città", "codice"])
    assert [row.values for row in table.rows()] == [{"città": "Cantù", "codice": "c_b639"}]


def test_columns_are_found_by_name_in_any_order_and_spelling():
    table = read_csv(b"Codice IPA , other,ENTE\nc_f205,x, Comune di Milano \n", ["ente", "codice_ipa"])
    assert next(table.rows()).values == {"codice_ipa": "c_f205", "other": "x", "ente": "Comune di Milano"}


def test_a_renamed_column_is_named_with_what_it_may_have_become():
    with pytest.raises(NotReadable, match=r"Manca la colonna «codice_ipa» \(forse ora si chiama «cod_ipa»\)"):
        read_csv(b"cod_ipa,ente\nx,y\n", ["codice_ipa", "ente"])
    with pytest.raises(NotReadable, match="Mancano le colonne «a», «b»"):
        read_csv(b"x,y\n", ["a", "b"])


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02", b"PK\x03\x04\x00\x00"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(NotReadable, match="non è una tabella CSV"):
        read_csv(content, ["a"])


def test_rows_are_numbered_as_people_count_and_bad_ones_are_told():
    table = read_csv(b'a,b\n1,2\n\n"3\n3",4\n5\n6,7,8\n', ["a", "b"])
    assert [(row.number, row.values["a"], row.wrong_width) for row in table.rows()] == [
        (2, "1", False),
        (5, "3\n3", False),
        (6, "5", True),
        (7, "6", True),
    ]


def test_a_cell_that_never_ends_is_told_with_its_row():
    table = read_csv(b'a,b\n1,2\n"' + b"x" * 2_000_000, ["a", "b"])
    with pytest.raises(NotReadable, match="riga 3"):
        list(table.rows())
