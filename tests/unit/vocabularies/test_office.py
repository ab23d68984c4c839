"""Tables that an office keeps: its rows win, what cannot stay is named, what was derived is made again."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import need
from ckanext.smartlombardia.interop.standards import admitted
from ckanext.smartlombardia.vocabularies import office, tables


@pytest.fixture(autouse=True)
def as_shipped():
    yield
    v.put({})


def row(**said: str) -> dict[str, str]:
    return {"function": "cemetery", "standard": "rest", "force": "G", "basis": "Prova", **said}


def test_the_rows_of_the_office_win_and_what_is_made_of_them_is_made_again():
    assert admitted("cemetery") == ()
    before = len(v.rows("admitted"))
    first = dict(v.rows("admitted")[0])
    changed = {**first, "force": "S", "basis": "Delibera"}
    added = {name: row().get(name, "") for name in first}
    v.put({"admitted": {tables.key("admitted", first): changed, ("cemetery", "rest"): added}})
    assert v.rows("admitted")[0] == changed
    assert [one["standard"] for one in admitted("cemetery")] == ["rest"]
    v.put({"admitted": {tables.key("admitted", first): None}})
    assert len(v.rows("admitted")) == before - 1
    assert admitted("cemetery") == ()


def test_a_need_that_is_taken_out_compares_nobody():
    rows = {tables.key("needs", one): None for one in v.rows("needs") if one["function_a"] == "notice-board"}
    assert need("notice-board")
    v.put({"needs": rows})
    assert need("notice-board") is None


def test_a_file_is_compared_by_key_and_other_columns_are_passed_over():
    first = dict(v.rows("admitted")[0])
    changes, wrong = office.compare(
        "admitted", [first, {**row(), "source": "x"}, {**dict(v.rows("admitted")[1]), "note": "n"}]
    )
    assert wrong == []
    assert [(one.before is None, one.after["note"]) for one in changes] == [(True, ""), (False, "n")]
    gone, _ = office.compare("admitted", [first], replace_all=True)
    assert {one.after for one in gone} == {None}
    assert len(gone) == len(v.rows("admitted")) - 1


@pytest.mark.parametrize(
    ("table", "given", "column", "code"),
    [
        ("admitted", row(function="nothing"), "function", "not-allowed"),
        ("admitted", row(basis=""), "basis", "missing"),
        ("admitted", row(to_confirm="forse"), "to_confirm", "not-allowed"),
        ("interop_severities", {"code": "major", "weight": "many"}, "weight", "not-allowed"),
        ("identifier_lexicon", {"scheme": "id-pod", "pattern": "(a+)+$"}, "pattern", "not-allowed"),
        ("identifier_lexicon", {"scheme": "id-pod", "pattern": "("}, "pattern", "not-allowed"),
        ("needs", {"function_a": "cemetery", "function_b": "cemetery", "scope": "x", "force": "G", "basis_it": "b",
                   "basis": "b"}, "scope", "not-allowed"),
    ],
)  # fmt: skip
def test_what_cannot_stay_is_named_by_row_and_column(table, given, column, code):
    _, wrong = office.compare(table, [given])
    assert [(one.row, one.column, one.code) for one in wrong] == [(2, column, code)]


def test_a_row_that_stands_twice_is_named():
    _, wrong = office.compare("admitted", [row(), row(force="S")])
    assert [(one.row, one.code) for one in wrong] == [(3, "twice")]


@pytest.mark.parametrize("table", office.editable_tables())
def test_the_shipped_rows_pass_their_own_check_and_have_keys_that_tell_them_apart(table):
    changes, wrong = office.compare(table, v.rows(table), replace_all=True)
    assert (changes, wrong) == ([], [])
    assert [one.name for one in office.columns(table)] == [
        name for name in v.rows(table)[0] if name not in ("source", "date")
    ]
