"""Rules on groups: each passes, fails and does not know; a system more never hides what was known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.interop import (
    Group,
    Interface,
    all_rules,
    judge_groups,
    model_groups,
    need,
    on_groups,
    product_groups,
    template_groups,
)
from tests.unit.interop.build import eservice, speaker

BOARDS = need("notice-board")


def group(rule, *systems, **more):
    return Group(rule, "k", ("public-lighting",), systems, BOARDS, more=more)


def drifting(key, *operations, required=("id",)):
    return speaker(key, "sdm-streetlighting", operations=frozenset(operations), required=frozenset(required))


def templated(key, version):
    one = Interface("rest", "Albo", version=version, template="t1")
    return replace(speaker(key), interfaces=frozenset({one}))


CASES = {
    "X-01": (
        group("X-01", speaker("A", "rest"), speaker("B", "rest")),
        group("X-01", speaker("A", "rest"), speaker("B", "soap")),
        group("X-01", speaker("A", "rest")),
    ),
    "X-02": (
        group("X-02", speaker("A", "talq-2"), speaker("B", "talq-2")),
        group("X-02", speaker("A", "ngsi-ld"), speaker("B", "ngsi-v2")),
        group("X-02", speaker("A", "ngsi-ld"), speaker("B")),
    ),
    "X-03": (
        group("X-03", speaker("A", "pell-ip"), speaker("B", "pell-ip", "sdm-streetlighting")),
        group("X-03", speaker("A", "pell-ip"), speaker("B", "sdm-streetlighting")),
        group("X-03", speaker("A", "pell-ip"), speaker("B")),
    ),
    "X-04": (
        group("X-04", speaker("A", "id-istat"), speaker("B", "id-cadastral")),
        group("X-04", speaker("A", "id-istat"), speaker("B", "id-pod")),
        group("X-04", speaker("A"), speaker("B")),
    ),
    "X-05": (
        group("X-05", speaker("A", "rest"), speaker("B", "rest")),
        group("X-05", speaker("A", "rest"), speaker("B", "soap")),
        group("X-05", speaker("A")),
    ),
    "X-06": (
        group("X-06", speaker("A", "rest", product="x"), speaker("B", "rest", product="y"), speaker("C", "soap")),
        group("X-06", speaker("A", "rest", product="x"), speaker("B", "rest", product="x"), speaker("C", "soap")),
        group("X-06", speaker("A", "rest")),
    ),
    "X-08": (
        group("X-08", drifting("A", "GET /lamps", "GET /poles"), drifting("B", "GET /lamps", "GET /poles")),
        group("X-08", drifting("A", "GET /lamps"), drifting("B", "GET /pali")),
        group("X-08", drifting("A", "GET /lamps"), speaker("B", "sdm-streetlighting")),
    ),
    "X-09": (
        group("X-09", templated("A", "1"), templated("B", "1")),
        group("X-09", templated("A", "1"), templated("B", "2")),
        group("X-09", templated("A", "1"), templated("B", "")),
    ),
    "X-10": (
        group("X-10", speaker("A", custom=True, product="x"), reusable=["Open20"]),
        group("X-10", *(speaker(key, custom=True, product=key) for key in "ABC"), reusable=["Open20"]),
        group("X-10", speaker("A"), reusable=["Open20"]),
    ),
    "L-07": (
        group("L-07", *(speaker(key, vendor=key) for key in "ABCDEF")),
        group("L-07", *(speaker(key, vendor="uno") for key in "ABCDEF")),
        group("L-07", *(speaker(key) for key in "ABCDEF")),
    ),
}


def test_every_rule_on_groups_has_its_cases():
    assert set(CASES) == set(on_groups())


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_on_groups_passes_fails_and_does_not_know(rule):
    for case, expected in zip(CASES[rule], ("pass", "fail", "unknown"), strict=True):
        (found,) = judge_groups([case])
        assert found.assessment.verdict == expected
        assert (found.finding is None) == (expected != "fail" or all_rules()[rule].severity == "info")
        if found.finding:
            assert all("{" not in found.finding.says[lang] + found.finding.remedy[lang] for lang in ("it", "en"))


def test_the_list_of_users_of_one_product_tells_nothing_of_the_other_vendors():
    (found,) = judge_groups([group("L-07", *(speaker(key, vendor="uno", product="globaleaks") for key in "ABCDEF"))])
    assert (found.assessment.verdict, found.assessment.reason) == ("unknown", "one-product-known")


def test_families_that_nobody_shares_have_no_versions_to_compare():
    (found,) = judge_groups([group("X-02", speaker("A", "rest"), speaker("B", "soap"))])
    assert found.assessment.verdict == "not_applicable"


STANDARDS = st.lists(
    st.sampled_from(["talq-2", "ngsi-ld", "ngsi-v2", "rest", "pell-ip", "id-istat", "id-pod"]), max_size=2
)
systems = st.builds(
    lambda key, spoken, product, vendor, custom, operations: speaker(
        str(key), *spoken, product=product, vendor=vendor, custom=custom, operations=frozenset(operations)
    ),
    st.integers(0, 10**6),
    STANDARDS,
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "v", "w"]),
    st.booleans(),
    st.lists(st.sampled_from(["GET /a", "GET /b"])),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(CASES)), st.lists(systems, max_size=6), systems, st.randoms())
def test_a_system_more_never_turns_a_pass_into_unknown_and_their_order_never_matters(rule, members, more, shuffler):
    (before,) = judge_groups([group(rule, *members, reusable=["Open20"])])
    (after,) = judge_groups([group(rule, *members, more, reusable=["Open20"])])
    if before.assessment.verdict == "pass":
        assert after.assessment.verdict != "unknown"
    mixed = [*members, more]
    shuffler.shuffle(mixed)
    (again,) = judge_groups([group(rule, *mixed, reusable=["Open20"])])
    assert again.assessment.verdict == after.assessment.verdict
    assert again.figures == after.figures


def test_groups_are_made_only_where_they_say_something():
    lamps = [speaker(key, "rest", vendor="v", body=body) for key, body in (("A", "c_f205"), ("B", "c_e507"))]
    assert {(one.rule, one.key) for one in product_groups(lamps, {})} == {
        ("X-10", "public-lighting"), ("L-07", "public-lighting@MI"), ("L-07", "public-lighting@LC"),
    }  # fmt: skip
    assert model_groups([speaker("A", "rest", function="cemetery"), speaker("B", "rest", function="cemetery")]) == []
    made = template_groups([eservice("c_f205", template="t1"), eservice("c_e507", template="t1"), eservice("c_b157")])
    assert [(one.key, len(one.systems)) for one in made] == [("t1", 2)]
