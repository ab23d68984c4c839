"""The tables of products and vendors: what the office may write, and what is recognised by it."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.matching.systems import Lot, recognise_systems
from ckanext.smartlombardia.matching.systems.vendor_names import find_vendor, vendor_key, vendor_label
from ckanext.smartlombardia.registry.vendors import product_of_record, vendor_of_record
from ckanext.smartlombardia.vocabularies import office


@pytest.fixture(autouse=True)
def as_shipped():
    yield
    v.put({})


def test_the_shipped_tables_hold_what_an_office_may_write():
    for table in ("products", "vendors"):
        changes, wrong = office.compare(table, [dict(row) for row in v.rows(table)])
        assert (changes, wrong) == ([], [])


def test_a_function_that_is_none_is_refused_among_several():
    row = {"product": "Nuovo", "kind": "application", "functions": "protocol|magic"}
    _, wrong = office.compare("products", [row])
    assert [(fault.column, fault.code) for fault in wrong] == [("functions", "not-allowed")]


def test_a_product_that_the_office_adds_is_recognised_in_contracts():
    lot = Lot(id="1", object="Canone annuo software Zibaldo per il Comune")
    before = next(iter(recognise_systems([lot])))
    assert before.vendor == ""
    row = {"product": "Zibaldo", "maker": "Maggioli", "aliases": "", "functions": "library", "kind": "application",
           "common_word": "", "site_hosts": ""}  # fmt: skip
    v.put({"products": {("Zibaldo",): row}})
    after = next(iter(recognise_systems([lot])))
    assert (after.product, after.vendor, after.function) == ("Zibaldo", "Maggioli", "library")


@pytest.mark.parametrize(
    ("name", "tax_code", "key"),
    [
        ("HALLEY INFORMATICA SRL", "", "halley"),
        ("Halley Informatica S.r.l.", "", "halley"),
        ("", "01883740647", vendor_key("ACCA software")),
        ("qualcosa d'altro", "IT01883740647", vendor_key("ACCA software")),
        ("Starch", "", "maggioli"),
        ("", "", ""),
    ],
)
def test_spellings_of_a_vendor_have_one_key(name, tax_code, key):
    assert vendor_key(name, tax_code) == key


def test_each_vendor_of_the_table_is_found_by_its_names_and_codes_and_has_its_name_back():
    for row in v.rows("vendors"):
        assert find_vendor(row["vendor"])
        assert vendor_label(vendor_key(row["vendor"]))
        for code in filter(None, row["tax_codes"].split("|")):
            assert find_vendor("", code) == row["vendor"]


def test_a_record_without_a_vendor_has_the_maker_of_its_product():
    row = next(row for row in v.rows("products") if row["maker"])
    record = {"type": "platform", "product_name": row["product"].upper()}
    assert product_of_record(record) == row["product"]
    assert vendor_of_record(record) == vendor_key(row["maker"])
    assert vendor_of_record({"type": "platform", "title": "Qualcosa"}) == ""
    assert vendor_of_record({"type": "dataset", "title": row["product"]}) == ""
