"""Some hundreds of broken documents for every reader; `tests/benchmarks/fuzz.py` gives twenty thousand."""

import logging

import pytest

from tests import fuzzing


@pytest.fixture(scope="module")
def targets():
    logging.disable(logging.CRITICAL)
    yield fuzzing.load_targets()
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def fitting(targets):
    return fuzzing.find_fitting(targets)


def test_no_reader_fails_or_takes_long_on_a_broken_document(targets, fitting):
    outcomes = [fuzzing.give(targets, *pair) for pair in fuzzing.inputs(targets, fitting, 300, seed=1)]
    faults = {(outcome.target, outcome.error): outcome.content for outcome in outcomes if outcome.error}
    assert faults == {}
    assert max(outcome.seconds for outcome in outcomes) < fuzzing.MAX_SECONDS


def test_every_reader_reads_a_seed(targets, fitting):
    without = set(targets) - {name for name, _ in fitting}
    assert without == set(), "put a small document that it reads into `tests/seeds`"
