"""A row only on change; what a hand wrote survives harvests."""

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.facts import Fact, Stamp, confirmations, diff, edits, project, provenance, winner

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
NAMES = ("title", "status", "standards")
SOURCES = ("pdnd", "developers_italia", "dcat@c_f205")


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def harvest(day=0, source="pdnd", **more):
    return Stamp("record", "r1", source=source, at=at(day), **more)


def hand(day=0, source="owner:c_f205"):
    return Stamp("record", "r1", source=source, at=at(day), by="anna")


values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.text("ab", max_size=2), st.lists(st.integers(0, 2), max_size=2)
)
fields = st.dictionaries(st.sampled_from(NAMES), values, max_size=3)
facts = st.builds(
    Fact,
    kind=st.just("record"),
    subject=st.just("r1"),
    name=st.sampled_from(NAMES),
    value=values,
    grade=st.sampled_from(["E1", "E2", "E3", "E4"]),
    source=st.sampled_from([*SOURCES, "office", "owner:c_f205"]),
    source_record=st.one_of(st.none(), st.integers(1, 2)),
    observed_at=st.one_of(st.none(), st.integers(0, 5).map(at)),
    since=st.integers(0, 5).map(at),
    until=st.one_of(st.none(), st.just(at(6))),
)
known_facts = st.lists(facts, max_size=8)


def stated(fields):
    return {name: value for name, value in fields.items() if value not in ("", [], None)}


@given(known_facts, fields)
def test_looking_twice_adds_nothing(known, seen):
    stamp = harvest(7)
    after = diff(known, seen, stamp).applied(known)
    assert not diff(after, seen, harvest(8))
    assert project([fact for fact in after if (fact.source, fact.source_record) == ("pdnd", None)]) == stated(seen)


@given(known_facts, st.randoms())
def test_the_order_of_facts_never_matters(known, shuffler):
    mixed = list(known)
    shuffler.shuffle(mixed)
    assert project(mixed, "c_f205") == project(known, "c_f205")
    assert {n: w.fact for n, w in provenance(mixed).items()} == {n: w.fact for n, w in provenance(known).items()}
    assert winner(mixed) == winner(known)


@given(known_facts, fields, st.lists(st.tuples(st.sampled_from(SOURCES), fields), max_size=4))
def test_what_a_hand_wrote_survives_every_harvest(known, typed, harvests):
    changed = edits(known, typed, hand(7), owner="c_f205")
    after = changed.applied(known)
    assert project(after, "c_f205") == stated(typed)
    for day, (source, seen) in enumerate(harvests, start=8):
        after = diff(after, seen, harvest(day, source, grade="E4")).applied(after)
    kept = project(after, "c_f205")
    for fact in changed.add:
        assert kept.get(fact.name) == fact.value


@given(known_facts, fields)
def test_saving_a_form_twice_adds_nothing(known, typed):
    after = edits(known, typed, hand(7)).applied(known)
    assert not edits(after, typed, hand(8))


@settings(max_examples=50)
@given(known_facts, st.sets(st.sampled_from(NAMES)))
def test_confirming_changes_no_value_and_once_is_enough(known, names):
    before = project(known)
    after = confirmations(known, names, hand(7)).applied(known)
    assert project(after) == before
    assert not confirmations(after, names, hand(8))
    assert all(
        provenance(after)[name].fact.by == "anna"
        for name in names & set(before)
        if provenance(known)[name].fact.source != "owner:c_f205"
    )


def test_a_changed_value_ends_the_old_row_and_adds_one():
    first = diff([], {"title": "Albo", "status": "in_use"}, harvest(0))
    second = diff(first.add, {"title": "Albo pretorio", "status": "in_use"}, harvest(1))
    assert [(f.name, f.value, f.since) for f in second.add] == [("title", "Albo pretorio", at(1))]
    assert [(f.name, f.value, f.until) for f in second.close] == [("title", "Albo", at(1))]


def test_what_a_source_no_longer_states_is_ended():
    known = diff([], {"title": "Albo", "status": "in_use"}, harvest(0)).add
    gone = diff(known, {"title": "Albo", "status": ""}, harvest(1))
    assert gone.add == []
    assert [f.name for f in gone.close] == ["status"]


def test_a_better_grade_is_a_change():
    known = diff([], {"title": "Albo"}, harvest(0, grade="E1")).add
    better = diff(known, {"title": "Albo"}, harvest(1, grade="E2"))
    assert [f.grade for f in better.add] == ["E2"]
    assert [f.grade for f in better.close] == ["E1"]


def test_two_records_of_one_source_on_one_subject_leave_each_other_alone():
    known = diff([], {"title": "GEA"}, harvest(0, source_record=1)).add
    assert diff(known, {"status": "in_use"}, harvest(1, source_record=2)).close == []


def test_two_funded_services_of_a_body_stand_beside_each_other():
    def project_of(cup):
        return Stamp("body", "c_f205", source="padigitale", at=at(0), grade="E4", object=cup)

    known = diff([], {"funded_service": {"state": "A"}}, project_of("CUP1")).add
    other = diff([], {"funded_service": {"state": "E"}}, project_of("CUP2")).add
    assert winner(known + other) is not None
    assert {f.object for f in known + other} == {"CUP1", "CUP2"}
    assert project(known + other) == {}


def test_emptying_a_field_by_hand_is_a_fact_without_a_value():
    known = diff([], {"title": "Albo", "status": "in_use"}, harvest(0)).add
    cleared = edits(known, {"title": "Albo", "status": ""}, hand(1))
    assert [(f.name, f.value, f.by) for f in cleared.add] == [("status", None, "anna")]
    assert cleared.close == []


def test_a_decided_value_stays_whatever_is_typed():
    known = edits([], {"title": "decided"}, Stamp("record", "r1", source="decision", at=at(0), by="bruno")).add
    typed = edits(known, {"title": "mine"}, hand(1))
    after = typed.applied(known)
    assert project(after) == {"title": "decided"}
    assert not edits(after, {"title": "mine"}, hand(2))


def test_the_office_and_the_owner_edit_in_turns():
    known = edits([], {"title": "owner"}, hand(1)).add
    office = edits(known, {"title": "office"}, hand(2, "office"))
    assert [f.source for f in office.close] == ["owner:c_f205"]
    assert project(office.applied(known)) == {"title": "office"}


def test_only_the_named_fields_are_compared():
    known = diff([], {"title": "Albo", "used_by": ["c_f205"]}, harvest(0)).add
    assert not edits(known, {"title": "Albo"}, hand(1), names=("title",))
