"""Weights are a file that says where it comes from; one that does not fit is refused."""

import json

import pytest

from ckanext.smartlombardia.matching import MatchRecord, match
from ckanext.smartlombardia.matching.comparisons.dsl import DIALECTS, sql
from ckanext.smartlombardia.matching.scoring import model
from ckanext.smartlombardia.matching.scoring.score import settings


def changed(tmp_path, **what):
    path = tmp_path / "model.json"
    model.save(model.shipped(), path)
    path.write_text(json.dumps(json.loads(path.read_text()) | what))
    return path


def test_the_shipped_model_was_learnt_from_nothing_and_says_so():
    assert model.shipped().learnt_from.startswith("nothing")
    assert match([MatchRecord(id="1", name="Civitas")]).model == model.shipped().name


def test_a_model_comes_back_as_it_was_saved(tmp_path):
    model.save(model.shipped(), tmp_path / "model.json")
    assert model.load(tmp_path / "model.json") == model.shipped()


@pytest.mark.parametrize("what", [{"weights": {}}, {"derived": {}}, {"normaliser": 0}])
def test_a_model_for_something_else_is_refused(tmp_path, what):
    with pytest.raises(model.ModelDoesNotFit):
        model.load(changed(tmp_path, **what))


def test_another_weight_is_another_score(tmp_path):
    rows = [MatchRecord(id="1", name="Civitas", vendor="Alfa"), MatchRecord(id="2", name="Civitas Web", vendor="Alfa")]
    heavier = model.load(changed(tmp_path, prior=-3.0))
    assert match(rows, weights=heavier).pairs[0].score == pytest.approx(match(rows).pairs[0].score + 1)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("compares", model.COMPARED)
def test_every_condition_is_said_in_every_engine(compares, dialect):
    used = model.shipped(compares)
    conditions = [sql(level.condition, dialect) for comparison in used.comparisons for level in comparison.levels]
    assert not any("{" in condition for condition in conditions)
    assert len(settings(used, dialect).comparisons) == len(used.comparisons)


def test_every_level_that_weighs_has_a_sentence_or_is_what_is_left():
    used = model.shipped()
    silent = {
        (comparison.name, level.name)
        for comparison in used.comparisons
        for level in comparison.levels
        if used.weights[comparison.name][level.name] and not (level.it and level.en)
    }
    assert silent == set()
