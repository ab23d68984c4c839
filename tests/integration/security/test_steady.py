"""One record never stops the rest: what a step cannot work on is set aside, named, and tried again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import interop, matching
from ckanext.smartlombardia.jobs import drain, scheduler
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.logic.operations import budget, quarantine
from ckanext.smartlombardia.logic.operations.index import mend
from ckanext.smartlombardia.logic.outbox import change_reader
from ckanext.smartlombardia.logic.quality import dataset_quality
from ckanext.smartlombardia.model import AssessmentRow, Change, ClockTask, MatchRow, QualityRow, Quarantine
from ckanext.smartlombardia.model.base import now

POISON = "Zzz veleno"


@pytest.fixture(autouse=True)
def nothing_waits(registry):
    drain.drain()
    yield
    core.Session.rollback()
    for table in (Quarantine, ClockTask):
        core.Session.execute(sa.delete(table))
    core.Session.execute(sa.update(Change).values(drained=now()))
    core.Session.commit()


def set_aside() -> dict[str, str]:
    core.Session.rollback()
    rows = core.Session.execute(sa.select(Quarantine.subject, Quarantine.step)).tuples()
    return dict(rows.all())


def waits() -> int:
    core.Session.rollback()
    return core.Session.scalar(sa.select(sa.func.count()).where(Change.drained.is_(None)))


def platforms(registry, *titles: str) -> list[str]:
    return [
        registry.add("platform", title=title, product_name=title, vendor_name="Ditta Srl")["id"] for title in titles
    ]


def fails_for(poison: str, real, texts):
    def work(given, *rest, **named):
        if any(poison in text for text in texts(given)):
            raise TypeError("no such luck")
        return real(given, *rest, **named)

    return work


def test_a_record_that_breaks_the_matcher_is_set_aside_and_the_others_are_matched(registry, monkeypatch):
    names = (matching.match, lambda records: [record.name for record in records])
    monkeypatch.setattr(matching, "match", fails_for(POISON, *names))
    bad, *good = platforms(registry, POISON, "Municipium rosa", "Municipium rosa")
    drain.drain()
    assert set_aside() == {bad: "match"}
    assert waits() == 0
    found = core.Session.execute(sa.select(MatchRow.left, MatchRow.right)).tuples().all()
    assert any(set(pair) == set(good) for pair in found)


def test_a_record_that_breaks_the_audit_is_set_aside_and_keeps_what_was_found_of_it(registry, monkeypatch):
    bad, good = platforms(registry, "Stato civile uno", "Stato civile due")
    drain.drain()
    before = verdicts(bad)
    assert before
    names = (interop.judge, lambda subject: [subject.name])
    monkeypatch.setattr(interop, "judge", fails_for(POISON + " due", *names))
    registry.by_office("package_patch", id=bad, title=POISON + " due")
    registry.by_office("package_patch", id=good, notes="Un testo che prima non c'era.")
    drain.drain()
    assert set_aside() == {bad: "judge"}
    assert verdicts(bad) == before
    assert waits() == 0
    monkeypatch.undo()
    registry.by_office("smartlombardia_quarantine_retry", step="judge", subject=bad)
    drain.drain()
    assert set_aside() == {}


def verdicts(record: str) -> set[tuple[str, str]]:
    row = AssessmentRow
    core.Session.rollback()
    query = sa.select(row.rule, row.verdict).where(row.subject == record, row.until.is_(None))
    return set(core.Session.execute(query).tuples())


def test_a_dataset_whose_quality_cannot_be_judged_is_set_aside_and_the_others_are_judged(registry, monkeypatch):
    monkeypatch.setattr(
        dataset_quality, "judge", fails_for(POISON, dataset_quality.judge, lambda package: [package["title"]])
    )
    bad, good = (registry.add("dataset", title=title, notes="Dati.")["id"] for title in (POISON, "Alberi"))
    drain.drain()
    assert set_aside() == {bad: "quality"}
    assert set(core.Session.scalars(sa.select(QualityRow.record).where(QualityRow.record.in_([bad, good])))) == {good}


def test_a_text_that_costs_too_much_is_cut_by_its_budget_and_the_rest_goes_on(registry, monkeypatch):
    cubic = re.compile(r"(a+)+$")
    monkeypatch.setattr(quarantine, "budget", lambda: budget.budget(0.5))
    real = matching.match

    def slow(records, *rest):
        if len(records) == 1:
            cubic.search(records[0].description)
        return real(records, *rest)

    monkeypatch.setattr(matching, "match", slow)
    (bad,) = (registry.add("platform", title="Lento", notes="a" * 2500 + "!")["id"],)
    drain.drain()
    assert set_aside() == {bad: "match"}
    (row,) = core.Session.scalars(sa.select(Quarantine))
    assert row.cause == "budget"
    assert waits() == 0


def test_a_change_that_cannot_be_followed_up_waits_longer_and_is_set_aside_at_last(registry):
    bad, good = platforms(registry, "Una cosa", "Altra cosa")
    worked: list[str] = []

    def work(changes):
        if any(change.subject == bad for change in changes):
            raise KeyError(bad)
        worked.extend(change.subject for change in changes)

    change_reader.drain(work)
    assert good in worked
    assert waits() == 1
    assert change_reader.drain(work) == 0  # not again at once
    for _ in range(change_reader.TRIES):
        core.Session.execute(sa.update(Change).where(Change.drained.is_(None)).values(retry_at=now()))
        core.Session.commit()
        change_reader.drain(work)
    assert waits() == 0
    assert set_aside() == {bad: "drain"}


def test_a_record_set_aside_is_tried_again_by_itself_when_its_time_has_come(registry, monkeypatch):
    monkeypatch.setattr(
        dataset_quality, "judge", fails_for("Acqua", dataset_quality.judge, lambda package: [package["title"]])
    )
    bad = registry.add("dataset", title="Acqua", notes="Dati.")["id"]
    drain.drain()
    assert quarantine.ask_again() == 0
    assert quarantine.left_out("quality") == {bad}
    core.Session.execute(sa.update(Quarantine).values(retry_at=now()))
    core.Session.commit()
    assert quarantine.ask_again() == 1
    assert quarantine.ask_again() == 0  # it waits already
    drain.drain()
    (row,) = core.Session.scalars(sa.select(Quarantine))
    assert row.tries == 2
    assert row.retry_at > now() + timedelta(minutes=90)
    monkeypatch.undo()
    core.Session.execute(sa.update(Quarantine).values(retry_at=now()))
    core.Session.commit()
    quarantine.ask_again()
    drain.drain()
    assert set_aside() == {}


def test_a_server_that_is_away_is_no_fault_of_the_record(registry):
    platforms(registry, "Terza cosa")

    def work(changes):
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    for _ in range(change_reader.TRIES + 1):
        with pytest.raises(sa.exc.OperationalError):
            change_reader.drain(work)
    assert set_aside() == {}
    assert waits() == 1


def test_a_round_of_the_clock_that_fails_is_recorded_and_waits_while_the_others_go_on(registry):
    ran: list[str] = []

    def fail() -> None:
        raise OSError("nobody there")

    tasks = [scheduler.Task("bad", fail), scheduler.Task("good", lambda: ran.append("good"))]
    for _ in range(3):
        for task in tasks:
            task.tend(1.0)
    assert ran == ["good"] * 3
    shown = {one["task"]: one for one in registry.by_office("smartlombardia_operations_show")["tasks"]}
    assert shown["bad"]["failed"]
    assert not shown["good"]["failed"]


def test_ghosts_leave_the_index_and_what_it_lacks_is_added(registry):
    ghost, missing, there = platforms(registry, "Fantasma", "Mancante", "Presente")
    core.Session.execute(sa.delete(core.Member).where(core.Member.table_id == ghost))
    core.Session.execute(sa.update(core.Package).where(core.Package.id == ghost).values(state="deleted"))
    core.Session.commit()
    registry.portal.solr.ask("integration/update?commit=true", f'{{"delete": {{"query": "id:{missing}"}}}}'.encode())
    assert indexed(registry) >= {ghost, there}
    counts = mend(timedelta(seconds=-60))
    assert (counts["ghosts"], counts["missing"]) == (1, 1)
    assert indexed(registry) >= {missing, there}
    assert ghost not in indexed(registry)
    assert mend(timedelta(seconds=-60)) == {"ghosts": 0, "missing": 0, "stale": 0}


def test_a_write_that_is_on_its_way_is_no_ghost(registry):
    (young,) = platforms(registry, "Appena scritto")
    core.Session.execute(sa.update(core.Package).where(core.Package.id == young).values(state="deleted"))
    core.Session.commit()
    assert mend()["ghosts"] == 0
    assert young in indexed(registry)


def indexed(registry) -> set[str]:
    found = registry.by_office("package_search", rows=500, include_private=True)
    return {one["id"] for one in found["results"]}


def test_a_job_left_new_frees_itself(registry, monkeypatch):
    from ckanext.harvest.model import HarvestJob

    org = registry.by_office("organization_show", id="r_lombar")["id"]
    source = registry.by_office(
        "harvest_source_create", name="nuova", title="Nuova", source_type="dcat_rdf",
        url="https://nuova.example/c.ttl", owner_org=org, frequency="MANUAL",
    )  # fmt: skip
    job = registry.by_office("harvest_job_create", source_id=source["id"], run=False)["id"]
    assert job not in jobs.list_abandoned()  # whoever made it may be about to run it
    core.Session.execute(sa.update(HarvestJob).values(created=HarvestJob.created - timedelta(hours=1)))
    core.Session.commit()
    asked: list[str] = []
    monkeypatch.setattr(jobs.tk, "enqueue_job", lambda work, args, **_: asked.extend(args))
    assert registry.by_office("smartlombardia_harvest_wake")["again"] == 1
    assert asked == ["nuova.example"]
    assert core.Session.get(HarvestJob, job).status == "Running"


def test_the_office_sees_what_was_set_aside_and_has_it_tried_again(registry, monkeypatch):
    monkeypatch.setattr(
        dataset_quality, "judge", fails_for("Aria", dataset_quality.judge, lambda package: [package["title"]])
    )
    bad = registry.add("dataset", title="Aria di Suello", notes="Dati.")["id"]
    drain.drain()
    office = registry.user("r_lombar")
    text = registry.page("/operazioni", office)
    assert "Aria di Suello" in text
    assert "TypeError" not in text
    for other in (None, registry.user("c_i996")):
        assert "Aria di Suello" not in registry.page("/operazioni", other, status=403)
    monkeypatch.undo()
    registry.page("/operazioni", office, sent={"step": "quality", "subject": bad})
    drain.drain()
    assert set_aside() == {}
    assert core.Session.scalar(sa.select(QualityRow.record).where(QualityRow.record == bad))
