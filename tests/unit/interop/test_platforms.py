"""P rules and A-12: each one passes, fails and stays unknown for the reason that a person would give."""

from datetime import date, timedelta

import pytest

from ckanext.smartlombardia.interop import Exemption, Subject, to_finding
from tests.unit.interop.build import API, NOW, PLATFORM, fact, verdict

TALQ = [{"standard": "talq-2", "version": "2.6", "role": "provider"}]
OPENAPI = [{"standard": "openapi-3.0", "version": "3.0.3", "role": "provider"}]
LIGHTS = fact("function", "public-lighting")
EXPORT = {
    "export_available": "yes",
    "export_free": "yes",
    "export_formats": ["CSV"],
    "export_url": "https://example.org/export",
}


def exports(**changed):
    return [fact(name, value) for name, value in {**EXPORT, **changed}.items() if value is not None]


@pytest.mark.parametrize(
    ("rule", "facts", "expected", "reason"),
    [
        ("P-01", [fact("apis", ["u1"])], "pass", "linked-api"),
        ("P-01", [fact("standards", TALQ)], "pass", "interface-standard"),
        ("P-01", [fact("standards", [{"standard": "talq-2", "role": "consumer"}])], "unknown", "nothing-declared"),
        ("P-01", [fact("standards", [{"standard": "spid"}])], "unknown", "nothing-declared"),
        ("P-01", [fact("machine_interface", "no")], "fail", "none-declared"),
        ("P-01", [fact("machine_interface", "no"), fact("apis", ["u1"], "E2")], "pass", "linked-api"),
        ("P-01", [], "unknown", "nothing-declared"),
        ("P-03", exports(), "pass", "exportable"),
        ("P-03", exports(export_available="no"), "fail", "not-exportable"),
        ("P-03", exports(export_free="no"), "fail", "export-not-free"),
        ("P-03", exports(export_formats=["PDF"]), "fail", "closed-formats"),
        ("P-03", exports(export_formats=["PDF", "json"]), "pass", "exportable"),
        ("P-03", exports(export_formats=["WHATEVER"]), "unknown", "export-incomplete"),
        ("P-03", exports(export_url=None), "unknown", "export-incomplete"),
        ("P-03", [], "unknown", "nothing-declared"),
        ("P-04", [LIGHTS], "pass", "in-taxonomy"),
        ("P-04", [fact("function", "lampioni")], "fail", "not-in-taxonomy"),
        ("P-04", [], "unknown", "no-function"),
        ("P-05", [LIGHTS, fact("standards", TALQ)], "pass", "admitted"),
        ("P-05", [LIGHTS, fact("data_models", ["pell-ip"])], "pass", "admitted"),
        ("P-05", [LIGHTS, fact("standards", OPENAPI)], "fail", "none-admitted"),
        ("P-05", [LIGHTS, fact("standards", [{"standard": "spid"}])], "unknown", "nothing-declared"),
        ("P-05", [LIGHTS], "unknown", "nothing-declared"),
        ("P-05", [fact("function", "cemetery"), fact("standards", TALQ)], "not_applicable", "nothing-admitted-yet"),
        ("P-05", [fact("standards", TALQ)], "unknown", "no-function"),
        ("P-06", [fact("standards", TALQ, "E2")], "pass", "all-proved"),
        ("P-06", [fact("standards", TALQ, "E1")], "fail", "not-all-proved"),
        ("P-06", [fact("standards", [{"standard": "datex2"}], "E3")], "fail", "not-all-proved"),
        ("P-06", [fact("standards", [{"standard": "spid"}])], "unknown", "nothing-declared"),
        ("P-06", [], "unknown", "nothing-declared"),
    ],
)
def test_a_platform_is_judged_on_what_is_known(rule, facts, expected, reason):
    found = verdict(PLATFORM, rule, *facts)
    assert (found.verdict, found.reason) == (expected, reason)


FOR_BODIES = fact("access", "bodies_only", subject="a1")
FOR_ALL = fact("access", "open", subject="a1")
DIRECT = fact("channel", "direct", subject="a1")
CAMERAS = fact("function", "video-surveillance", subject="a1")
PUBLISHED = fact("pdnd_state", "PUBLISHED", "E4", "a1", "pdnd")
SUSPENDED = fact("pdnd_state", "SUSPENDED", "E4", "a1", "pdnd")


@pytest.mark.parametrize(
    ("facts", "expected", "reason"),
    [
        ([PUBLISHED], "pass", "published"),
        ([SUSPENDED], "fail", "suspended"),
        ([fact("pdnd_state", "ARCHIVED", "E4", "a1", "pdnd")], "not_applicable", "withdrawn"),
        ([FOR_BODIES, DIRECT], "fail", "other-channel"),
        ([FOR_BODIES], "unknown", "no-row"),
        ([DIRECT], "unknown", "audience-unknown"),
        ([FOR_ALL, DIRECT], "not_applicable", "open-data-public-api"),
        ([CAMERAS, FOR_BODIES, DIRECT], "not_applicable", "50ter-c3"),
        ([CAMERAS, SUSPENDED], "fail", "suspended"),
        ([], "unknown", "audience-unknown"),
    ],
)
def test_an_api_for_bodies_belongs_on_pdnd(facts, expected, reason):
    found = verdict(API, "A-12", *facts)
    assert (found.verdict, found.reason) == (expected, reason)


def test_what_a_document_proves_is_a_non_conformity_and_what_is_declared_a_criticality():
    declared = to_finding(API, verdict(API, "A-12", FOR_BODIES, DIRECT))
    proved = [fact(name, value, "E2", "a1") for name, value in (("access", "bodies_only"), ("channel", "direct"))]
    read = to_finding(API, verdict(API, "A-12", *proved))
    assert (read.label, read.gap, read.public) == ("non_conformity", "R5-CHANNEL", True)
    assert (declared.label, to_finding(API, verdict(API, "A-12", FOR_BODIES, proved[1])).label) == ("criticality",) * 2
    assert declared.public is False


def test_a_suspended_eservice_is_told_from_the_register_and_is_advice():
    found = to_finding(API, verdict(API, "A-12", SUSPENDED))
    assert (found.label, found.severity, found.gap, found.public) == ("recommendation", "minor", "R3-DOWN", True)
    assert found.says["it"] == (
        "«Albo pretorio» è per enti pubblici, ma sulla PDND non si può usare: l’e-service è sospeso."
    )
    (row,) = found.evidence
    assert (row.body_name, row.name, row.source, row.seen) == ("Milano", "Albo pretorio", "pdnd", NOW.isoformat())
    assert row.states == {"pdnd_state": "SUSPENDED"}


def test_good_practice_gives_advice_whatever_proves_it():
    found = to_finding(PLATFORM, verdict(PLATFORM, "P-05", LIGHTS, fact("standards", OPENAPI, "E3")))
    assert found.label == "recommendation"
    assert found.says["it"].startswith(
        "«Lampioni» dichiara OpenAPI 3.0, ma per «Illuminazione pubblica» sono ammessi: TALQ 2"
    )
    assert "TALQ 2" in found.remedy["en"]


def test_a_standard_that_the_law_asks_for_makes_an_obligation():
    bus = fact("function", "public-transport")
    other = fact("standards", OPENAPI, "E2")
    assert to_finding(PLATFORM, verdict(PLATFORM, "P-05", bus, other)).label == "non_conformity"
    desk = fact("function", "document-protocol")
    assert to_finding(PLATFORM, verdict(PLATFORM, "P-05", desk, other)).label == "recommendation"  # to be confirmed


def test_proprietary_software_that_keeps_data_in_is_a_blocker():
    shut = exports(export_free="no")
    assert verdict(PLATFORM, "P-03", *shut).severity == "major"
    assert verdict(PLATFORM, "P-03", *shut, fact("cad68_type", "E")).severity == "blocker"


def test_what_was_seen_outranks_what_was_declared():
    declared = fact("export_free", "yes", "E1", source="owner:c_f205")
    read = fact("export_free", "no", "E2", source="contract")
    assert verdict(PLATFORM, "P-03", declared, read).reason == "export-not-free"


def test_information_is_no_finding():
    assert to_finding(PLATFORM, verdict(PLATFORM, "P-04", fact("function", "lampioni"))) is None


def test_a_passing_verdict_is_no_finding():
    assert to_finding(PLATFORM, verdict(PLATFORM, "P-03", *exports())) is None


def test_an_approved_exception_stands_in_for_a_failure_until_its_day():
    day = date(2026, 11, 24)
    granted = Exemption("a1", "A-12", "50ter-c7", "office", day)
    then = verdict(API, "A-12", SUSPENDED, exemptions=[granted], today=day)
    assert (then.verdict, then.saw["exemption"], then.saw["until"]) == ("excepted", "50ter-c7", "2026-11-24")
    assert to_finding(API, then) is None
    assert verdict(API, "A-12", SUSPENDED, exemptions=[granted], today=day + timedelta(days=1)).verdict == "fail"
    other = Subject("a2", "dataservice")
    assert (
        verdict(other, "A-12", fact("pdnd_state", "SUSPENDED", "E4", "a2"), exemptions=[granted], today=day).verdict
        == "fail"
    )
