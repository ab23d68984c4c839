"""The shipped weights for titles can be made again by anyone who has the public pairs."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.matching.comparisons.titles import Titled
from ckanext.smartlombardia.matching.scoring import model
from ckanext.smartlombardia.matching.scripts import train_titles

LINE = "COL name VAL {} COL description VAL x COL price VAL \tCOL name VAL {} COL description VAL  COL price VAL \t{}\n"


def test_pairs_are_found_by_names_that_stand_once_in_their_tables():
    left = [Titled(name, "", "", None) for name in ("Alfa - One", "Beta", "Beta")]
    right = [Titled(name, "", "", None) for name in ("alfa one", "gamma")]
    lines = [LINE.format(*said) for said in (("alfa one", "ALFA one", 1), ("beta", "gamma", 0), ("delta", "gamma", 0))]
    assert train_titles.pairs_of(lines, left, right) == {(0, 0): True}


def test_the_shipped_weights_are_what_the_public_pairs_teach(shared, tmp_path, monkeypatch):
    folder, out = shared / "data/matching", tmp_path / f"{model.SHIPPED['titles']}.json"
    given = [str(folder / name) for name in ("ab_abt.csv", "ab_buy.csv", "ab_train.txt")]
    monkeypatch.setattr("sys.argv", ["lessons", *given, str(out)])
    train_titles.main()
    made, shipped = model.load(out), model.shipped("titles")
    assert made.learnt_from == shipped.learnt_from
    for name, levels in shipped.weights.items():
        assert made.weights[name] == pytest.approx(levels, abs=0.02)
    assert {name: one["weight"] for name, one in made.order.items()} == pytest.approx(
        {name: one["weight"] for name, one in shipped.order.items()}, abs=0.02
    )
