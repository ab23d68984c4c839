"""What holds for every rule."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import Subject, all_rules, judge, label, needs, to_finding
from tests.unit.interop.build import fact, funded

SUBJECTS = [
    Subject("s", "municipality", "S", "s"),
    Subject("s", "platform", "S", "s"),
    Subject("s", "dataservice", "S", "s"),
]
CODES = {
    "verdict": "interop_verdicts",
    "severity": "interop_severities",
    "force": "forces",
    "reason": "interop_reasons",
}

grades = st.sampled_from(["E1", "E2", "E3", "E4"])
sources = st.sampled_from(["pdnd", "publiccode", "owner:s", "decision"])
standards = st.lists(
    st.fixed_dictionaries(
        {"standard": st.sampled_from(["talq-2", "openapi-3.0", "spid", "datex2"])},
        optional={"version": st.just("1"), "role": st.sampled_from(["provider", "consumer"])},
    ),
    min_size=1,
    max_size=2,
)
stated = st.one_of(
    st.tuples(st.just("apis"), st.just(["u1"])),
    st.tuples(st.just("standards"), standards),
    st.tuples(st.just("function"), st.sampled_from(["public-lighting", "cemetery", "local-police", "nonsense"])),
    st.tuples(
        st.sampled_from(["export_available", "export_free", "machine_interface"]), st.sampled_from(["yes", "no"])
    ),
    st.tuples(st.just("export_formats"), st.lists(st.sampled_from(["CSV", "PDF", "XYZ"]), min_size=1)),
    st.tuples(st.just("export_url"), st.just("https://example.org")),
    st.tuples(st.just("access"), st.sampled_from(["open", "bodies_only"])),
    st.tuples(st.just("channel"), st.sampled_from(["pdnd", "direct"])),
    st.tuples(st.just("pdnd_state"), st.sampled_from(["PUBLISHED", "SUSPENDED"])),
    st.tuples(st.just("national_platforms"), st.just(["spid", "cie", "pagopa"])),
)
subjects = st.sampled_from(["s", "another"])
facts = st.one_of(
    st.builds(lambda what, grade, source, whose: fact(*what, grade, whose, source), stated, grades, sources, subjects),
    st.builds(
        lambda service, state, day: funded(service, state, day, body="s"),
        st.sampled_from(["pagopa", "spidcie", "send"]),
        st.sampled_from("AER"),
        st.sampled_from(["2024-01-01", None]),
    ),
)


def test_every_row_of_the_table_has_its_words_and_its_codes():
    for rule in all_rules().values():
        assert rule.severity in {one.code for one in v.concepts("interop_severities")}
        assert rule.layer in {one.code for one in v.concepts("interop_layers")}
        assert rule.force in {one.code for one in v.concepts("forces")}
        for text in (rule.title, rule.predicate, rule.remedy, rule.finding):
            assert text["it"].strip()
            assert text["en"].strip()
        assert rule.legal_source


def test_every_need_says_between_whom():
    assert {one.reach for one in needs()} <= {"region", "body", "district", "base"}


def test_every_job_belongs_to_a_function_that_exchanges():
    asked = {function for one in needs() for function in one.functions if one.reach == "region"}
    assert {row["function"] for row in v.rows("eservice_jobs")} <= asked


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda one: one.type)
def test_nothing_known_is_never_a_failure(subject):
    found = judge(subject, [])
    assert found
    assert {one.verdict for one in found} == {"unknown"}


@settings(max_examples=300)
@given(st.sampled_from(SUBJECTS), st.lists(facts, max_size=6))
def test_a_failure_rests_on_facts_and_every_finding_can_be_told(subject, known):
    for one in judge(subject, known):
        for name, scheme in CODES.items():
            assert v.concept(scheme, getattr(one, name)), (name, getattr(one, name))
        if one.verdict in ("pass", "fail"):
            assert one.facts
            assert one.grade != "E0"
        found = to_finding(subject, one)
        if found:
            assert one.verdict == "fail"
            assert "{" not in found.says["it"] + found.says["en"] + found.remedy["it"] + found.remedy["en"]
            assert found.evidence
            assert found.label != "non_conformity" or (one.force == "D" and one.grade >= "E2")


@settings(max_examples=200)
@given(st.sampled_from(SUBJECTS), st.lists(facts, max_size=6), st.randoms())
def test_the_order_of_facts_never_matters(subject, known, shuffler):
    mixed = list(known)
    shuffler.shuffle(mixed)
    assert [(one.rule, one.verdict, one.reason) for one in judge(subject, mixed)] == [
        (one.rule, one.verdict, one.reason) for one in judge(subject, known)
    ]


@settings(max_examples=300)
@given(st.lists(facts, max_size=5), facts)
def test_more_evidence_never_turns_a_pass_of_a_municipality_into_unknown(known, more):
    town = SUBJECTS[0]
    before = {one.rule: one.verdict for one in judge(town, known)}
    after = {one.rule: one.verdict for one in judge(town, [*known, more])}
    assert all(after[rule] == "pass" for rule, verdict in before.items() if verdict == "pass")


@pytest.mark.parametrize(
    ("force", "grade", "to_confirm", "expected"),
    [
        ("D", "E4", False, "non_conformity"),
        ("D", "E2", False, "non_conformity"),
        ("D", "E1", False, "criticality"),
        ("D", "E4", True, "recommendation"),
        ("S", "E4", False, "recommendation"),
        ("G", "E1", False, "recommendation"),
    ],
)
def test_only_a_proved_obligation_is_a_non_conformity(force, grade, to_confirm, expected):
    assert label(force, grade, to_confirm) == expected
