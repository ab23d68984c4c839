"""Gates from isolated to integrated, and what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.interop import Assessment, level, lock_in, score

CONNECTED = {"P-01": "pass", "A-01": "pass", "A-02": "pass"}
STANDARD = {**CONNECTED, "P-05": "pass", "A-10": "pass", "A-11": "pass", "A-05": "pass"}
INTEGRATED = {**STANDARD, "A-12": "pass", "A-17": "pass"}
RULES = [*INTEGRATED, "P-03", "D-01", "A-18", "A-13", "A-09"]
VERDICTS = ["pass", "fail", "unknown", "not_applicable"]


def found(verdicts, grade="E3", severity="major"):
    return [Assessment("s", rule, 1, one, "", (), {}, grade, severity, "D") for rule, one in verdicts.items()]


@pytest.mark.parametrize(
    ("verdicts", "proven", "possible"),
    [
        ({}, None, "L4"),
        ({"P-01": "unknown"}, None, "L4"),
        ({"P-01": "fail"}, "L0", "L1"),
        ({"P-01": "fail", "P-03": "fail", "D-01": "fail"}, "L0", "L0"),
        ({"P-01": "fail", "P-03": "pass"}, "L1", "L1"),
        ({"P-03": "pass"}, "L1", "L4"),
        ({"P-01": "pass"}, "L1", "L4"),
        ({"P-01": "pass", "A-01": "fail"}, "L1", "L1"),
        ({"P-01": "pass", "A-01": "fail", "P-03": "fail"}, "L1", "L1"),
        (CONNECTED, "L2", "L4"),
        ({**CONNECTED, "A-09": "fail"}, "L1", "L1"),
        ({**CONNECTED, "P-05": "fail"}, "L2", "L2"),
        (STANDARD, "L3", "L4"),
        ({**STANDARD, "P-05": "not_applicable"}, "L3", "L4"),
        (INTEGRATED, "L4", "L4"),
        ({**INTEGRATED, "P-03": "fail"}, "L4", "L4"),
    ],
)
def test_each_gate_opens_the_next_level(verdicts, proven, possible):
    got = level(found(verdicts, severity="blocker"))
    assert (got.proven, got.possible) == (proven, possible)


def test_an_open_gap_keeps_a_system_from_being_integrated():
    got = level(found(INTEGRATED), open_gaps=True)
    assert (got.proven, got.possible) == ("L3", "L3")


@pytest.mark.parametrize(("grade", "proven"), [("E1", "L1"), ("E2", "L2"), ("E3", "L4"), ("E4", "L4")])
def test_the_evidence_limits_the_level(grade, proven):
    assert level(found(INTEGRATED, grade)).proven == proven
    assert level(found(INTEGRATED, grade), capped=False).proven == "L4"


def test_the_best_interface_counts():
    bad, good = found({"A-01": "fail", "A-02": "fail"}), found({"A-01": "pass", "A-02": "pass"})
    assert level(found({"P-01": "pass"}), [bad, good]).proven == "L2"
    assert level(found({"P-01": "pass"}), [bad]).proven == "L1"


def height(level):
    return -1 if level is None else int(level[1])


@given(st.dictionaries(st.sampled_from(RULES), st.sampled_from(VERDICTS)), st.data())
def test_learning_more_stays_between_proven_and_possible(verdicts, data):
    before = level(found(verdicts, severity="blocker"))
    assert height(before.proven) <= height(before.possible)
    open_questions = [rule for rule in RULES if verdicts.get(rule, "unknown") == "unknown"]
    answers = {rule: data.draw(st.sampled_from(["pass", "fail"])) for rule in open_questions}
    after = level(found({**verdicts, **answers}, severity="blocker"))
    assert height(after.proven) <= height(before.possible)
    if "A-09" not in answers:
        assert height(after.proven) >= height(before.proven)


def test_the_score_is_an_interval_as_wide_as_what_is_not_known():
    got = score(found({"A": "pass", "B": "unknown", "C": "fail", "D": "excepted", "E": "not_applicable"}))
    assert (got.lo, got.hi, got.coverage) == (pytest.approx(100 / 3), pytest.approx(200 / 3), pytest.approx(2 / 3))


def test_graver_rules_weigh_more():
    assert score([*found({"A": "pass"}, severity="blocker"), *found({"B": "fail"}, severity="major")]).lo == (
        pytest.approx(100 * 8 / 12)
    )


def test_nothing_judged_may_be_anything():
    got = score([])
    assert (got.lo, got.hi, got.coverage) == (0, 100, 0)


def test_the_lock_in_index_counts_what_fails_and_what_is_not_known_only_above():
    got = lock_in(found({"L-01": "fail", "L-02": "unknown", "L-03": "pass", "L-09": "not_applicable", "P-03": "fail"}))
    assert (got.lo, got.hi, got.failing) == (30, 45, ("L-01",))


def test_contracts_and_lock_in_leave_the_score_alone():
    assert score(found({"A-01": "pass", "L-02": "fail", "P-07": "fail", "AI-02": "fail"})).lo == 100
