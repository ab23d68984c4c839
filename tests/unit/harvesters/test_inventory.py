"""Inventories of software as towns keep them."""

from __future__ import annotations

import io
import zipfile

import pytest

from ckanext.smartlombardia.formats import sheets
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters.inventory import reader
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document

CSV = """Comune di Suello;;;
Elenco dei programmi in uso;;;

APPLICATIVO *;Ditta fornitrice;Area (ufficio);Modalità di erogazione;Stato;Colonna nostra
Municipium;Maggioli S.p.A.;Comunicazione;SaaS;Attivo;x
;;Albo pretorio;in locale;boh;
Municipium;Maggioli;Comunicazione;SaaS;Attivo;
;Ditta;;;;
"""
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(**parts: str) -> bytes:
    """A file of parts, named with two underscores for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


def xlsx(rows: str, shared: str = "") -> bytes:
    relations = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    buffer = io.BytesIO(
        packed(
            xl__workbook_xml=f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships"><sheets><sheet name="a" state="hidden" r:id="r0"/><sheet name="b" r:id="r1"/></sheets>'
            "</workbook>",
            xl__sharedStrings_xml=f'<sst xmlns="{SHEET}">{shared}</sst>',
            xl__styles_xml=f'<styleSheet xmlns="{SHEET}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
            xl__worksheets__sheet1_xml=f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        )
    )
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", relations)
    return buffer.getvalue()


def test_a_messy_table_becomes_platforms_and_each_bad_row_is_named():
    found = list(reader.read(document(CSV, "https://www.comune.suello.lc.it/programmi.csv")))
    assert [type(one) for one in found] == [Record, Record, Refused, Refused]
    first, second, again, nameless = found
    assert first.fields == {
        "title": "Municipium",
        "product_name": "Municipium",
        "vendor_name": "Maggioli S.p.A.",
        "notes": "Area: Comunicazione",
        "status": "in_use",
        "delivery": "saas",
        "source_url": "https://www.comune.suello.lc.it/programmi.csv",
    }
    assert (second.fields["title"], second.fields["function"]) == ("Albo pretorio", "notice-board")
    assert [(repair.field, repair.was) for repair in second.repairs] == [("status", "boh")]
    assert "riga 7" in again.where
    assert "riga 5" not in again.why
    assert "ripete la 5" in again.why
    assert "non dice quale programma" in nameless.why


def test_the_body_of_each_row_and_a_guid_that_does_not_move():
    text = "Codice IPA,Ente,Software,Partita IVA\nC_I996,Comune di Suello,Urbi,02066400405\n"
    (one,) = reader.read(document(text))
    assert one.body == BodyRef(ipa="c_i996", name="Comune di Suello")
    assert one.fields["vendor_vat"] == "02066400405"
    moved = "Software,Ente,Codice IPA\n,,\nUrbi,Comune di Suello,c_i996\n"
    assert [record.guid for record in reader.read(document(moved))] == [one.guid]


def test_columns_are_proposed_and_what_a_person_says_wins():
    page = document("Nome;Cosa fa;Chi lo vende\nUrbi;Protocollo;PA Digitale\n")
    assert next(reader.read(page)).why.startswith("Nella tabella")
    known = {"Nome": "product_name", "Cosa fa": "function", "Chi lo vende": "vendor_name"}
    (one,) = reader.Inventory(known).read(page)
    assert (one.fields["product_name"], one.fields["vendor_name"]) == ("Urbi", "PA Digitale")
    proposed = reader.Inventory({}).proposed(document(CSV))
    assert [(one["column"], one["field"]) for one in proposed][-2:] == [("Stato", "status"), ("Colonna nostra", "")]
    left_out = reader.Inventory({"Ditta fornitrice": ""})
    assert "vendor_name" not in next(iter(left_out.read(document(CSV)))).fields


def test_a_spreadsheet_with_gaps_shared_texts_and_dates():
    rows = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>In uso dal</t></is></c></row>'
        '<row><c r="A2" t="s"><v>1</v></c><c r="C2" s="1"><v>45292</v></c></row>'
    )
    content = xlsx(rows, "<si><t>Software</t></si><si><r><t>Ur</t></r><r><t>bi</t></r></si>")
    assert sheets.read(content) == [["Software", "", "In uso dal"], ["Urbi", "", "2024-01-01"]]
    (one,) = reader.read(document(content))
    assert (one.fields["title"], one.fields["status_since"]) == ("Urbi", "2024-01-01")
    assert reader.recognises(document(content))


def test_a_table_of_libreoffice():
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    content = packed(
        content_xml=f'<office:document-content xmlns:office="{ns}:office:1.0" xmlns:table="{ns}:table:1.0" '
        f'xmlns:text="{ns}:text:1.0"><table:table><table:table-row><table:table-cell><text:p>Software</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>Attivo dal'
        '</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        "<table:table-row><table:table-cell><text:p>Urbi</text:p></table:table-cell><table:table-cell "
        'table:number-columns-repeated="2"/><table:table-cell office:date-value="2024-01-01T00:00">'
        "<text:p>1 gen</text:p></table:table-cell></table:table-row></table:table></office:document-content>"
    )
    assert sheets.read(content) == [["Software", "", "", "Attivo dal"], ["Urbi", "", "", "2024-01-01"]]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04rotto", "rovinato"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "vecchio formato XLS"),
        (packed(altro_xml="<a/>"), "XLSX, ODS o CSV"),
        (b"<html></html>", "XLSX, ODS o CSV"),
        (packed(content_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entità"),
    ],
)
def test_what_is_no_table_is_told(content, word):
    with pytest.raises(NotReadable, match=word):
        sheets.read(content)


def test_a_spreadsheet_that_unfolds_without_end_is_left(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_PART_BYTES", 2**20)
    bomb = packed(content_xml="<a>" + " " * 2**22 + "</a>")
    assert len(bomb) < 2**16
    with pytest.raises(NotReadable, match="supera 1 MB"):
        sheets.read(bomb)


def test_a_table_of_another_kind_is_no_inventory():
    assert not reader.recognises(document("data;valore\n1;2\n"))
    assert not reader.recognises(document("Comune;Stato\nSuello;attivo\n"))


def test_a_row_of_totals_is_no_program():
    found = list(reader.read(document("Software in uso;Ditta\nUrbi;PA Digitale\n3;\nTotale;2\n")))
    assert [type(one) for one in found] == [Record, Refused, Refused]
