"""The first bytes of a file: what they show, and what they never keep."""

from __future__ import annotations

import io
import zipfile

import pytest

from ckanext.smartlombardia.interop import file_inspection

PEOPLE = "Codice ISTAT;codice fiscale;nome\n016024;RSSMRA80A01F205X;Mario\n015146;QQQQQQ00A00A000A;Anna\n0151"


def test_a_table_gives_names_of_columns_and_shares_of_right_codes_and_no_value():
    found = file_inspection.sample(PEOPLE.encode())
    assert found["format"] == "CSV"
    assert found["names"] == ["Codice ISTAT", "codice fiscale", "nome"]
    assert found["identifiers"] == {"id-istat": 1.0, "id-tax-code": 0.5}
    assert "RSSMRA" not in str(found)


def test_a_line_that_is_cut_in_the_middle_is_left_out():
    assert file_inspection.sample(b"cig\n" + b"1234567890\n" * 20 + b"12")["format"] in ("", "CSV")
    whole = file_inspection.sample(b"cig,x\n" + b"1234567890,1\n" * 20 + b"12")
    assert whole["identifiers"] == {"id-cig": 1.0}


@pytest.mark.parametrize(
    ("start", "format_"),
    [
        (b'{"type": "FeatureCollection", "features": []}', "GEOJSON"),
        (b"<!doctype html><p>Cercate qui", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"", ""),
        (b"\x00\xff" * 99, ""),
        (b'a,b\n"' + b"x" * 70_000, ""),
    ],
)
def test_anything_else_is_a_format_or_nothing_and_never_an_error(start, format_):
    found = file_inspection.sample(start[: file_inspection.ENOUGH])
    assert found["format"] == format_
    assert not found.get("identifiers")


def test_a_schedule_is_known_by_the_names_in_its_archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("agency", "stops", "routes", "trips", "stop_times"):
            archive.writestr(f"{name}.txt", "")
    assert file_inspection.sample(content.getvalue()) == {"format": "ZIP", "standard": "gtfs"}
