"""Who can exchange with whom."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.interop import Interface, System, exchange, judge_groups, platform_groups, system
from tests.unit.interop.build import fact

NAMES = st.sampled_from(["talq-2", "pell-ip", "rest", "wfs-2.0", "ogc-api-features-1", "soap"])


def speaks(key, *standards, body=None, function="public-lighting"):
    return System(key, body or f"b-{key}", function, frozenset(Interface(standard=one) for one in standards))


def test_the_worked_example_of_street_lighting():
    a, b = speaks("A", "talq-2", "pell-ip"), speaks("B", "talq-2", "pell-ip")
    picture = exchange([a, b, speaks("C", "rest", "openapi-3.0"), speaks("D")])
    assert picture.ratio == pytest.approx(1 / 3)
    assert [[one.key for one in island.systems] for island in picture.islands] == [["A", "B"], ["C"]]
    assert picture.giant == pytest.approx(2 / 3)
    assert picture.coverage == pytest.approx(3 / 4)


def test_a_bridge_counts_half_and_joins_nobody():
    picture = exchange([speaks("A", "wfs-2.0"), speaks("B", "ogc-api-features-1")])
    assert picture.ratio == 0.5
    assert len(picture.islands) == 2


def test_who_speaks_both_joins_two_islands():
    picture = exchange([speaks("A", "soap"), speaks("B", "rest"), speaks("C", "soap", "rest")])
    assert len(picture.islands) == 1
    assert picture.ratio == pytest.approx(2 / 3)


def test_one_direction_of_a_conversion_is_not_enough_to_be_equal():
    assert exchange([speaks("A", "cap-1.2-it"), speaks("B", "cap-1.2")]).ratio == 0.5


def test_versions_that_nobody_compared_are_not_held_against_each_other():
    old, new = (System(key, key, "f", frozenset({Interface(standard="datex2", version=key)})) for key in ("2", "3"))
    assert exchange([old, new]).ratio == 1


@pytest.mark.parametrize("members", [[], [speaks("A", "rest")], [speaks("A"), speaks("B")]])
def test_without_two_known_systems_there_is_no_ratio(members):
    assert exchange(members).ratio is None


@given(st.lists(st.frozensets(NAMES, max_size=2), max_size=8), st.randoms())
def test_islands_share_out_the_known_systems_whatever_their_order(spoken, shuffler):
    members = [speaks(str(number), *standards) for number, standards in enumerate(spoken)]
    picture = exchange(members)
    mixed = members[:]
    shuffler.shuffle(mixed)
    assert exchange(mixed) == picture
    placed = [one.key for island in picture.islands for one in island.systems]
    assert sorted(placed) == sorted(one.key for one in members if one.interfaces)
    assert picture.ratio is None or 0 <= picture.ratio <= 1
    if len(picture.islands) > 1:
        assert picture.ratio < 1


def judged(*members):
    return {one.group.key: one for one in judge_groups(platform_groups(members))}


def proved(key, code, body="c_f205", function="public-transport", grade="E2", **more):
    facts = [fact("function", function, subject=key), fact("standards", [{"standard": code}], grade, key, **more)]
    return system(key, body, [*facts, fact("title", f"Sistema {key}", subject=key)])


def test_systems_that_must_exchange_and_share_no_standard_are_a_finding():
    roads = [proved("t1", "datex2", "c_f205", "traffic"), proved("t2", "rest", "c_b157", "traffic")]
    found = judged(*roads)["traffic"]
    assert (found.assessment.verdict, found.assessment.reason) == ("fail", "divergent")
    assert found.finding.label == "recommendation"  # the need is to be confirmed
    assert found.finding.gap == "R4a-NO-COMMON-STANDARD"
    assert found.finding.bodies == ("c_b157", "c_f205")
    assert {(row.body, row.name, row.technology) for row in found.finding.evidence} == {
        ("c_f205", "Sistema t1", "DATEX II"),
        ("c_b157", "Sistema t2", "API REST"),
    }
    assert found.finding.says["it"] == (
        "Traffico e semafori: i sistemi di 2 enti stanno in 2 gruppi senza uno standard comune: "
        "DATEX II (1); API REST (1)."
    )
    assert found.finding.public


def test_a_common_standard_passes():
    assert judged(*(proved(key, "datex2", key, "traffic") for key in ("c_f205", "c_b157")))["traffic"].finding is None


def test_what_is_only_declared_proves_no_gap():
    declared = proved("t2", "rest", "c_b157", "traffic", grade="E1")
    assert declared.interfaces == frozenset()
    found = judged(proved("t1", "datex2", "c_f205", "traffic"), declared)["traffic"]
    assert (found.assessment.verdict, found.assessment.reason) == ("unknown", "too-few-known")


def test_without_a_need_nobody_is_compared():
    assert judged(proved("c1", "rest", function="cemetery"), proved("c2", "soap", "c_b157", "cemetery")) == {}


def test_two_functions_of_one_town_are_compared_inside_the_town_only():
    permits, maps = proved("e1", "rest", "c_f205", "building-permits"), proved("g1", "wfs-2.0", "c_f205", "gis")
    elsewhere = proved("g2", "rest", "c_b157", "gis")
    found = judged(permits, maps, elsewhere)
    assert found["building-permits+gis@c_f205"].assessment.verdict == "fail"
    assert "building-permits+gis@c_b157" not in found


def test_a_retired_system_exchanges_nothing():
    facts = [fact("function", "traffic"), fact("status", "retired"), fact("standards", [{"standard": "rest"}], "E2")]
    assert system("p1", "c_f205", facts) is None


def test_seventy_five_thousand_systems_take_a_moment():
    choices = [("rest",), ("soap",), ("datex2",), ("rest", "datex2"), ()]
    crowd = [speaks(str(number), *choices[number % 5], function="traffic") for number in range(75_000)]
    began = time.process_time()
    picture = exchange(crowd)
    assert time.process_time() - began < 5
    assert (picture.systems, picture.known_count, len(picture.islands)) == (75_000, 60_000, 2)
