"""Many registrations at once: the same products as record by record, whatever else stands in the table."""

import csv

import pyarrow as pa
import pytest

from ckanext.smartlombardia.matching import bulk, cli
from ckanext.smartlombardia.matching.__main__ import main

ROWS = [
    ("a1", "Protocollo Civitas", "Alfa S.r.l.", "Protocollo", "", "https://www.alfa.it"),
    ("a2", "CIVITAS 2.0", "ALFA SRL", "Protocollo", "", ""),
    ("a3", "Civittas", "Alfa", "Protocollo", "", ""),
    ("b1", "Nemora", "Beta S.p.A.", "Tributi", "", "https://beta.it/nemora"),
    ("b2", "nemora cloud", "", "Tributi", "", ""),
    ("c1", "Nemora", "Gamma srl", "Biblioteche", "", ""),
    ("e1", "", "", "", "", ""),
    ("e2", "", "", "", "", ""),
    ("e3", "🚌🚌", "", "Trasporto", "", "https://[rotto"),
    ("t1", "Gestionale dei tributi", "", "Tributi", "Prodotto Nemora, licenza annuale.", ""),
    ("v1", "Beta - Nemora (tributi)", "Beta", "Tributi", "", ""),
    ("l1", "Zelkova " + "x" * 10_000, "Delta", "Verde", "", ""),
]


def clusters(rows):
    table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(bulk.COLUMNS)})
    found = bulk.match_many(table)
    return {one: int(of) for some, of in zip(found.members, found.cluster, strict=True) for one in some}


def test_spellings_and_slips_of_one_product_are_together():
    of = clusters(ROWS)
    assert of["a1"] == of["a2"] == of["a3"]
    assert of["b1"] == of["b2"] != of["a1"]


def test_a_product_is_found_in_a_description_and_beside_its_vendor():
    of = clusters(ROWS)
    assert of["t1"] == of["v1"] == of["b1"]


def test_one_name_for_two_jobs_of_two_makers_is_two_products():
    of = clusters(ROWS)
    assert of["c1"] != of["b1"]


def test_a_thousand_identical_rows_are_one_variant():
    table = pa.table({name: [row] * 1_000 for name, row in zip(bulk.COLUMNS[1:], ROWS[0][1:], strict=True)})
    found = bulk.match_many(table.add_column(0, "reg_id", [[f"r{at}" for at in range(1_000)]]))
    assert [len(some) for some in found.members] == [1_000]


def test_chains_of_links_do_not_pull_everything_together():
    left = bulk.np.array([0, 1, 2, 3])
    found = bulk.grouped(6, left, left + 1, bulk.np.ones(4))
    assert len(set(found.tolist())) > 2
    assert found[5] == 5


@pytest.mark.parametrize("most", [3, 100])
def test_the_command_writes_the_same_for_few_and_for_many(tmp_path, monkeypatch, most):
    monkeypatch.setattr(cli, "MANY", most)
    with (tmp_path / "rows.csv").open("w", newline="") as lines:
        csv.writer(lines).writerows([bulk.COLUMNS, *ROWS])
    assert main(["products", str(tmp_path / "rows.csv"), "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out/clusters.csv").open(newline="") as lines:
        of = {row["reg_id"]: row["cluster"] for row in csv.DictReader(lines)}
    with (tmp_path / "out/pairs.csv").open(newline="") as lines:
        pairs = {frozenset((row["left"], row["right"])) for row in csv.DictReader(lines)}
    assert of["a1"] == of["a2"] == of["a3"] != of["c1"]
    assert {"a1", "a2"} in pairs
    assert {"b1", "c1"} not in pairs
