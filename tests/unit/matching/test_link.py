"""Rows of two tables that are the same thing, with the shipped weights and with learnt ones."""

import csv
import json

import pytest

from ckanext.smartlombardia.matching.__main__ import main
from ckanext.smartlombardia.matching.comparisons.titles import Titled, read
from ckanext.smartlombardia.matching.link import link
from ckanext.smartlombardia.matching.scoring.model import shipped
from ckanext.smartlombardia.matching.scoring.training import learn, total

LEFT = [Titled("Alfa Office Suite 2024", "Alfa", "", 99.0), Titled("Beta Photo 7", "Beta Inc", "", None)]
RIGHT = [
    Titled("beta photo 7.0 upgrade", "beta", "", None),
    Titled("office suite 2024 (alfa)", "", "", 95.0),
    Titled("Gamma Antivirus", "Gamma", "", 10.0),
]


def proposed(*tables, **known):
    return {(one.left, one.right) for one in link(*tables, **known).links if one.band}


def test_the_right_rows_come_first():
    assert proposed(LEFT, RIGHT) == {(0, 1), (1, 0)}


def test_an_empty_table_has_no_pairs():
    assert link([], RIGHT).links == []
    assert link(LEFT, [Titled("", "", "", None)]).links == []


def test_labels_of_one_kind_teach_nothing():
    assert link(LEFT, RIGHT, {(0, 1): True}).model == shipped("titles")


def test_weights_are_learnt_from_labels_and_stay_sums():
    labels = {(0, 1): True, (1, 0): True, (0, 0): False, (1, 1): False, (0, 2): False, (1, 2): False}
    assert link(LEFT, RIGHT, labels).model.learnt_from == "6 labelled pairs"
    assert proposed(LEFT, RIGHT, labels=labels) >= {(0, 1), (1, 0)}


def test_what_is_always_the_same_when_it_holds_weighs_more():
    start = shipped("titles")
    same = {comparison.name: comparison.levels[0].name for comparison in start.comparisons}
    other = {comparison.name: comparison.levels[-1].name for comparison in start.comparisons}
    learnt = learn(start, [(same, True), (other, False)] * 500, "a test")
    assert total(learnt, same) > learnt.prior > total(learnt, other)
    assert total(learnt, other) < learnt.linked <= total(learnt, same)
    assert learn(start, [(same, True), (other, False)], "a test").linked == start.linked
    with pytest.raises(ValueError, match="one answer"):
        learn(start, [(same, True)], "a test")


def test_a_row_is_read_by_the_usual_names_of_columns():
    row = {"nome": "Alfa", "fornitore": "Beta", "descrizione": "Testo", "prezzo": "$1,299.00"}
    assert read(row) == Titled("Alfa", "Beta", "Testo", 1299.0)
    assert read({"title": "Alfa", "price": "n.d."}) == Titled("Alfa", "", "", None)


def test_the_command_knows_ids_and_row_numbers(tmp_path):
    (tmp_path / "left.csv").write_text("id,title\na1,Alfa Office 2024\na2,Beta Photo 7\n")
    (tmp_path / "right.csv").write_bytes("id,name\nb1,beta photo 7 caff\xe8\nb2,Office 2024 Alfa\n".encode("latin-1"))
    (tmp_path / "labels.csv").write_text("id,label,left_id,right_id\n0,1,a1,b2\n1,0,1,1\n")
    tables = [str(tmp_path / name) for name in ("left.csv", "right.csv")]
    assert main(["link", *tables, "--labels", str(tmp_path / "labels.csv"), "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out/pairs.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert (rows[0]["left"], rows[0]["right"]) == ("a1", "b2")
    assert {row["band"] for row in rows} <= {"certain", "candidate", "unlikely"}
    assert json.loads((tmp_path / "out/model.json").read_text())["learnt_from"] == "2 labelled pairs"


def test_the_command_names_what_is_missing(tmp_path, capsys):
    (tmp_path / "left.csv").write_text("id,colour\n1,red\n")
    (tmp_path / "right.csv").write_text("id,name\n1,Alfa\n")
    (tmp_path / "labels.csv").write_text("label,left_id,right_id\n1,zzz,1\n")
    left, right, labels = (str(tmp_path / name) for name in ("left.csv", "right.csv", "labels.csv"))
    assert main(["link", left, right, "--out", str(tmp_path / "out")]) == 2
    assert "manca una colonna con il titolo" in capsys.readouterr().err
    assert main(["link", right, right, "--labels", labels, "--out", str(tmp_path / "out")]) == 2
    assert "la riga zzz" in capsys.readouterr().err
