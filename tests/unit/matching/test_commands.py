"""The command line: tables in, tables out, and a clear word where a table cannot be used."""

import csv
import subprocess
import sys

import pytest

from ckanext.smartlombardia.matching.__main__ import main


def table(path, columns, *rows):
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_products_writes_a_cluster_for_every_registration(tmp_path):
    source = table(
        tmp_path / "in.csv",
        ("reg_id", "municipality", "name", "vendor", "function"),
        ("a", "Livo", "GeoVista", "Delta S.r.l.", "SIT"),
        ("b", "Dervio", "GEO VISTA cloud", "Delta", "SIT"),
        ("c", "Livo", "GeoVista", "Delta S.r.l.", "SIT"),
        ("d", "Milano", "Civitas", "Alfa", "Anagrafe"),
    )
    assert main(["products", str(source), "--out", str(tmp_path / "out")]) == 0
    of = {row["reg_id"]: row["cluster"] for row in rows(tmp_path / "out/clusters.csv")}
    assert of["a"] == of["b"] == of["c"] != of["d"]
    pairs = {frozenset((row["left"], row["right"])): row for row in rows(tmp_path / "out/pairs.csv")}
    assert set(pairs) == {frozenset("ab"), frozenset("ac"), frozenset("bc")}
    assert {row["band"] for row in pairs.values()} <= {"certain", "candidate"}
    assert "GeoVista" in pairs[frozenset("ab")]["reasons"]


def test_functions_writes_up_to_three_codes(tmp_path):
    source = table(tmp_path / "in.csv", ("id", "text"), ("1", "Albo pretorio on line"), ("2", "Boh"))
    assert main(["functions", str(source), "--out", str(tmp_path / "out.csv")]) == 0
    first, second = rows(tmp_path / "out.csv")
    assert (first["id"], first["first"]) == ("1", "notice-board")
    assert second == {"id": "2", "first": "", "second": "", "third": ""}


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "non si può leggere"), (b"id,name\n1,x\n", "manca la colonna reg_id")],
)
def test_a_table_that_cannot_be_used_is_named_with_the_remedy(tmp_path, capsys, content, says):
    source = tmp_path / "in.csv"
    if content is not None:
        source.write_bytes(content)
    assert main(["products", str(source), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert str(source) in said
    assert says in said


@pytest.mark.parametrize(
    ("script", "bars"),
    [
        ("products.py", ["--f1", "0.85", "--precision", "0.97", "--share", "0.5"]),
        ("functions.py", ["--top1", "0.6", "--top3", "0.7"]),
    ],
)
def test_the_open_sets_are_found(shared, script, bars):
    ran = subprocess.run(
        [sys.executable, shared / "acceptance" / script, *bars], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
