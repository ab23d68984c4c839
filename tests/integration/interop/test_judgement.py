"""The audit in the registry: what is kept, what changes, what a second look leaves alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import AssessmentRow, FindingRow
from tests.integration.interop.world import eservice, funded, platform, take

BOARD = "notice-board/read"


@pytest.fixture
def judge(registry):
    return lambda **changed: registry.by_office("smartlombardia_judge", **changed)


def findings(registry, **filters):
    return registry.by_office("smartlombardia_finding_list", limit=100, **filters)["results"]


def rows(**where):
    return core.Session.scalars(sa.select(AssessmentRow).filter_by(**where).order_by(AssessmentRow.id)).all()


@pytest.fixture
def boards(registry):
    """Two towns with a REST notice board and two with a SOAP one."""
    take(
        registry,
        eservice("board-1", "c_i996"),
        eservice("board-2", "c_e507"),
        eservice("board-3", "c_b157", protocol="soap"),
        eservice("board-4", "c_a794", protocol="soap"),
    )


def test_towns_that_do_one_job_with_two_interfaces_are_a_finding_with_every_row_behind_it(registry, judge, boards):
    judge()
    (found,) = findings(registry, rule="X-05")
    assert found["subject_key"] == BOARD
    assert found["public"]
    assert found["figures"]["technologies"] == {"rest": 2, "soap": 2}
    shown = registry.call("smartlombardia_finding_show", id=found["id"])
    assert {(one["body"], one["technology"]) for one in shown["evidence"]} == {
        ("c_i996", "REST"), ("c_e507", "REST"), ("c_b157", "SOAP"), ("c_a794", "SOAP"),
    }  # fmt: skip
    assert all(one["source_title"] and one["seen"] and one["record_name"] for one in shown["evidence"])
    assert all(fact["source_url"] and fact["grade"] == "E4" for one in shown["evidence"] for fact in one["facts"])
    assert shown["rule_text"]["legal_source"]


def test_lists_are_narrowed_by_level(registry, judge, boards):
    judge()
    found = registry.call("package_search", **{"fq": "sl_level:L1", "facet.field": ["sl_level"]})
    assert found["count"] == found["facets"]["sl_level"]["L1"] == 4
    assert "Esportabile" in registry.page("/dataservice/?sl_level=L1")


def test_judging_again_writes_nothing(registry, judge, boards):
    judge()
    before = [(row.id, row.until) for row in rows()], [(row.id, row.last_seen) for row in _findings()]
    again = judge()
    assert (again["changed"], again["ended"], again["found"], again["returned"], again["closed"]) == (0, 0, 0, 0, 0)
    core.Session.expire_all()
    assert ([(row.id, row.until) for row in rows()], [(row.id, row.last_seen) for row in _findings()]) == before


def _findings():
    return core.Session.scalars(sa.select(FindingRow).order_by(FindingRow.id)).all()


def test_a_finding_that_returns_keeps_its_number_and_its_history(registry, judge, boards):
    judge()
    (first,) = findings(registry, rule="X-05")
    take(registry, eservice("board-3", "c_b157"), eservice("board-4", "c_a794"))
    judge()
    assert findings(registry, rule="X-05") == []
    (closed,) = findings(registry, rule="X-05", observed="passing")
    assert closed["id"] == first["id"]
    assert closed["until"]
    take(registry, eservice("board-3", "c_b157", protocol="soap"))
    assert judge()["returned"] == 1
    (back,) = findings(registry, rule="X-05")
    assert (back["id"], back["first_seen"], back["until"]) == (first["id"], first["first_seen"], None)
    history = registry.call("smartlombardia_finding_show", id=back["id"])["history"]
    assert [one["verdict"] for one in history] == ["fail", "pass", "fail"]


def test_what_is_not_known_any_more_closes_no_finding(registry, judge):
    said = {"export_available": "no", "function": "parking"}
    take(registry, platform("lock", "c_d150", **said), source="developers-italia")
    judge()
    (open_,) = findings(registry, rule="P-03", body="c_d150")
    take(registry, platform("lock", "c_d150", function="parking"), source="developers-italia")
    judge()
    (still,) = findings(registry, rule="P-03", body="c_d150")
    assert (still["id"], still["observed"], still["until"]) == (open_["id"], "unknown", None)


def test_a_system_that_is_deleted_takes_its_findings_with_it(registry, judge):
    outcome = take(registry, platform("gone", "c_g388", export_available="no", function="parking"))
    judge()
    assert len(findings(registry, body="c_g388")) == 1
    (record,) = outcome.written
    registry.by_office("package_delete", id=record)
    judge(records=[record], bodies=[])
    assert findings(registry, body="c_g388") == []
    assert [one["observed"] for one in findings(registry, body="c_g388", observed="gone")] == ["gone"]
    assert all(row.until for row in rows(subject=record))


def test_a_town_is_judged_on_what_registers_say_of_it(registry, judge):
    registry.by_office("smartlombardia_observations_take", source="pad2026-143",
                       observations=[funded("c_i829", "pagopa", "E"), funded("c_i829", "appio", "A")])  # fmt: skip
    judge()
    verdicts = {row.rule: row.verdict for row in rows(subject="c_i829", until=None)}
    assert (verdicts["N-02"], verdicts["N-03"], verdicts["N-04"]) == ("pass", "unknown", "unknown")


def test_following_changes_one_by_one_says_the_same_as_judging_everything(registry, judge, boards):
    judge()
    outcome = take(
        registry,
        eservice("board-1", "c_i996", protocol="soap"),
        eservice("tax-1", "c_c933", "Verifica posizione IMU", function="local-taxes"),
    )
    judge(records=sorted(outcome.written), bodies=[])
    changed = judge()
    assert (changed["changed"], changed["ended"], changed["found"], changed["closed"]) == (0, 0, 0, 0)


@pytest.fixture
def suspended(registry, judge):
    """The number of a finding on one e-service of Como, which anybody sees."""
    take(registry, eservice("suspended-1", "c_c933", "Verifica IMU", pdnd_state="SUSPENDED", function="local-taxes"))
    judge()
    return findings(registry, body="c_c933", rule="A-12")[0]["id"]


def test_the_body_contests_and_the_office_grants_an_exception_that_ends(registry, judge, suspended):
    clerk, office = registry.user("c_c933"), registry.user("r_lombar")
    registry.call("smartlombardia_finding_decide", clerk, id=suspended, verdict="contested", reason="Lo riapriamo.")
    assert registry.call("smartlombardia_finding_show", id=suspended)["handling"] == "contested"
    until = (date.today() + timedelta(days=90)).isoformat()
    granted = {"verdict": "excepted", "reason": "Contratto in corso.", "type": "contract-until", "until": until}
    registry.call("smartlombardia_finding_decide", office, id=suspended, **granted)
    judge()
    shown = registry.call("smartlombardia_finding_show", clerk, id=suspended)
    assert (shown["handling"], shown["history"][0]["verdict"]) == ("excepted", "excepted")
    assert [one["verdict"] for one in shown["decisions"]] == ["excepted", "contested"]
    assert registry.call("smartlombardia_finding_show", id=suspended)["decisions"] == []
    registry.call("smartlombardia_finding_decide", office, id=suspended, verdict="new")
    again = registry.call("smartlombardia_finding_show", id=suspended)
    assert (again["handling"], again["history"][0]["verdict"]) == ("new", "fail")


def test_an_exception_is_the_offices_and_says_why_and_until_when(registry, suspended):
    clerk, stranger, office = registry.user("c_c933"), registry.user("c_b157"), registry.user("r_lombar")
    for user, verdict in ((clerk, "excepted"), (stranger, "contested"), (None, "accepted")):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_finding_decide", user, id=suspended, verdict=verdict, reason="Perché no")
    with pytest.raises(tk.ValidationError) as refused:
        registry.call("smartlombardia_finding_decide", office, id=suspended, verdict="excepted", until="2040-01-01")
    assert set(refused.value.error_dict) == {"reason", "type", "until"}


def test_what_the_contract_says_is_judged_for_the_body_and_the_office_alone(registry, judge):
    outcome = take(registry, platform("tied", "c_b157", "Contabilità chiusa", function="accounting"))
    (record,) = outcome.written
    office, clerk, stranger = registry.user("r_lombar"), registry.user("c_b157"), registry.user("c_c933")
    said = {"exit_clause": "no", "contract_start": "2025-03-01", "renewals_without_tender": 4}
    registry.call("smartlombardia_restricted_update", clerk, id=record, **said)
    judge()
    for user in (office, clerk):
        judged = registry.call("smartlombardia_record_judged", user, id=record)
        assert {one["rule"]: one["verdict"] for one in judged["verdicts"]}.items() >= {
            "L-02": "fail",
            "L-09": "fail",
        }.items()
        assert judged["lock_in"]["lo"] == 25
    for user in (stranger, None):
        judged = registry.call("smartlombardia_record_judged", user, id=record)
        assert judged["lock_in"] is None
        assert not {"L-02", "L-03", "L-09", "P-07"} & {one["rule"] for one in judged["verdicts"]}
        assert "2025-03-01" not in str(judged)
        rules = {"L-02", "L-09"}
        found = registry.call("smartlombardia_finding_list", user, subject=record, limit=100)["results"]
        assert not rules & {one["rule"] for one in found}
    assert {"L-02", "L-09"} <= {one["rule"] for one in findings(registry, subject=record)}


def test_an_audit_is_shown_as_it_was_recorded_and_judged_again_only_when_asked(registry, judge):
    outcome = take(registry, platform("past", "c_i829", "Sistema vecchio", export_available="no"))
    (record,) = outcome.written
    judge()
    rows_ = core.Session.scalars(sa.select(AssessmentRow).where(AssessmentRow.subject == record)).all()
    last_week = rows_[0].since - timedelta(days=7)
    core.Session.execute(sa.update(AssessmentRow).where(AssessmentRow.subject == record).values(since=last_week))
    core.Session.commit()
    take(registry, platform("past", "c_i829", "Sistema vecchio", export_available="yes"))
    judge()
    clerk, day = registry.user("c_i829"), (last_week + timedelta(days=1)).date().isoformat()
    then = registry.call("smartlombardia_record_judged_on", clerk, id=record, day=day)
    assert {one["rule"]: one["verdict"] for one in then["verdicts"]}["P-03"] == "fail"
    assert not then["again"]
    for user in (None, registry.user("c_c933")):
        open_to_all = registry.call("smartlombardia_record_judged_on", user, id=record, day=day)
        assert "fail" not in {one["verdict"] for one in open_to_all["verdicts"]}
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_record_judged_on", user, id=record, day=day, again=True)
    again = registry.call("smartlombardia_record_judged_on", clerk, id=record, day=day, again=True)
    assert again["again"]
    assert {one["verdict"] for one in again["verdicts"]} == {"unknown"}  # that day nothing was known of it
    with pytest.raises(tk.ValidationError):
        registry.call("smartlombardia_record_judged_on", clerk, id=record, day="ieri")
