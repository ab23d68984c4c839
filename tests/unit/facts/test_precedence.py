"""Who is believed."""

from datetime import datetime, timedelta, timezone

import pytest

from ckanext.smartlombardia.facts import Fact, as_of, contradictions, project, provenance, same_value, winner

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def said(value, source, *, grade="E1", since=0, seen=None, name="title", until=None):
    return Fact(
        "record", "r1", name, value, grade=grade, source=source, since=day(since),
        observed_at=None if seen is None else day(seen), until=None if until is None else day(until),
    )  # fmt: skip


LADDER = [
    said("decided", "decision"),
    said("typed", "owner:c_f205"),
    said("own catalogue", "dcat@c_f205", grade="E1", seen=1),
    said("register", "ipa", grade="E4", seen=5),
    said("elsewhere", "dcat@r_lombar", grade="E3", seen=9),
]


@pytest.mark.parametrize("rung", range(len(LADDER)))
def test_each_source_yields_to_those_above_it(rung):
    assert project(LADDER[rung:], owner="c_f205") == {"title": LADDER[rung].value}


def test_a_source_is_the_owners_own_only_for_its_owner():
    own, register = LADDER[2], LADDER[3]
    assert winner([own, register], owner="c_f205") is own
    assert winner([own, register], owner="c_b157") is register


def test_between_equal_sources_the_better_grade_then_the_newer_observation_wins():
    declared, parsed, newer = said(1, "a", seen=9), said(2, "b", grade="E2", seen=1), said(3, "c", grade="E2", seen=2)
    assert winner([declared, parsed]) is parsed
    assert winner([declared, parsed, newer]) is newer


def test_between_two_hands_the_newest_speaks():
    assert project([said("owner", "owner:c_f205", since=1), said("office", "office", since=2)]) == {"title": "office"}


def test_a_field_emptied_by_hand_stays_empty():
    facts = [said(None, "owner:c_f205", since=1), said("from the source", "pdnd", grade="E4", since=2)]
    assert project(facts) == {}
    assert provenance(facts)["title"].fact.source == "owner:c_f205"


def test_a_page_learns_which_sources_contradict_a_hand_edit_since():
    known_then = said("A", "pdnd", grade="E4", since=0)
    typed = said("B", "owner:c_f205", since=1)
    later = said("C", "developers_italia", since=2)
    agrees = said("B", "other", since=3)
    assert contradictions([known_then, typed, later, agrees]) == [later]
    shown = provenance([known_then, typed, later, agrees])["title"]
    assert shown.fact is typed
    assert set(map(id, shown.others)) == {id(known_then), id(later), id(agrees)}
    assert shown.contradicted == (later,)


def test_sources_that_disagree_among_themselves_contradict_nobody():
    assert contradictions([said("A", "a", since=0), said("B", "b", since=1)]) == []


def test_ended_facts_count_no_more_but_did_then():
    facts = [said("old", "a", since=0, until=5), said("new", "a", since=5)]
    assert project(facts) == {"title": "new"}
    assert project(as_of(facts, day(3))) == {"title": "old"}
    assert project(as_of(facts, day(5))) == {"title": "new"}


def test_nothing_known_is_no_field():
    assert winner([]) is None
    assert project([]) == {}
    assert provenance([said("gone", "a", until=1)]) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        (True, 1, False),
        ({"n": 1.0}, {"n": 1}, True),
        ("1", 1, False),
        (None, "", False),
    ],
)
def test_values_are_compared_as_json(one, other, same):
    assert same_value(one, other) is same
