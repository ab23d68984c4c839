"""Looks at APIs: what they tell becomes facts, verdicts and thirty days on the page of the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.interop.probes import Answer, Seen
from ckanext.smartlombardia.logic.probes import probe_run
from ckanext.smartlombardia.model import AssessmentRow, Probe, SourceRecord
from tests.integration.interop.world import eservice, take
from tests.unit.interop.cases import OPENAPI


@pytest.fixture
def record(registry):
    fields = {"endpoint_url": "https://api.example.it/albo", "function": "notice-board"}
    return _taken(registry, eservice("probed", "c_d150", "Albo di Cremona", **fields))


@pytest.fixture
def cameras(registry):
    fields = {"endpoint_url": "https://cam.example.it", "function": "video-surveillance"}
    return _taken(registry, eservice("cameras", "c_d150", "Telecamere", **fields))


def _taken(registry, record):
    """The UUID of a record, also where an earlier test has brought it in."""
    take(registry, record)
    (known,) = core.Session.scalars(sa.select(SourceRecord.record).where(SourceRecord.guid == record.guid))
    return known


def answering(target, ok=True, status=200):
    return Seen([Answer(str(target.endpoint), ok, status, 120)], {"description": OPENAPI} if ok else {})


def again(times, ok=True, ago=0):
    """Rounds of looks, each as if some hours had gone by."""
    for _ in range(times):
        probe_run.check_apis(lambda target: answering(target, ok, 200 if ok else 500), 100)
        core.Session.execute(sa.update(Probe).values(at=Probe.at - timedelta(hours=5 + ago)))
        core.Session.commit()


def test_looks_become_facts_verdicts_and_thirty_days(registry, record, cameras):
    again(5)
    shown = registry.call("smartlombardia_availability_show", id=record)
    assert (shown["answers"], shown["looks"], shown["share"], shown["ms"]) == (True, 5, 1.0, 120)
    assert len(shown["days"]) == 30
    assert sum(day["ok"] for day in shown["days"]) == 5
    registry.by_office("smartlombardia_judge", records=[record], bodies=[])
    row = AssessmentRow
    query = sa.select(row.rule, row.verdict).where(row.subject == record, row.until.is_(None))
    verdicts = dict(core.Session.execute(query).tuples().all())
    assert (verdicts["A-01"], verdicts["A-05"], verdicts["A-17"]) == ("pass", "pass", "pass")
    assert registry.call("smartlombardia_availability_show", registry.user("r_lombar"), id=cameras)["looks"] == 0


def test_one_bad_look_is_no_fault_and_the_description_stays_known(registry, record):
    again(5)
    again(1, ok=False)
    facts = {fact.name: fact.value for fact in probe_run.store.facts_of([record])[record]}
    assert facts["description"]["kind"] == "openapi"
    assert facts["availability"]["failing"] == 1
    assert registry.call("smartlombardia_availability_show", id=record)["answers"] is False


def test_where_nobody_answers_nothing_is_said_of_anybody(registry, record):
    before = core.Session.scalar(sa.select(sa.func.count(Probe.id)))
    counts, changed = probe_run.check_apis(lambda target: Seen([Answer(str(target.endpoint), False, None, 10)]), 100)
    assert (counts["looked"], changed) == (0, [])
    assert core.Session.scalar(sa.select(sa.func.count(Probe.id))) == before


def test_looking_is_the_registrys_own(registry, record):
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_probes_check", registry.user("c_d150"))
