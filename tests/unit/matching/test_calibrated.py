"""How sure the machine may be: told by decisions on cases drawn at random, and by nothing else."""

from math import log2
from types import SimpleNamespace

import pytest

from ckanext.smartlombardia.logic.matching.verdicts import TRIAL, calibrate_model, is_trusted
from ckanext.smartlombardia.matching.scoring import model


def decided(verdict, probability, random=True):
    seen = {"relation": "same_product", "probability": probability, "random": random}
    return SimpleNamespace(verdict=verdict, seen=seen)


def test_decisions_that_somebody_chose_never_move_the_cut():
    chosen = [decided("different", 0.99, random=False)] * 500
    assert not is_trusted(chosen)
    assert calibrate_model(model.shipped(), chosen) == model.shipped()


def test_fewer_than_a_hundred_drawn_ones_do_not_either():
    assert calibrate_model(model.shipped(), [decided("different", 0.99)] * (TRIAL - 1)) == model.shipped()


def test_the_certain_band_begins_where_nearly_all_were_the_same():
    drawn = [decided("same", 0.98)] * 90 + [decided("different", 0.9)] * 30
    used = calibrate_model(model.shipped(), drawn)
    assert used.certain == pytest.approx(log2(0.98 / 0.02))
    assert used.name != model.shipped().name


def test_where_the_machine_is_often_wrong_nothing_is_certain():
    used = calibrate_model(model.shipped(), [decided("same", 0.98), decided("different", 0.98)] * 60)
    assert used.certain > 1_000
