"""Every rule passes, fails and stays unknown; more evidence never hides what was known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.interop import Subject, all_rules, judge, to_finding
from tests.unit.interop.build import fact
from tests.unit.interop.cases import APART, CASES, TODAY, facts_of

SINGLE = [rule.id for rule in all_rules().values() if rule.subject in ("platform", "dataservice", "dataset")]
BY_HAND = {"A-13"}  # the office has not filled in its table yet: a test of its own below


def subject(rule):
    return Subject("p1", all_rules()[rule].subject, "Lampioni", "c_f205")


def verdict(rule, facts):
    (found,) = judge(subject(rule), facts, [rule], today=TODAY)
    return found


def test_every_rule_on_one_subject_has_its_cases():
    assert set(SINGLE) - BY_HAND == set(CASES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_passes_fails_and_does_not_know(rule):
    for said, expected in zip(CASES[rule], ("pass", "fail", "unknown"), strict=True):
        assert verdict(rule, facts_of(said)).verdict == expected, expected
    assert verdict(rule, []).verdict == "unknown"


@pytest.mark.parametrize("rule", APART)
def test_a_rule_says_why_it_does_not_apply(rule):
    found = verdict(rule, facts_of(APART[rule]))
    assert found.verdict == "not_applicable"
    assert found.reason


@pytest.mark.parametrize("rule", CASES)
def test_every_failure_is_told_in_both_languages_with_its_evidence(rule):
    found = verdict(rule, facts_of(CASES[rule][1]))
    told = to_finding(subject(rule), found)
    if all_rules()[rule].severity == "info":
        assert told is None
        return
    assert told.evidence
    for text in (told.says, told.remedy):
        assert all(text[lang] and "{" not in text[lang] for lang in ("it", "en"))


@pytest.mark.parametrize("rule", [rule for rule in CASES if all_rules()[rule].to_confirm])
def test_what_waits_for_confirmation_is_advice_whatever_the_proof(rule):
    found = verdict(rule, facts_of(CASES[rule][1], "E4"))
    told = to_finding(subject(rule), found)
    assert found.verdict == "fail"
    assert told.label == "recommendation"


@pytest.mark.parametrize("rule", [rule for rule in CASES if all_rules()[rule].restricted])
def test_what_rests_on_a_contract_is_never_public(rule):
    told = to_finding(subject(rule), verdict(rule, facts_of(CASES[rule][1], "E4")))
    assert not told.public


def test_an_e_service_of_a_job_with_a_template_is_made_from_its_current_version(monkeypatch):
    from ckanext.smartlombardia.interop.rules import api_publication

    row = {"function": "notice-board", "template": "t1", "template_version": "2"}
    monkeypatch.setattr(api_publication.v, "rows", lambda name: (row,))
    on_pdnd = [fact("pdnd_state", "PUBLISHED", "E4"), fact("function", "notice-board")]
    made = [*on_pdnd, fact("pdnd_template_id", "t1", "E4")]
    for facts, expected in [
        ([], "unknown"),
        (on_pdnd, "fail"),
        (made, "unknown"),
        ([*made, fact("pdnd_template_version", "1", "E4")], "fail"),
        ([*made, fact("pdnd_template_version", "2", "E4")], "pass"),
        ([fact("pdnd_state", "PUBLISHED", "E4"), fact("function", "cemetery")], "not_applicable"),
    ]:
        assert verdict("A-13", facts).verdict == expected, facts


@pytest.mark.parametrize(
    "written",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        "http://creativecommons.org/licenses/by/4.0/legalcode",
        "CC-BY-4.0",
        "A21_CCBY40",
        "https://w3id.org/italia/controlled-vocabulary/licences/A21:CCBY40",
    ],
)
def test_a_licence_is_known_by_all_its_names(written):
    assert verdict("D-04", [fact("license_id", written)]).reason == "open-licence"


POOL = {
    kind: [
        (one.name, one.value, one.subject, one.object)
        for rule, cases in CASES.items()
        if all_rules()[rule].subject == kind
        for said in (*cases, APART.get(rule, {}))
        for one in facts_of(said)
        if one.name != "function"
    ]
    for kind in ("platform", "dataservice", "dataset")
}
FUNCTIONS = ["public-lighting", "civil-registry", "local-police", "public-transport", "notice-board"]


@st.composite
def worlds(draw):
    """A subject with what is known of it, and one more fact that somebody may bring. What it is for does not change."""
    kind = draw(st.sampled_from(sorted(POOL)))
    grades, sources = st.sampled_from(["E1", "E2", "E3", "E4"]), st.sampled_from(["pdnd", "publiccode", "owner:c_f205"])

    def one():
        name, value, whose, thing = draw(st.sampled_from(POOL[kind]))
        return fact(name, value, draw(grades), whose, draw(sources), object=thing)

    known = [one() for _ in range(draw(st.integers(0, 7)))]
    if draw(st.booleans()):
        known.append(fact("function", draw(st.sampled_from(FUNCTIONS))))
    return Subject("p1", kind, "Lampioni", "c_f205"), known, one()


@settings(max_examples=1500, deadline=None)
@given(worlds())
def test_more_evidence_never_turns_a_pass_into_unknown(world):
    who, known, more = world
    before = {one.rule: one.verdict for one in judge(who, known, today=TODAY)}
    after = {one.rule: one.verdict for one in judge(who, [*known, more], today=TODAY)}
    lost = [rule for rule, said in before.items() if said == "pass" and after[rule] == "unknown"]
    assert not lost


@settings(max_examples=500, deadline=None)
@given(worlds(), st.randoms())
def test_the_order_of_facts_never_matters(world, shuffler):
    who, known, more = world
    mixed = [*known, more]
    shuffler.shuffle(mixed)
    straight = judge(who, [*known, more], today=TODAY)
    assert [(one.rule, one.verdict, one.reason) for one in judge(who, mixed, today=TODAY)] == [
        (one.rule, one.verdict, one.reason) for one in straight
    ]


@settings(max_examples=500, deadline=None)
@given(worlds())
def test_every_verdict_can_be_told(world):
    who, known, more = world
    for one in judge(who, [*known, more], today=TODAY):
        if one.verdict in ("pass", "fail"):
            assert one.facts
        told = to_finding(who, one)
        if told:
            assert all("{" not in told.says[lang] + told.remedy[lang] for lang in ("it", "en"))
            assert told.label != "non_conformity" or (one.force == "D" and one.grade >= "E2" and not one.to_confirm)
